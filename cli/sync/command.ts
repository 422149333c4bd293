/**
 * `sync JOB`: logs a job to W&B from this machine, for accounts without the W&B integration. Running the command again, or while
 * the job runs, adds only what is new: the run has the job's ID, and W&B returns what it has.
 */
import { setTimeout as delay } from "node:timers/promises";
import { targetArguments } from "../deployment/target";
import type { EndpointOptions } from "../deployment/target";
import { UserError } from "../errors";
import { withWayBack } from "../finetune/wayBack";
import type { WayBack } from "../finetune/wayBack";
import { toleratingOutages } from "../network/outage";
import { openAiClient } from "../openai/client";
import type { OpenAiClient } from "../openai/client";
import { toUserError } from "../openai/errors";
import { getJob, isFinished } from "../openai/jobs";
import type { Job } from "../openai/jobs";
import { pollProblems } from "../openai/polling";
import { createOutput } from "../output";
import type { Output } from "../output";
import { shellQuoted } from "../shellQuoted";
import { findApiKey } from "../wandb/apiKey";
import { specifiedNames } from "../wandb/names";
import type { WandbNames } from "../wandb/names";
import { logProgress } from "./logProgress";
import type { Logged, Source } from "./logProgress";
import { readProgress } from "./progress";
import { createReport } from "./report";

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

/** @throws UserError */
export async function sync(id: string, options: SyncOptions): Promise<void> {
  const names = requireNames(options);
  const output = createOutput(options);
  const report = createReport(output);
  const state: SyncState = { isRunning: false, endpoint: "" };
  await withWayBack(syncWayBack(id, options, output, state), (signal) =>
    logJob(id, names, options, { signal, state, report }),
  );
}

/** @throws UserError with everything that is wrong with the options. */
function requireNames(options: SyncOptions): WandbNames {
  const { names, problems: nameProblems } = specifiedNames(options);
  const problems = [...pollProblems(options.poll), ...nameProblems];
  if (problems.length > 0) {
    throw new UserError(problems);
  }
  return names;
}

interface SyncState {
  isRunning: boolean;
  endpoint: string;
}

interface LoggingJob {
  signal: AbortSignal;
  state: SyncState;
  /** Receives each round. */
  report: (logged: Logged) => void;
}

/** Logs a job once, or in rounds until it has finished. @returns The last round. */
async function logJob(
  id: string,
  names: WandbNames,
  options: SyncOptions,
  { signal, state, report }: LoggingJob,
): Promise<Logged> {
  const openai = await openAiClient(options);
  state.endpoint = openai.endpoint;
  const source = sourceOf(openai, id, signal, (job) => (state.isRunning = !isFinished(job)));
  const apiKey = await findApiKey(options);
  for (;;) {
    const logged = await logProgress(apiKey, names, source);
    report(logged);
    if (!options.follow || isFinished(logged.job)) {
      return logged;
    }
    await delay(Number(options.poll) * 1000, undefined, { signal });
  }
}

/** Logs a job for a program that has its own way back. @returns The last round. @throws UserError */
export async function syncJob(id: string, options: SyncOptions, signal: AbortSignal): Promise<Logged> {
  const names = requireNames(options);
  const state: SyncState = { isRunning: false, endpoint: "" };
  try {
    const logging = { signal, state, report: createReport(createOutput({})) };
    return await toleratingOutages(() => logJob(id, names, options, logging), { signal });
  } catch (error) {
    throw toUserError(`The job ${id}`, state.endpoint, error);
  }
}

/** How to go on after the end of a command: another one logs what W&B does not have yet. */
const syncWayBack = (id: string, options: SyncOptions, output: Output, state: SyncState): WayBack => ({
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
    `npx azure-openai-wandb sync ${id}`,
    ...(follow ? ["--follow"] : []),
    ...runOptions,
    ...(tag.length > 0 ? [`--tag ${tag.map((word) => shellQuoted(word)).join(" ")}`] : []),
    ...targetArguments(target),
  ].join(" ");
}

const sourceOf = (
  openai: OpenAiClient,
  id: string,
  signal: AbortSignal,
  onJob: (job: Job) => void,
): Source => ({
  async read() {
    const progress = await readProgress(openai, id, signal);
    onJob(progress.job);
    return progress;
  },
  // The job is read again by the next command, if it cannot be read now.
  hasFinished: () => getJob(openai, id).then(isFinished, () => false),
});
