/** Runs sequences of a stack's life, and looks for the shortest part of one that still fails. */
import fc from "fast-check";
import { filesWithKey, vaultsFile } from "../support/canarySecret";
import { anyChange, applyChange } from "./lifeChanges";
import type { Change } from "./lifeChanges";
import { anyCommand, runCommand } from "./lifeCommands";
import type { Command } from "./lifeCommands";
import { LifeProject } from "./lifeProject";
import { LifeWorld } from "./lifeWorld";
import { shortened } from "./workers";
import type { CaseResult } from "./workers";

/** Changes, then a command. */
export interface Round {
  changes: Change[];
  command: Command;
}
export type Sequence = Round[];

export interface LifeResult extends CaseResult {
  /** How many steps were run: changes and commands. */
  steps: number;
  /** Changes that were not possible where they stood, such as the deletion of what the stack has not. */
  skipped: number;
  remedies: string[];
  seconds: number;
  /** What happened, round by round. */
  history: string[];
  /** The sequence as far as it was run, where it has a problem. */
  sequence?: Sequence;
}

const rounds = { minLength: 6, maxLength: 8 };

/** The sequence of a number. @param without Changes and commands whose JSON matches are left out. */
export function sequenceOf(number: number, without?: RegExp): Sequence {
  const isWanted = (step: Change | Command) => !without?.test(JSON.stringify(step));
  const round = fc.record({
    changes: fc.array(anyChange.filter(isWanted), { minLength: 1, maxLength: 2, size: "max" }),
    command: anyCommand.filter(isWanted),
  });
  const [sequence = []] = fc.sample(fc.array(round, { ...rounds, size: "max" }), {
    seed: number,
    numRuns: 1,
  });
  return sequence;
}

/** Runs a sequence on an empty stack. It ends with the first problem. */
export async function runSequence(project: LifeProject, sequence: Sequence): Promise<LifeResult> {
  const begin = Date.now();
  await project.reset();
  const world = new LifeWorld(project);
  let [steps, skipped, ran] = [0, 0, 0];
  try {
    for (const round of sequence) {
      ran += 1;
      const done = await runRound(world, round);
      steps += done;
      skipped += round.changes.length + 1 - done;
      if (world.problems.length > 0) {
        break;
      }
    }
    world.problems.push(...leaks(project));
  } catch (error) {
    world.problems.push(`could not be run: ${shortened((error as Error).message)}`);
  }
  const { problems, remedies, history } = world;
  return {
    name: "",
    problems: [...new Set(problems.map(shortened))],
    steps,
    skipped,
    remedies,
    seconds: (Date.now() - begin) / 1000,
    history,
    ...(problems.length > 0 ? { sequence: sequence.slice(0, ran) } : {}),
  };
}

/** @returns How many of its steps were done. */
async function runRound(world: LifeWorld, { changes, command }: Round): Promise<number> {
  let steps = 1;
  for (const change of changes) {
    const obstacle = await applyChange(world, change);
    world.history.push(`${JSON.stringify(change)}${obstacle === undefined ? "" : `: not done: ${obstacle}`}`);
    steps += obstacle === undefined ? 1 : 0;
  }
  world.history.push(JSON.stringify(command));
  await runCommand(world, command);
  return steps;
}

/** Files with the W&B API key, other than those of the vaults. */
const leaks = ({ stack: { directory } }: LifeProject): string[] =>
  filesWithKey(directory)
    .filter((file) => !vaultsFile.test(file))
    .map((file) => `the key is in ${file}`);

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
      const result = await runSequence(project, candidate.sequence);
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
