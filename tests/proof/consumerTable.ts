/** `docs/proof/consumers.md`, from the results of a run. */
import { packageManagers } from "./consumerCases";
import type { ConsumerResult } from "./consumerMatrix";
import { nodeVersions, typescriptVersions } from "./consumerTools";

const isCompiled = ({ consumer }: ConsumerResult) => consumer.kind === "compiled";

export function consumerTable(results: readonly ConsumerResult[]): string {
  const failed = results.filter(({ problems }) => problems.length > 0);
  const missing = [...new Set(results.flatMap((result) => result.missing))].sort();
  return `# Consumers of the package

Written by \`npm run proof\` (\`tests/proof/run.ts consumers\`): the component as \`npm pack\` packs it, installed outside the repository, and
strictly checked programs that import it. \`npm test\` runs a sample of the same cases.

**${results.length} consumers; not compiled, not found or not run: ${failed.length} (limit: 0).**

- The programs are checked with \`strict\`, \`noUncheckedIndexedAccess\` and \`exactOptionalPropertyTypes\`. A line with a wrong argument must be
  an error, so that declarations that are not found fail the case.
- They run under Pulumi's mocks; those of the last table are previewed by the real engine on the local Azure.
- pnpm gives a program only the packages that it names: nothing is found because another package has installed it.
${missing.length === 0 ? "" : `- Not run, since npm has no package of it for this platform: Node ${missing.join(", ")}.\n`}
## Compiled

Type check and JavaScript by TypeScript ${typescriptVersions.join(", ")}; the JavaScript is run by Node ${nodeVersions.join(", ")}.

${table("Compiler", results.filter(isCompiled))}

## Loaded

${table(
  "Loader",
  results.filter(({ consumer }) => consumer.kind === "loaded"),
)}

## By Pulumi

The program is run and checked by Pulumi's own runner; a remote component is constructed by the package, which Pulumi starts as a plugin.

${table(
  "Kind",
  results.filter(({ consumer }) => consumer.kind !== "compiled" && consumer.kind !== "loaded"),
)}
${failed.length === 0 ? "" : `\n## Problems\n\n${failed.map(({ name, problems }) => `- ${name}: ${problems.join("; ")}`).join("\n")}\n`}`;
}

/** A row for each consumer, and a column for each package manager. */
function table(heading: string, results: readonly ConsumerResult[]): string {
  const rows = new Map<string, string[]>();
  for (const { name, consumer, missing, problems } of results) {
    const row = name.slice(0, name.lastIndexOf(", "));
    const cells = rows.get(row) ?? packageManagers.map(() => "");
    const isSkipped = consumer.kind !== "compiled" && missing.length > 0;
    const outcome = isSkipped ? "not run" : "ok";
    cells[packageManagers.indexOf(consumer.packageManager)] = problems.length > 0 ? "**missed**" : outcome;
    rows.set(row, cells);
  }
  return [
    `| ${[heading, ...packageManagers].join(" | ")} |`,
    `|---|${packageManagers.map(() => "---|").join("")}`,
    ...[...rows].map(([row, cells]) => `| ${[row, ...cells].join(" | ")} |`),
  ].join("\n");
}
