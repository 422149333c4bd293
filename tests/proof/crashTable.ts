/** `docs/proof/crashes.md`, from the results of a run. */
import type { CrashResult } from "./crashMatrix";
import { momentCount, runs, targets } from "./crashMoments";
import type { Target } from "./crashMoments";

const descriptions: Record<Target, string> = {
  engine: "SIGKILL of the process group of `pulumi`, and of the providers with it",
  providers: "SIGKILL of the process of the emulated providers; the engine goes on and ends with an error",
  "local Azure": "SIGKILL of the session's host process, which runs the local Azure and its providers",
};

export function crashTable(results: readonly CrashResult[], seed: number): string {
  const failed = results.filter(({ problems }) => problems.length > 0);
  const recovered = results.filter(({ commands }) => commands.startsWith("recover"));
  return `# Crash-recovery tests

Written by \`npm run proof\` (\`tests/proof/run.ts crashes --seed ${seed}\`): SIGKILL at ${momentCount} moments of \`up\` and ${momentCount} of \`destroy\` for each of
three targets, on the repository's own stack with the real engine on the local Azure. \`npm test\` runs a sample of the same moments.

**${results.length} crashes: ${results.length - failed.length} converged on the next run, which begins once Azure has ended its operations, ${recovered.length} of them with \`recover\`; not converged,
orphans, duplicates or lost state: ${failed.length} (limit: 0).**

- A moment is a request of the run that is under way: held before Azure carries it out, or after that and before the response is sent.
  Moments are spread over all requests of the run, those for tokens included.
- Next: the same command again; before it \`pulumi cancel\` where the engine has left its lock, and \`npx azure-openai-wandb recover\` where creations
  are pending, or Azure has resources that the state does not have.
- Converged: an empty \`pulumi preview --expect-no-changes\` (an empty state, after a destroy), nothing in Azure that the state lacks, nothing
  in the state that Azure lacks, no duplicates, nothing pending. Right after the crash, too, no acknowledged resource is lost. The secret
  leaves the state before its vault, with which it is deleted.

${targets.map((target) => targetTables(target, results)).join("\n\n")}
${failed.length === 0 ? "" : `\n## Problems\n\n${failed.map(problem).join("\n")}\n`}
## Notes

- A killed engine leaves its creations pending in the state. A plain \`up\` keeps them there permanently and creates again: azure-native refuses
  that for a fixed name, and a vault with a generated name is left behind. A killed provider leaves nothing pending: Pulumi treats the creation
  as failed. \`recover\` finds both, so run it first, after any crash; where it finds nothing, its output shows it.
- Between the crash and the next run Azure ends its operations. A \`destroy\` that begins while the account is still being deleted is refused
  with one clear error (\`RequestConflict\`, which azure-native does not retry); the same command converges afterwards.
- The state is on a file backend with \`?metadata=skip\`, as everything on the local Azure. Without it Pulumi writes a file of attributes
  beside the state's, which a crash sometimes leaves empty: Pulumi then fails with \`EOF\` until that file is removed. No state is lost.
- Pending deletions need nothing: the resource stays in the state until it is deleted, and azure-native accepts a 404 as deleted.
`;
}

function targetTables(target: Target, results: readonly CrashResult[]): string {
  const ofTarget = results.filter((result) => result.target === target);
  const tables = runs.map((run) => runTable(ofTarget.filter((result) => result.run === run)));
  return `## ${target.charAt(0).toUpperCase()}${target.slice(1)}

${descriptions[target]}.

${tables.join("\n\n")}`;
}

function runTable(results: readonly CrashResult[]): string {
  const sorted = [...results].sort((one, other) => one.part - other.part);
  return [
    `| ${sorted[0]?.run === "destroy" ? "In `destroy`" : "In `up`"} | Under way | Azure | Pending | Not in the state | Next |`,
    "|---|---|---|---|---|---|",
    ...sorted.map(tableRow),
  ].join("\n");
}

function tableRow({ part, request, done, pending, unknown, commands, problems }: CrashResult): string {
  const cells = [
    `${Math.round(part * 100)} %`,
    request === "a token" ? request : `\`${request}\``,
    done ? "done" : "not yet",
    String(pending || ""),
    String(unknown || ""),
    problems.length === 0 ? commands : `**NOT**: ${commands}: ${problems[0]}`.replace(/\|/g, "\\|"),
  ];
  return `| ${cells.join(" | ")} |`;
}

const problem = ({ target, run, part, request, commands, problems }: CrashResult) =>
  `- ${target}, ${run} at ${Math.round(part * 100)} % (${request}), ${commands}: ${problems.join("; ")}`;
