/** One round of `sync`: brings a run at W&B to what Azure has of its job now, even if another command writes to it at the same time. */
import { isFinished } from "../openai/jobs";
import { openRun, readLoggedHistory, writeHistory, writeSummary } from "../wandb/runs";
import type { OpenRun } from "../wandb/runs";
import type { WandbNames } from "../wandb/names";
import { planHistory } from "./history";
import type { Progress } from "./progress";
import { exitCodeOf, runSettings, runSummary } from "./runSettings";

export interface Logged extends Progress {
  run: OpenRun;
  /** How many steps W&B did not have before. */
  newRows: number;
  /** How many steps W&B has now. */
  totalRows: number;
}

/** Where a round reads from. */
export interface Source {
  /** Reads the job and its metrics. */
  read(): Promise<Progress>;
  /** Tells whether the job has finished by now. */
  hasFinished(): Promise<boolean>;
}

/** How often a round starts again because another process writes to the same run. */
const maxAttempts = 5;

/**
 * Logs what W&B does not have yet. W&B has no transactions: another `sync` of the same job may write between any two requests. So a round
 * looks at what its write has led to, and starts again with what Azure has then, until nothing differs.
 * @throws UserError
 */
export async function logProgress(apiKey: string, names: WandbNames, source: Source): Promise<Logged> {
  let newRows = 0;
  for (let attempt = 1; ; attempt += 1) {
    const progress = await source.read();
    const written = await writeOnce(apiKey, names, progress);
    newRows += written.newRows;
    const isOutdated =
      written.isChanged ||
      (attempt === 1 && !isFinished(progress.job) && (await hasEnded(written.run, source)));
    if (!isOutdated || attempt === maxAttempts) {
      return { ...progress, ...written, newRows };
    }
  }
}

interface Written extends Pick<Logged, "run" | "newRows" | "totalRows"> {
  /** Whether another process has written something else meanwhile. */
  isChanged: boolean;
}

async function writeOnce(
  apiKey: string,
  names: WandbNames,
  { job, rows, checkpoints }: Progress,
): Promise<Written> {
  const run = await openRun(apiKey, runSettings(job, names));
  const history = await readLoggedHistory(apiKey, run);
  const { offset, lines, newSteps } = planHistory(history, rows);
  await writeHistory(apiKey, run, offset, lines, exitCodeOf(job));
  const summary = { ...run.summary, ...runSummary(job, rows, checkpoints) };
  const after = await writeSummary(apiKey, run, summary);
  const lastStep = Number(lines.at(-1)?._step ?? run.lastStep);
  return {
    run,
    newRows: newSteps,
    totalRows: history.rows.length + newSteps,
    isChanged: after.lines !== offset + lines.length || after.lastStep !== lastStep,
  };
}

/**
 * Tells whether another process may have ended the run of a job that was still running here: what was written then has opened the run
 * again. A run that W&B calls `crashed` has only not been written to for some minutes.
 */
const hasEnded = async ({ state }: OpenRun, source: Source): Promise<boolean> =>
  state === "finished" || state === "failed" || (await source.hasFinished());
