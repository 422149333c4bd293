/** Examines one deployment: runs the checks and, if asked to, fixes what they found. It prints nothing. */
import { azureClients } from "../azure/clients";
import { completeCommands } from "../deployment/completeCommands";
import { findTarget } from "../deployment/target";
import type { Target, TargetOptions } from "../deployment/target";
import { UserError } from "../errors";
import { explanationOf } from "../network/explain";
import { defaultTrainingType, trainingTypeProblems } from "../openai/trainingTypes";
import { allChecks } from "./allChecks";
import type { CheckOptions } from "./allChecks";
import type { Finding, Fixes } from "./check";
import { runChecks } from "./runChecks";

export interface ExamineOptions extends TargetOptions, CheckOptions {
  /** Does what is safe to do about what the checks found. */
  fix?: boolean;
}

/** What `doctor` found out about a deployment. */
export interface Diagnosis {
  target: Pick<Target, "accountName" | "vaultName" | "secretName">;
  /** Whether no check failed. */
  isReady: boolean;
  findings: Finding[];
  fixes: Fixes;
}

/** Receives what happens, while it happens. */
export interface Progress {
  onFinding: (finding: Finding) => void;
  onLines: (...lines: string[]) => void;
}

/** @throws UserError if the checks cannot start. */
export async function examine(options: ExamineOptions, { onFinding, onLines }: Progress): Promise<Diagnosis> {
  const [problem] = trainingTypeProblems(options.tier ?? defaultTrainingType);
  if (problem) {
    throw new UserError(problem);
  }
  const target = await findTarget(options);
  const { subscriptionId, vaultSubscriptionId, resources } = target;
  const azure = await azureClients(subscriptionId, vaultSubscriptionId);
  const checks = allChecks(options, resources?.roleAssignments);
  const run = async () => {
    const found: Finding[] = [];
    await runChecks(checks, { target, ...resources, azure }, (finding) => {
      const complete = withOptions(finding, options);
      found.push(complete);
      onFinding(complete);
    });
    return found;
  };
  let findings = await run();
  const fixes = options.fix ? await applyFixes(findings, onLines) : noFixes();
  if (fixes.fixed.length + fixes.prevented.length > 0) {
    onLines("", "Checking again:");
    findings = await run();
  }
  return { target, isReady: findings.every(({ status }) => status !== "failed"), findings, fixes };
}

/** The commands of a remedy are about the same deployment. */
const withOptions = (finding: Finding, options: TargetOptions): Finding =>
  finding.remedy === undefined ? finding : { ...finding, remedy: completeCommands(finding.remedy, options) };

const noFixes = (): Fixes => ({ fixed: [], prevented: [], notFixed: [] });

async function applyFixes(findings: readonly Finding[], onLines: Progress["onLines"]): Promise<Fixes> {
  const fixes = noFixes();
  for (const { id, status, fix } of findings) {
    if (!fix) {
      continue;
    }
    onLines("", `→ ${fix.plan}`);
    try {
      const description = await fix.apply();
      fixes[status === "failed" ? "fixed" : "prevented"].push(description);
      onLines(`✔ Fixed: ${description}`);
    } catch (error) {
      const reason = `${id}: ${explanationOf(error)}`;
      fixes.notFixed.push(reason);
      onLines(`✖ Not fixed: ${reason}`);
    }
  }
  if (Object.values(fixes).every((list) => list.length === 0)) {
    onLines("", "Nothing can be fixed automatically.");
  }
  return fixes;
}
