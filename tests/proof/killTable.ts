/** `docs/proof/kills.md`, from the verdicts of a run. */
import type { KillVerdict } from "./killMatrix";
import { momentCount, runs, victims } from "./killMoments";

const about = {
  engine: "SIGKILL of the process group of `pulumi`, and of the providers with it",
  providers: "SIGKILL of the process of the stand-in providers; the engine goes on and ends with an error",
  "local Azure": "SIGKILL of the session's host process, in which the local Azure and its providers live",
};

export function killTable(verdicts: readonly KillVerdict[], seed: number): string {
  const failed = verdicts.filter(({ problems }) => problems.length > 0);
  const recovered = verdicts.filter(({ way }) => way.startsWith("recover"));
  return `# Kill matrix

Written by \`npm run proof\` (\`tests/proof/run.ts kills --seed ${seed}\`): SIGKILL at ${momentCount} moments of \`up\` and ${momentCount} of \`destroy\` for each of
three victims, on the repository's own stack with the real engine on the local Azure. \`npm test\` runs a sample of the same moments.

**${verdicts.length} kills: ${verdicts.length - failed.length} converged on the next run, begun once Azure had ended its operations, ${recovered.length} of them by way of \`recover\`; not converged, orphans, duplicates or lost
state: ${failed.length} (limit: 0).**

- A moment is a request of the run that is under way: held before Azure does what it asks for, or once it is done and before anybody hears
  of it. Moments are spread over all requests of the run, tokens included.
- Next: the same command again; before it \`pulumi cancel\` where the engine has left its lock, and \`npm run recover\` where creations
  are pending, or Azure has what the state does not know.
- Converged: an empty \`pulumi preview --expect-no-changes\` (an empty state, after a destroy), nothing in Azure that the state lacks, nothing
  in the state that Azure lacks, nothing twice, nothing pending. Right after the kill, too, what was acknowledged is there.

${victims
  .map(
    (victim) => `## ${victim[0]!.toUpperCase()}${victim.slice(1)}

${about[victim]}.

${runs.map((run) => runTable(verdicts.filter((one) => one.victim === victim && one.run === run))).join("\n\n")}`,
  )
  .join("\n\n")}
${failed.length === 0 ? "" : `\n## Problems\n\n${failed.map(problem).join("\n")}\n`}
## Notes

- A killed engine leaves its creations pending in the state. A plain \`up\` keeps them there for ever, as this engine does, and creates anew: azure-native
  refuses that for what has a known name, and a vault whose name was made up is left behind. A killed provider leaves nothing pending: Pulumi takes the
  creation for one that failed. \`recover\` finds both, so it comes first, after any crash; where there is nothing to find it says so.
- Between the kill and the next run Azure ends what it was asked for. A \`destroy\` that begins while it still deletes the account is refused
  with one clear error (\`RequestConflict\`, which azure-native does not try again); the same command converges once it is done.
- The state is on a file backend with \`?metadata=skip\`, as everything on the local Azure. Without it Pulumi writes a file of attributes
  beside the state's, which a kill leaves empty now and then: Pulumi says \`EOF\` from then on, until that file is removed. No state is lost.
- Pending deletions need nothing: the resource stays in the state until it is deleted, and azure-native takes a 404 for done.
`;
}

function runTable(verdicts: readonly KillVerdict[]): string {
  const sorted = [...verdicts].sort((one, other) => one.part - other.part);
  return [
    `| ${sorted[0]?.run === "destroy" ? "In `destroy`" : "In `up`"} | Under way | Azure | Pending | Not in the state | Next |`,
    "|---|---|---|---|---|---|",
    ...sorted.map(
      ({ part, request, done, pending, unknown, way, problems }) =>
        `| ${Math.round(part * 100)} % | ${request === "a token" ? request : `\`${request}\``} | ${done ? "done" : "not yet"} | ${pending || ""} | ${unknown || ""} | ` +
        `${problems.length === 0 ? way : `**NOT**: ${way}: ${problems[0]}`.replace(/\|/g, "\\|")} |`,
    ),
  ].join("\n");
}

const problem = ({ victim, run, part, request, way, problems }: KillVerdict) =>
  `- ${victim}, ${run} at ${Math.round(part * 100)} % (${request}), ${way}: ${problems.join("; ")}`;
