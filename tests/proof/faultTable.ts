/** `docs/proof/faults.md`, from the results of a run. */
import { faultRows } from "./faultRows";
import type { FaultRow } from "./faultRows";
import type { FaultResult } from "./faultStack";
import { operations, resourceRows } from "./resourceRows";
import type { Operation, ResourceRow } from "./resourceRows";

/** Finds the result of a case. */
type Find = (resource: string, operation: Operation, fault: string) => FaultResult | undefined;

export function faultTable(results: readonly FaultResult[]): string {
  const failed = results.filter(({ problems }) => problems.length > 0);
  const succeeded = results.filter(({ outcome }) => outcome.startsWith("succeeded"));
  const recovered = results.filter(({ next }) => next.startsWith("recover"));
  const resources = resourceRows("/subscriptions/ID");
  const find: Find = (resource, operation, fault) =>
    results.find(
      (result) => result.resource === resource && result.operation === operation && result.fault === fault,
    );
  const total = `${results.length} ${results.length === 1 ? "case" : "cases"}`;

  return `# Fault matrix

Written by \`npm run proof\` (\`tests/proof/run.ts faults\`): each resource, each operation, each fault, with the real engine on the
local Azure. \`npm test\` runs a sample of the same cases.

**${total}: ${succeeded.length} succeeded, ${results.length - succeeded.length} ended in one clear error after which
the next run converged${recovered.length > 0 ? ` (${recovered.length} of them with \`recover\`)` : ""}; neither: ${failed.length} (limit: 0).**

- An operation is one of Pulumi's: create is an \`up\` that creates the resource, read a \`refresh\`, update an \`up\` that changes it in
  place, delete a \`destroy\`, or an \`up\` without the option that the resource belongs to. The fault matches the requests of that one resource.
- *(n)*: it succeeded after n retries. **error (n)**: it ended after n tries in one error that names the resource, repeats Azure's error
  and has no stack trace; once the fault was removed the same command converged. **error (n), recover**: \`npx azure-openai-wandb recover\` came first,
  since Azure had a resource that the state did not have.
- Converged: an empty \`pulumi preview --expect-no-changes\` (an empty \`refresh\`, where the run succeeded; an empty state, after a destroy), nothing in Azure that the state lacks, nothing
  in the state that Azure lacks, no duplicates, nothing pending.
- The emulated azure-native tries 4 times, as azure-native does, with a first delay of 10 milliseconds instead of 20 seconds and a timeout of
  one second for each request.

${resources.map((row) => resourceTable(row, find)).join("\n\n")}

## Excluded cases

| Fault | Not for | Because |
|---|---|---|
${excludedCases(resources).join("\n")}

## Errors

| Fault | Error |
|---|---|
${faultRows.flatMap((fault) => errorExample(fault, results)).join("\n")}
${failed.length === 0 ? "" : `\n## Problems\n\n${failed.map(problem).join("\n")}\n`}
## Notes

- A creation of which every response is lost exists in Azure and not in the state: azure-native refuses to create it again ("cannot create
  already existing resource"), and generates another name for a resource with a generated one (the account, the vault, private endpoints), so that a plain
  \`up\` would leave the first behind. The official engine and provider behave in the same way: run \`npx azure-openai-wandb recover\` before the next \`up\`.
- The secret of a vault with a generated name is deleted with its vault: no request deletes it.
- azure-native does not retry a 403 either: a role assignment that is still propagating shows as an error of the secret's deletion
  through the vault's data plane, and the same command succeeds later.
`;
}

/** The error of a fault that lasts, by one of its cases. */
function errorExample({ name, isTransient }: FaultRow, results: readonly FaultResult[]): string[] {
  const example = results.find(({ fault, outcome }) => fault === name && outcome.startsWith("failed"));
  return isTransient || !example
    ? []
    : [`| ${name} | \`${example.outcome.replace(/^failed[^:]*: /, "")}\` |`];
}

function resourceTable(row: ResourceRow, find: Find): string {
  const rows = faultRows
    .map((fault) => ({ fault, cells: operations.map((operation) => cell(row, operation, fault, find)) }))
    .filter(({ cells }) => cells.some((text) => text !== "–"));
  return [
    `## ${row.name.charAt(0).toUpperCase()}${row.name.slice(1)}`,
    "",
    `| Fault | ${operations.join(" | ")} |`,
    `|---|${operations.map(() => "---").join("|")}|`,
    ...rows.map(({ fault, cells }) => `| ${fault.name} | ${cells.join(" | ")} |`),
  ].join("\n");
}

function cell(row: ResourceRow, operation: Operation, fault: FaultRow, find: Find): string {
  const result = find(row.name, operation, fault.name);
  if (!result) {
    return fault.excluded?.(row, operation) ? "–" : "not run";
  }
  if (result.problems.length > 0) {
    return `**NOT**: ${result.problems[0]}`.replace(/\|/g, "\\|");
  }
  const [, tries] = /\((\d+) /.exec(result.outcome) ?? [];
  if (result.next === "") {
    return tries ? `ok (${tries})` : "ok";
  }
  return `error (${tries ?? "1"})${result.next.startsWith("recover") ? ", recover" : ""}`;
}

/** The reasons of each fault for which cases are excluded. */
function excludedCases(resources: readonly ResourceRow[]): string[] {
  return faultRows.flatMap(({ name, excluded }) => {
    const operationsByReason = new Map<string, Operation[]>();
    for (const row of resources) {
      for (const operation of operations) {
        const reason = excluded?.(row, operation);
        if (reason) {
          operationsByReason.set(reason, [...(operationsByReason.get(reason) ?? []), operation]);
        }
      }
    }
    return [...operationsByReason].map(([reason, without]) => {
      const where =
        new Set(without).size === 1 ? `${without[0]}s` : `${without.length} resources and operations`;
      return `| ${name} | ${where} | ${reason} |`;
    });
  });
}

const problem = ({ resource, operation, fault, outcome, next, problems }: FaultResult) =>
  `- ${resource}, ${operation}, ${fault}: ${outcome}; ${next}: ${problems.join("; ")}`;
