/** `doctor --all`: examines every integration of a stack, one after the other. */
import { notDeployed, requireIntegrations } from "../deployment/stack";
import { parseResourceId } from "../azure/resourceId";
import type { Integration } from "../deployment/integrations";
import { selectorOf } from "../deployment/selectIntegration";
import { counted, UserError } from "../errors";
import { escapeMarkdown, tableMarkdown } from "../markdown/escape";
import { toFindingsMarkdown } from "../markdown/findings";
import { printJson, printLines, styled } from "../output";
import type { Output } from "../output";
import { drawTable } from "../terminalTable";
import { examine } from "./examine";
import type { Diagnosis, ExamineOptions, Progress } from "./examine";
import { problemOf, resultOf } from "./results";

/** What `doctor` found out about an integration of a stack. */
export interface IntegrationDiagnosis {
  /** What `--integration` has to be to select it. */
  name: string;
  urn: string;
  account?: string | undefined;
  vault?: string | undefined;
  secret?: string | undefined;
  /** Undefined for an integration that is not deployed. */
  diagnosis?: Diagnosis;
  /** What is wrong with it; undefined if nothing is. */
  problem?: string | undefined;
}

/**
 * Examines every integration of a stack.
 * @param onIntegration Called before the checks of each, with its name.
 * @throws UserError if the stack has none, or if the checks cannot start.
 */
export async function examineAll(
  options: ExamineOptions,
  progress: Progress,
  onIntegration: (name: string) => void = () => undefined,
): Promise<IntegrationDiagnosis[]> {
  const integrations = await requireIntegrations(options);
  const results: IntegrationDiagnosis[] = [];
  for (const integration of integrations) {
    const name = selectorOf(integration, integrations);
    onIntegration(name);
    results.push(await examineOne(integration, { ...options, integration: name }, progress));
  }
  return results;
}

async function examineOne(
  integration: Integration,
  options: ExamineOptions & { integration: string },
  progress: Progress,
): Promise<IntegrationDiagnosis> {
  const { urn, outputs } = integration;
  const named = {
    name: options.integration,
    urn,
    account: parseResourceId(outputs.accountId ?? "")?.name,
    vault: parseResourceId(outputs.vaultId ?? "")?.name,
    secret: outputs.secretName,
  };
  const problem = notDeployed(integration);
  if (problem !== undefined) {
    progress.onLines(`${styled("red", "✖")} ${problem}`);
    return { ...named, problem };
  }
  const diagnosis = await examine(options, progress);
  const { accountName, vaultName, secretName } = diagnosis.target;
  return {
    ...named,
    account: accountName,
    vault: vaultName,
    secret: secretName,
    diagnosis,
    problem: problemOf(diagnosis),
  };
}

/** @throws UserError if something is wrong with an integration. */
export async function doctorOfAll(
  options: ExamineOptions,
  output: Output,
  progress: Progress,
): Promise<void> {
  let count = 0;
  const results = await examineAll(options, progress, (name) => {
    output.print(...(count > 0 ? [""] : []), styled("bold", name));
    count += 1;
  });
  if (output.json) {
    printJson(results.map(toJsonResult));
  } else if (output.markdown) {
    printLines(toMarkdown(results));
  }
  output.print("", ...drawTable(columns, results.map(toRow)));
  const failed = results.filter(({ problem }) => problem !== undefined).length;
  if (failed > 0) {
    throw new UserError(
      output.json ? "" : ["", `${failed} of ${counted(results.length, "integration")} failed.`],
      1,
    );
  }
}

const toJsonResult = ({ name, urn, account, vault, secret, diagnosis, problem }: IntegrationDiagnosis) => ({
  integration: name,
  urn,
  account: account ?? null,
  vault: vault ?? null,
  secret: secret ?? null,
  ready: diagnosis?.isReady ?? false,
  ...(diagnosis ? { ...diagnosis.fixes, findings: diagnosis.findings } : { problem }),
});

const columns = ["Integration", "Account", "Vault", "Secret", "Result"];

const toRow = (result: IntegrationDiagnosis): string[] => [
  result.name,
  result.account ?? "–",
  result.vault ?? "–",
  result.secret ?? "–",
  shortResultOf(result),
];

function shortResultOf({ diagnosis, problem }: IntegrationDiagnosis): string {
  if (!diagnosis) {
    return "not deployed";
  }
  const unchecked = diagnosis.findings.filter(({ notChecked }) => notChecked).length;
  const addition = unchecked > 0 ? `, ${counted(unchecked, "check")} not completed` : "";
  return (problem ?? "ready").replace(/\.$/, "").toLowerCase() + addition;
}

const toMarkdown = (results: readonly IntegrationDiagnosis[]): string[] => [
  ...tableMarkdown(
    columns,
    results.map((result) => toRow(result).map(escapeMarkdown)),
  ),
  "",
  ...results.flatMap(({ name, diagnosis, problem }) => [
    `## ${escapeMarkdown(name)}`,
    "",
    ...(diagnosis
      ? toFindingsMarkdown(diagnosis.findings, diagnosis.fixes, resultOf(diagnosis))
      : [escapeMarkdown(problem ?? ""), ""]),
  ]),
];
