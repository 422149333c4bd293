import { azureClients } from "../azure/clients";
import { findStackResources } from "../deployment/stackResources";
import { findTarget } from "../deployment/target";
import type { TargetOptions } from "../deployment/target";
import { counted, UserError } from "../errors";
import { toFindingsMarkdown } from "../markdown/findings";
import { explanationOf } from "../network/explain";
import { defaultTrainingType, trainingTypeProblems } from "../openai/trainingTypes";
import { createOutput, printJson, printLines, styled } from "../output";
import type { Output } from "../output";
import { allChecks } from "./allChecks";
import type { CheckOptions } from "./allChecks";
import type { Finding, Fixes, Status } from "./check";
import { runChecks } from "./runChecks";

export interface DoctorOptions extends TargetOptions, CheckOptions {
  fix?: boolean;
  json?: boolean;
  markdown?: boolean;
}

/** Checks whether a deployment is ready for the W&B integration, and whether the integration will work. @throws UserError if a check fails. */
export async function doctor(options: DoctorOptions): Promise<void> {
  const [problem] = trainingTypeProblems(options.tier ?? defaultTrainingType);
  if (problem) {
    throw new UserError(problem);
  }
  const output = createOutput(options);
  const target = await findTarget(options);
  const stackResources = await findStackResources(options);
  const examination = { target, ...stackResources, azure: await azureClients(target.subscriptionId) };
  const checks = allChecks(options, stackResources?.roleAssignments);
  const run = () => runChecks(checks, examination, (finding) => print(finding, output));
  let findings = await run();
  const fixes = options.fix ? await applyFixes(findings, output) : noFixes;
  if (fixes.fixed.length + fixes.prevented.length > 0) {
    output.print("", "Checking again:");
    findings = await run();
  }
  conclude(findings, fixes, output);
}

const noFixes: Fixes = { fixed: [], prevented: [], notFixed: [] };

async function applyFixes(findings: readonly Finding[], { print: printLine }: Output): Promise<Fixes> {
  const fixes: Fixes = { fixed: [], prevented: [], notFixed: [] };
  for (const { id, status, fix } of findings) {
    if (!fix) {
      continue;
    }
    printLine("", `→ ${fix.plan}`);
    try {
      const description = await fix.apply();
      fixes[status === "failed" ? "fixed" : "prevented"].push(description);
      printLine(`✔ Fixed: ${description}`);
    } catch (error) {
      const reason = `${id}: ${explanationOf(error)}`;
      fixes.notFixed.push(reason);
      printLine(`✖ Not fixed: ${reason}`);
    }
  }
  if (Object.values(fixes).every((list) => list.length === 0)) {
    printLine("", "Nothing can be fixed automatically.");
  }
  return fixes;
}

/** @throws UserError if a check failed, or what `--fix` should do. */
function conclude(findings: readonly Finding[], fixes: Fixes, output: Output): void {
  const failures = findings.filter(({ status }) => status === "failed").length;
  const isReady = failures === 0;
  const result = isReady ? readyResult(findings) : `${counted(failures, "check")} failed.`;
  if (output.json) {
    printJson({ ready: isReady, ...fixes, findings });
  } else if (output.markdown) {
    printLines(toFindingsMarkdown(findings, fixes, result));
  }
  if (!isReady || fixes.notFixed.length > 0) {
    const problem = isReady ? "Not everything was fixed." : result;
    throw new UserError(output.json ? "" : ["", problem], 1);
  }
  output.print("", `${result} ${nextStep}`);
}

function readyResult(findings: readonly Finding[]): string {
  const unchecked = findings.filter(({ notChecked }) => notChecked).map(({ title }) => title);
  return unchecked.length === 0 ? "Ready for the W&B integration." : withUnchecked(unchecked);
}

const nextStep = "Run npx azure-openai-wandb link for the steps in the portal.";

const withUnchecked = (titles: readonly string[]): string =>
  `No check failed, and ${counted(titles.length, "check")} could not be completed: ${titles.join("; ")}. ` +
  "To check everything, run the command as an identity with the permissions above.";

const marks: Record<Status, { text: string; color: Parameters<typeof styled>[0] }> = {
  passed: { text: "✔", color: "green" },
  warning: { text: "!", color: "yellow" },
  failed: { text: "✖", color: "red" },
  skipped: { text: "-", color: "gray" },
};

function print({ title, status, detail, remedy, documentation }: Finding, output: Output): void {
  const { text, color } = marks[status];
  output.print(`${styled(color, text)} ${title}: ${detail}`);
  if (remedy) {
    output.print(`    ${remedy}`);
    output.print(styled("gray", `    ${documentation}`));
  }
}
