/**
 * `sync JOB`: logs a job to W&B from this machine, for accounts without the W&B integration. Running the command again, or while
 * the job runs, adds only what is new: the run has the job's ID, and W&B returns how many rows it has, up to which step.
 */
import { setTimeout as delay } from "node:timers/promises";
import { targetArguments } from "../deployment/target";
import type { EndpointOptions } from "../deployment/target";
import { counted, UserError } from "../errors";
import { withWayBack } from "../finetune/wayBack";
import type { WayBack } from "../finetune/wayBack";
import { openAiClient } from "../openai/client";
import type { OpenAiClient } from "../openai/client";
import { toUserError } from "../openai/errors";
import { listEvents, rowsOfEvents } from "../openai/events";
import { chosenHyperparameters, getJob, isFinished, listCheckpoints, wandbOf } from "../openai/jobs";
import type { Job } from "../openai/jobs";
import type { MetricsRow } from "../openai/metrics";
import { pollProblems } from "../openai/polling";
import { readResults } from "../openai/results";
import { createOutput } from "../output";
import type { Output } from "../output";
import { shellQuoted } from "../shellQuoted";
import { findApiKey } from "../wandb/apiKey";
import { wandbNameProblems } from "../wandb/names";
import { openRun, runUrl, writeHistory, writeSummary } from "../wandb/runs";
import type { OpenRun, RunSettings } from "../wandb/runs";

export interface SyncOptions extends EndpointOptions {
  project?: string;
  entity?: string;
  name?: string;
  tag?: string[];
  follow?: boolean;
  /** Seconds between rounds. */
  poll: string;
  json?: boolean;
}

/** The project of W&B's own integration with OpenAI. */
const defaultProject = "OpenAI-Fine-Tune";

/** @throws UserError */
export async function sync(id: string, options: SyncOptions): Promise<void> {
  const problems = [...pollProblems(options.poll), ...wandbNameProblems(options)];
  if (problems.length > 0) {
    throw new UserError(problems);
  }
  const output = createOutput(options);
  const state = { isRunning: false, endpoint: "" };
  await withWayBack(syncWayBack(id, options, output, state), async (signal) => {
    const openai = await openAiClient(options);
    state.endpoint = openai.endpoint;
    const apiKey = await findApiKey(options);
    for (;;) {
      const progress = await readProgress(openai, id);
      state.isRunning = !isFinished(progress.job);
      await logProgress(apiKey, progress, options, output);
      if (!options.follow || isFinished(progress.job)) {
        return;
      }
      await delay(Number(options.poll) * 1000, undefined, { signal });
    }
  });
}

/** How to go on after the end of a command: another one logs what W&B does not have yet. */
const syncWayBack = (
  id: string,
  options: SyncOptions,
  output: Output,
  state: { isRunning: boolean; endpoint: string },
): WayBack => ({
  output,
  command: () => syncCommand(id, options),
  sentence: () =>
    `${state.isRunning ? "The job continues. " : ""}Nothing is lost: to log what W&B does not have yet, run`,
  hasStarted: () => state.isRunning,
  detached: () => ({ job: id }),
  toUserError: (error) => toUserError(`The job ${id}`, state.endpoint, error),
});

/** Returns the command with the same options. */
function syncCommand(
  id: string,
  { follow, project, entity, name, tag = [], ...target }: SyncOptions,
): string {
  const runOptions = Object.entries({ project, entity, name }).flatMap(([option, value]) =>
    value === undefined ? [] : [`--${option} ${shellQuoted(value)}`],
  );
  return [
    `npm run sync -- ${id}`,
    ...(follow ? ["--follow"] : []),
    ...runOptions,
    ...(tag.length > 0 ? [`--tag ${tag.map(shellQuoted).join(" ")}`] : []),
    ...targetArguments(target),
  ].join(" ");
}

interface Progress {
  job: Job;
  rows: MetricsRow[];
  /** Models by step. */
  checkpoints: Record<string, string>;
}

async function readProgress(openai: OpenAiClient, id: string): Promise<Progress> {
  const { client, endpoint } = openai;
  const job = await getJob(openai, id);
  try {
    return { job, rows: await readRows(client, job), checkpoints: await listCheckpoints(client, id) };
  } catch (error) {
    throw toUserError(`The job ${id}`, endpoint, error);
  }
}

/** Reads the result file or, where there is none, the metrics events: they have the same numbers, for every tenth step alone. */
async function readRows(client: OpenAiClient["client"], job: Job): Promise<MetricsRow[]> {
  const rows = await readResults(client, job);
  return rows.length > 0
    ? rows
    : rowsOfEvents(await listEvents(client, job.id, new AbortController().signal));
}

/** Logs what W&B does not have yet. */
async function logProgress(
  apiKey: string,
  { job, rows, checkpoints }: Progress,
  options: SyncOptions,
  output: Output,
): Promise<void> {
  const { id, status, fine_tuned_model, trained_tokens } = job;
  const run = await openRun(apiKey, runSettings(job, options));
  const { offset, lines } = linesToWrite(run, rows);
  await writeHistory(apiKey, run, offset, lines, exitCodeOf(job));
  await writeSummary(apiKey, run, { ...rows.at(-1), status, fine_tuned_model, trained_tokens, checkpoints });
  const url = runUrl(run.entity, run.project, id);
  const newRows = offset + lines.length - run.lines;
  output.emit("synced", { job: id, status, rows: newRows, run: url });
  output.print(`✔ Logged ${counted(newRows, "new row")} of ${id} (${status}) to ${url}`);
}

/**
 * Returns the lines that bring a run's history up to date. They follow those that W&B has, unless rows are missing among these: the
 * events of a running job are fewer than the rows of its result file. Then the whole history is written again, so that its steps are in order.
 */
function linesToWrite(run: OpenRun, rows: readonly MetricsRow[]): { offset: number; lines: MetricsRow[] } {
  const lines = rows.flatMap((row) => (row.step === undefined ? [] : [{ _step: row.step, ...row }]));
  const newLines = lines.filter(({ _step: step }) => step > run.lastStep);
  return lines.length - newLines.length > run.lines
    ? { offset: 0, lines }
    : { offset: run.lines, lines: newLines };
}

function runSettings(job: Job, options: SyncOptions): RunSettings {
  const { id, model, seed, training_file, validation_file } = job;
  const trainingType = job.trainingType ?? "Standard";
  const wandb = wandbOf(job);
  return {
    id,
    project: options.project ?? wandb?.project ?? defaultProject,
    entity: options.entity ?? wandb?.entity ?? undefined,
    displayName: options.name ?? wandb?.name ?? id,
    // The tags of the runs that Azure logs.
    tags: [...(options.tag ?? wandb?.tags ?? []), "openai/finetune", `openai/${model}`, `openai/${id}`],
    jobType: "fine-tune",
    config: { model, seed, training_file, validation_file, trainingType, ...chosenHyperparameters(job) },
  };
}

/** Ends the run with the job; undefined while the job runs. */
function exitCodeOf(job: Job): number | undefined {
  if (!isFinished(job)) {
    return undefined;
  }
  return job.status === "succeeded" ? 0 : 1;
}
