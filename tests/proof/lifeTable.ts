/** `docs/proof/life.md`, from the results of a run. */
import type { LifeResult } from "./lifeRun";

/** @param shrunk Results of the shortest sequences that have the problems. */
export function lifeTable(
  results: readonly LifeResult[],
  shrunk: readonly LifeResult[],
  seed: number,
): string {
  const failed = results.filter(({ problems }) => problems.length > 0);
  const steps = results.flatMap((result) => result.steps);
  const remedies = results.flatMap((result) => result.remedies);
  const minutes = Math.round(results.reduce((sum, { seconds }) => sum + seconds, 0) / 60);
  return `# A stack's life

Written by \`npm run proof\` (\`tests/proof/run.ts life --seed ${seed}\`): sequences of changes and commands at random, on the repository's own stack
with the real engine on the local Azure. \`npm test\` runs two of them.

**${results.length} sequences with ${steps.length} steps and ${remedies.length} remedies; sequences with a problem: ${failed.length} (limit: 0).** They took
${minutes} minutes of one worker.

After every command:

- It has succeeded, or ended in errors that each have a remedy (\`tests/proof/lifeRemedies.ts\`: from the error or
  [Troubleshooting](../how-to/troubleshoot.md)), and the remedy works.
- A preview shows no changes.
- Azure has what the state has, and the reverse: nothing twice, nothing left behind, nothing pending. Soft-deleted resources are
  excepted. Of each type there are as many resources as the settings ask for.
- Nothing was deleted that the preview of the same \`up\` had not shown.
- The account's identity reads the W&B API key of the settings from the vault that the outputs name. The key is in no output and in no other
  file.

## Steps

A setting gets one of a few right values, or its default. The program of the stack runs in a process that outlives a command, as
inline programs of the Automation API do.

${counts("Step", steps)}

## Remedies

${counts("Remedy", remedies)}
${shrunk.length === 0 ? "" : `\n## Problems\n\n${shrunk.map(problem).join("\n\n")}\n`}`;
}

function counts(title: string, kinds: readonly string[]): string {
  const numbers = new Map<string, number>();
  for (const kind of kinds) {
    numbers.set(kind, (numbers.get(kind) ?? 0) + 1);
  }
  const rows = [...numbers].sort(([one], [other]) => one.localeCompare(other));
  return [`| ${title} | Times |`, "|---|---|", ...rows.map(([kind, times]) => `| ${kind} | ${times} |`)].join(
    "\n",
  );
}

export const problem = ({ name, problems, sequence }: LifeResult): string =>
  [`- ${name}: ${problems.join("; ")}`, "", "  ```json", `  ${JSON.stringify(sequence)}`, "  ```"].join("\n");
