/** `docs/proof/starts.md`, from the results of a run. */
import { crashKinds } from "../support/startProject";
import type { CrashKind } from "../support/startProject";
import { startCaseName } from "./startCases";
import type { KilledStart } from "./startCases";
import type { StartResult } from "./startMatrix";

/** @param planned The cases of the run, some of which may not have been run yet. */
export function startTable(
  results: readonly StartResult[],
  seed: number,
  planned: { crashes: number; pairs: number },
): string {
  const killed = results.filter(({ startCase }) => startCase.kind === "killed");
  const two = results.filter(({ startCase }) => startCase.kind === "two");
  const failed = results.filter(({ problems }) => problems.length > 0);
  const complete = results.filter(({ isComplete }) => isComplete);
  const steps = [...new Set(killed.map(({ step }) => step))];
  return `# Tests of \`npm start\`

Written by \`npm run proof\` (\`tests/proof/run.ts starts --seed ${seed} --crashes ${planned.crashes} --pairs ${planned.pairs}\`), with the real engine on the local Azure:
${results.length} of its ${planned.crashes + planned.pairs} cases.
\`npm test\` runs a sample at the borders of steps (\`tests/engine/start.test.ts\`).

**${killed.length} crashes of \`npm start\` and ${two.length} pairs of first starts at once; starts that failed, left duplicates or orphans: ${failed.length} (limit: 0).**

- The moments are spread evenly over the duration of an undisturbed first start. Each chain begins with an empty state: the first start is
  killed, the next one follows at once and is killed at a later moment, up to four times. Then one runs to its end (${complete.length} did, those after a pair
  included): it must succeed, and Azure must have as many resources and fine-tuning jobs as after an undisturbed start.
- A start that ends before its moment, since an earlier one has done most of the work, must have succeeded.
- Of two starts at once, both must succeed. In some pairs the first one is killed.

| Step in which it was killed | ${Object.keys(crashKinds).join(" | ")} |
|---|${Object.keys(crashKinds)
    .map(() => "---|")
    .join("")}
${steps.map((step) => stepRow(step, killed)).join("\n")}

${Object.entries(crashKinds)
  .map(([kill, description]) => `- ${kill}: ${description}`)
  .join("\n")}
${failed.length === 0 ? "" : `\n## Problems\n\n${failed.map(problem).join("\n")}\n`}`;
}

function stepRow(step: string, results: readonly StartResult[]): string {
  const count = (kill: CrashKind) =>
    results.filter((result) => result.step === step && (result.startCase as KilledStart).kill === kill)
      .length;
  const cells = (Object.keys(crashKinds) as CrashKind[]).map((kill) => String(count(kill) || ""));
  return `| ${step} | ${cells.join(" | ")} |`;
}

const problem = ({ startCase, step, problems }: StartResult) =>
  `- ${startCaseName(startCase)} (${step}): ${problems.join("; ")}`;
