/** Runs sequences of a stack's life. */
import fc from "fast-check";
import { filesWithKey, vaultsFile } from "../support/canarySecret";
import { anyChange, applyChange } from "./lifeChanges";
import type { Change } from "./lifeChanges";
import { anyCommand, runCommand } from "./lifeCommands";
import type { Command } from "./lifeCommands";
import { identitiesOf, replacedUnasked } from "./lifeIdentity";
import { LifeProject } from "./lifeProject";
import { LifeWorld } from "./lifeWorld";
import { runBatches, shortened } from "./workers";
import type { CaseResult } from "./workers";

/** Changes, then a command. */
export interface Round {
  changes: Change[];
  command: Command;
}
export type Sequence = Round[];

export interface LifeResult extends CaseResult {
  number: number;
  /** Kinds of the steps that were run: `setting`, `delete vault`, `up`. */
  steps: string[];
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
export async function runSequence(
  project: LifeProject,
  number: number,
  sequence: Sequence,
): Promise<LifeResult> {
  const begin = Date.now();
  const world = new LifeWorld(project);
  const steps: string[] = [];
  let ran = 0;
  try {
    await project.reset();
    for (const round of sequence) {
      ran += 1;
      steps.push(...(await runRound(world, round)));
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
    name: `sequence ${number}`,
    number,
    problems: [...new Set(problems.map(shortened))],
    steps,
    skipped: sequence.slice(0, ran).reduce((sum, { changes }) => sum + changes.length + 1, -steps.length),
    remedies,
    seconds: (Date.now() - begin) / 1000,
    history,
    ...(problems.length > 0 ? { sequence: sequence.slice(0, ran) } : {}),
  };
}

/** @returns Kinds of its steps that were done. */
async function runRound(world: LifeWorld, { changes, command }: Round): Promise<string[]> {
  const before = identitiesOf(world);
  const done: (Change | Command)[] = [];
  for (const change of changes) {
    const obstacle = await applyChange(world, change);
    world.history.push(`${JSON.stringify(change)}${obstacle === undefined ? "" : `: not done: ${obstacle}`}`);
    if (obstacle === undefined) {
      done.push(change);
    }
  }
  world.history.push(JSON.stringify(command));
  await runCommand(world, command);
  done.push(command);
  world.problems.push(...replacedUnasked(world, before, done));
  return done.map(kindOfStep);
}

/** `delete vault`, `killed up`, `setting`: what the step is, without its value. */
const kindOfStep = (step: Change | Command): string =>
  "change" in step
    ? [step.change, ...(step.change === "rename" ? [step.what] : [])].join(" ")
    : [step.command, ...(step.command === "killed" ? [step.run, step.target] : [])].join(" ");

/** Files with the W&B API key, other than those of the vaults. */
const leaks = ({ stack: { directory } }: LifeProject): string[] =>
  filesWithKey(directory)
    .filter((file) => !vaultsFile.test(file))
    .map((file) => `the key is in ${file}`);

/** Runs sequences by their numbers. Parameters as of `runFaultCases`. @param without As of `sequenceOf`. */
export const runLives = (
  numbers: readonly (readonly number[])[],
  workers: number,
  progress?: (result: LifeResult) => void,
  without?: RegExp,
): Promise<LifeResult[]> =>
  runBatches(numbers, workers, {
    async create() {
      const project = await LifeProject.create();
      return {
        run: (number) => runSequence(project, number, sequenceOf(number, without)),
        close: () => project.close(),
      };
    },
    notRun: (number, error): LifeResult => ({
      name: `sequence ${number}`,
      number,
      problems: [`could not be run: ${shortened(error.message)}`],
      steps: [],
      skipped: 0,
      remedies: [],
      seconds: 0,
      history: [],
    }),
    progress,
  });
