/**
 * `sync JOB`: logs a job to W&B from this machine, for accounts without the W&B integration. Running the command again, or while
 * the job runs, adds only what is new: the run has the job's ID, and W&B returns what it has.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { EndpointOptions } from "../deployment/target";
import { UserError } from "../errors";
import { openAiClient } from "../openai/client";
import type { OpenAiClient } from "../openai/client";
import { getJob, isFinished } from "../openai/jobs";
import { pollProblems } from "../openai/polling";
import { createOutput } from "../output";
import { findApiKey } from "../wandb/apiKey";
import { specifiedNames } from "../wandb/names";
import { logProgress } from "./logProgress";
import type { Source } from "./logProgress";
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
  const { names, problems: nameProblems } = specifiedNames(options);
  const problems = [...pollProblems(options.poll), ...nameProblems];
  if (problems.length > 0) {
    throw new UserError(problems);
  }
  const report = createReport(createOutput(options));
  const source = sourceOf(await openAiClient(options), id);
  const apiKey = await findApiKey(options);
  for (;;) {
    const logged = await logProgress(apiKey, names, source);
    report(logged);
    if (!options.follow || isFinished(logged.job)) {
      return;
    }
    await delay(Number(options.poll) * 1000);
  }
}

const sourceOf = (openai: OpenAiClient, id: string): Source => ({
  read: () => readProgress(openai, id, new AbortController().signal),
  // The job is read again by the next command, if it cannot be read now.
  hasFinished: () => getJob(openai, id).then(isFinished, () => false),
});
