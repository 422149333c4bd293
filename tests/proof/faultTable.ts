/** `docs/proof/faults.md`, from the verdicts of a run. */
import { faultRows, operations, resourceRows } from "./faultCases";
import type { FaultRow, Operation, ResourceRow } from "./faultCases";
import type { FaultVerdict } from "./faultMatrix";

const counted = (number: number, of: string) => `${number} ${of}${number === 1 ? "" : "s"}`;

export function faultTable(verdicts: readonly FaultVerdict[]): string {
  const failed = verdicts.filter(({ problems }) => problems.length > 0);
  const succeeded = verdicts.filter(({ outcome }) => outcome.startsWith("succeeded"));
  const byRecover = verdicts.filter(({ next }) => next.startsWith("recover"));
  const resources = resourceRows("/subscriptions/ID");
  const find = (resource: string, operation: string, fault: string) =>
    verdicts.find((one) => one.resource === resource && one.operation === operation && one.fault === fault);

  return `# Fault matrix

Written by \`npm run proof\` (\`tests/proof/run.ts faults\`): each resource, each operation, each fault, with the real engine on the
local Azure. \`npm test\` runs a sample of the same cases.

**${counted(verdicts.length, "case")}: ${succeeded.length} succeeded, ${verdicts.length - succeeded.length} ended in one clear error after which
the next run converged${byRecover.length > 0 ? ` (${byRecover.length} of them by way of \`recover\`)` : ""}; neither: ${failed.length} (limit: 0).**

- An operation is what Pulumi does: create is an \`up\` that makes the resource, read a \`refresh\`, update an \`up\` that changes it in
  place, delete a \`destroy\`, or an \`up\` without the option that had asked for it. The fault meets the requests of that one resource.
- *(n)*: it succeeded after n retries. **error (n)**: it ended after n tries in one error that names the resource, says what Azure said
  and has no stack trace; once the fault was gone the same command converged. **error (n), recover**: \`npm run recover\` came first,
  since Azure had what Pulumi never heard of.
- Converged: an empty \`pulumi preview --expect-no-changes\` (an empty \`refresh\`, where the run had succeeded; an empty state, after a destroy), nothing in Azure that the state lacks, nothing
  in the state that Azure lacks, nothing twice, nothing pending.
- The stand-in for azure-native tries 8 times, as azure-native does, from 10 milliseconds on where that waits 20 seconds; it gives a request up
  after a second.

${resources.map((row) => resourceTable(row, find)).join("\n\n")}

## Where there is no case

| Fault | Not for | Because |
|---|---|---|
${absent(resources).join("\n")}

## What the errors say

| Fault | Error |
|---|---|
${faultRows
  .flatMap(({ name, passes }) => {
    const example = verdicts.find(({ fault, outcome }) => fault === name && outcome.startsWith("failed"));
    return passes || !example ? [] : [`| ${name} | \`${example.outcome.replace(/^failed[^:]*: /, "")}\` |`];
  })
  .join("\n")}
${failed.length === 0 ? "" : `\n## Problems\n\n${failed.map(problem).join("\n")}\n`}
## Notes

- A creation whose every answer is lost is there in Azure and not in the state: azure-native refuses to create it again ("cannot create
  already existing resource"), and makes up another name for what has a made-up one (the vault, private endpoints), so that a plain
  \`up\` would leave the first behind. This is how the official engine and provider work, too: run \`npm run recover\` before the next \`up\`.
- 403 is never tried again, by azure-native neither: a role assignment that has not spread yet shows as an error of the secret's deletion
  through the vault's data plane, and the same command succeeds later.
`;
}

type Find = (resource: string, operation: string, fault: string) => FaultVerdict | undefined;

function resourceTable(row: ResourceRow, find: Find): string {
  const cell = (operation: Operation, fault: FaultRow) => {
    const verdict = find(row.name, operation, fault.name);
    if (!verdict) {
      return fault.notFor?.(row, operation) ? "–" : "not run";
    }
    if (verdict.problems.length > 0) {
      return `**NOT**: ${verdict.problems[0]}`.replace(/\|/g, "\\|");
    }
    const [, tries = "1"] = /\((\d+) /.exec(verdict.outcome) ?? [];
    if (verdict.next === "") {
      return /\(/.test(verdict.outcome) ? `ok (${tries})` : "ok";
    }
    return `error (${tries})${verdict.next.startsWith("recover") ? ", recover" : ""}`;
  };
  const rows = faultRows
    .map((fault) => ({ fault, cells: operations.map((operation) => cell(operation, fault)) }))
    .filter(({ cells }) => cells.some((text) => text !== "–"));
  return [
    `## ${row.name[0]!.toUpperCase()}${row.name.slice(1)}`,
    "",
    `| Fault | ${operations.join(" | ")} |`,
    `|---|${operations.map(() => "---").join("|")}|`,
    ...rows.map(({ fault, cells }) => `| ${fault.name} | ${cells.join(" | ")} |`),
  ].join("\n");
}

/** For each fault the reasons why some cases do not exist. */
function absent(resources: readonly ResourceRow[]): string[] {
  return faultRows.flatMap(({ name, notFor }) => {
    const reasons = new Map<string, string[]>();
    for (const row of resources) {
      for (const operation of operations) {
        const reason = notFor?.(row, operation);
        if (reason) {
          reasons.set(reason, [...(reasons.get(reason) ?? []), operation]);
        }
      }
    }
    return [...reasons].map(([reason, missing]) => {
      const where =
        new Set(missing).size === 1 ? `${missing[0]}s` : `${missing.length} resources and operations`;
      return `| ${name} | ${where} | ${reason} |`;
    });
  });
}

const problem = ({ resource, operation, fault, outcome, next, problems }: FaultVerdict) =>
  `- ${resource}, ${operation}, ${fault}: ${outcome}; ${next}: ${problems.join("; ")}`;
