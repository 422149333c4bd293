/** Looks for the shortest part of a sequence that still has its problem. */
import { LifeProject } from "./lifeProject";
import { runSequence } from "./lifeRun";
import type { LifeResult, Sequence } from "./lifeRun";
import type { CaseResult } from "./workers";

/** Two problems are the same where only names and numbers differ. */
export const kindOf = ({ problems: [first = ""] }: CaseResult): string =>
  first.replace(/[0-9a-f]{8}\b|\d+|wandb-[a-z0-9]{8}/g, "#").slice(0, 120);

/**
 * Leaves out one round or change after the other, as long as the same problem remains.
 * @param maxRuns How many sequences may be run for that.
 */
export async function shrink(failed: LifeResult, maxRuns: number): Promise<LifeResult> {
  let smallest = failed;
  let project: LifeProject | undefined;
  let runs = 0;
  try {
    for (let candidate = nextSmaller(smallest, 0); candidate && runs < maxRuns;) {
      runs += 1;
      project ??= await LifeProject.create();
      const result = await runSequence(project, failed.number, candidate.sequence);
      await project.close();
      project = undefined;
      const isSame = result.problems.length > 0 && kindOf(result) === kindOf(failed);
      if (isSame) {
        smallest = result;
      }
      candidate = nextSmaller(smallest, isSame ? candidate.position : candidate.position + 1);
    }
  } finally {
    await project?.close();
  }
  return smallest;
}

/** The sequence without one of its parts, the rounds first and then single changes, from a position on. */
function nextSmaller(
  { sequence = [] }: LifeResult,
  position: number,
): { sequence: Sequence; position: number } | undefined {
  const withoutRound = sequence.slice(0, -1).map((_, index) => sequence.filter((_round, at) => at !== index));
  const withoutChange = sequence.flatMap((round, index) =>
    round.changes.map((_, at) =>
      sequence.map((other, place) =>
        place === index ? { ...other, changes: other.changes.filter((_change, one) => one !== at) } : other,
      ),
    ),
  );
  const smaller = [...withoutRound, ...withoutChange];
  const found = smaller[position];
  return found && { sequence: found, position };
}
