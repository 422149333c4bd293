/** Runs the tests of `npm start`: crashes it, or starts it twice at once, and checks that the next start succeeds. */
import { setTimeout as delay } from "node:timers/promises";
import { StartProject } from "../support/startProject";
import type { StartedResources } from "../support/startProject";
import { startCaseName } from "./startCases";
import type { KilledStart, StartCase, TwoStarts } from "./startCases";
import { runBatches, shortened } from "./workers";
import type { CaseResult } from "./workers";

/** A row of the table. */
export interface StartResult extends CaseResult {
  startCase: StartCase;
  /** The step that ran when it was killed; "ended" where the start was over. */
  step: string;
  /** Whether a start ran to its end after it. */
  isComplete: boolean;
}

/** An undisturbed first start. */
export interface Undisturbed {
  durationMs: number;
  started: StartedResources;
}

/** Measures an undisturbed first start. */
export async function undisturbedStart(): Promise<Undisturbed> {
  const project = StartProject.create();
  try {
    const begin = Date.now();
    const { code, output } = await project.start().ended;
    const durationMs = Date.now() - begin;
    if (code !== 0) {
      throw new Error(`npm start ended with ${code}:\n${output.slice(-2000)}`);
    }
    return { durationMs, started: await project.startedResources() };
  } finally {
    await project.close();
  }
}

const lastStep = (output: string): string =>
  [...output.matchAll(/^… (.+)$/gm)].pop()?.[1] ?? "before the first step";

/** A copy of the repository for one chain of cases. */
class StartChain {
  private readonly project = StartProject.create();

  constructor(
    private readonly undisturbed: Undisturbed,
    /** The last case of the chain, after which a start runs to its end. */
    private readonly last: StartCase,
  ) {}

  async run(startCase: StartCase): Promise<StartResult> {
    const { step, problems } =
      startCase.kind === "killed" ? await this.killed(startCase) : await this.two(startCase);
    const isComplete = startCase === this.last;
    if (isComplete && startCase.kind === "killed" && problems.length === 0) {
      const { code, output } = await this.project.start().ended;
      problems.push(...(code === 0 ? [] : [failure(output)]));
    }
    if (isComplete && problems.length === 0) {
      problems.push(...(await this.differences()));
    }
    return { name: startCaseName(startCase), startCase, step, isComplete, problems };
  }

  /** Kills a start. One that ends before must succeed. */
  private async killed({ part, kill }: KilledStart): Promise<{ step: string; problems: string[] }> {
    const start = this.project.start();
    const moment = delay(part * this.undisturbed.durationMs).then(() => undefined);
    const ended = await Promise.race([start.ended, moment]);
    if (ended === undefined) {
      start.kill(kill);
    }
    const { code, output } = ended ?? (await start.ended);
    const problems = ended && code !== 0 ? [failure(output)] : [];
    return { step: ended ? "ended" : lastStep(output), problems };
  }

  private async two({ later, killedAt }: TwoStarts): Promise<{ step: string; problems: string[] }> {
    const first = this.project.start();
    if (killedAt !== undefined) {
      void delay(killedAt * this.undisturbed.durationMs).then(() => first.kill("group"));
    }
    await delay(later * this.undisturbed.durationMs);
    const second = this.project.start();
    const results = [...(killedAt === undefined ? [await first.ended] : []), await second.ended];
    const problems = results.filter(({ code }) => code !== 0).map(({ output }) => failure(output));
    return { step: killedAt === undefined ? "both" : lastStep((await first.ended).output), problems };
  }

  /** Compares what Azure has with an undisturbed start. */
  private async differences(): Promise<string[]> {
    const started = await this.project.startedResources();
    return Object.entries(this.undisturbed.started)
      .filter(([kind, count]) => started[kind as keyof StartedResources] !== count)
      .map(([kind, count]) => `${started[kind as keyof StartedResources]} ${kind} instead of ${count}`);
  }

  close(): Promise<void> {
    return this.project.close();
  }
}

/** The error of a start, without the lines of its steps. */
const failure = (output: string): string =>
  `npm start failed at “${lastStep(output)}”: ${shortened(output.slice(output.lastIndexOf("✖")))}`;

/** Runs chains of cases, each on a copy of its own. */
export const runStarts = (
  chains: readonly (readonly StartCase[])[],
  workers: number,
  undisturbed: Undisturbed,
  progress?: (result: StartResult) => void,
): Promise<StartResult[]> =>
  runBatches(chains, workers, {
    create: (startCase) => {
      const chain = chains.find((cases) => cases.includes(startCase))!;
      return Promise.resolve(new StartChain(undisturbed, chain[chain.length - 1]!));
    },
    notRun: (startCase, error): StartResult => ({
      name: startCaseName(startCase),
      startCase,
      step: "",
      isComplete: false,
      problems: [shortened(error.message)],
    }),
    progress,
  });
