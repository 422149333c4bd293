/**
 * `sync JOB`: logs a job to W&B from here, for accounts that cannot be linked. Running it again, or while the job runs, adds
 * what is new and repeats nothing: the run has the job's id, and W&B says which steps it has.
 */
import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../failure";
import { pointOf } from "../finetune/curve";
import { pollProblem } from "../finetune/command";
import { isOver, wandbProblems } from "../finetune/request";
import type { Job } from "../finetune/request";
import { resultsOf } from "../finetune/results";
import type { ResultRow } from "../finetune/results";
import { explain, openAiClient } from "../openai/client";
import type { EndpointOptions, OpenAiClient } from "../openai/client";
import { createOutput } from "../output";
import type { Output } from "../output";
import { runAddress } from "../wandb/client";
import { findKey } from "../wandb/key";
import { appendHistory, openRun, writeSummary } from "../wandb/runs";

export interface SyncOptions extends EndpointOptions {
  project?: string;
  entity?: string;
  name?: string;
  tag?: string[];
  follow?: boolean;
  poll: string;
  json?: boolean;
}

/** W&B's name for projects of its own integration with OpenAI. */
const defaultProject = "OpenAI-Fine-Tune";

/** @throws UserError */
export async function sync(id: string, options: SyncOptions): Promise<void> {
  const problems = [...pollProblem(options.poll), ...wandbProblems(options)];
  if (problems.length > 0) {
    throw new UserError(problems.join("\n"));
  }
  const output = createOutput(options);
  const openai = await openAiClient(options);
  const key = await findKey(options);
  for (;;) {
    const job = await once(id, key, openai, options, output);
    if (!options.follow || isOver(job)) {
      return;
    }
    await delay(Number(options.poll) * 1000);
  }
}

async function once(
  id: string,
  key: string,
  { client, endpoint }: OpenAiClient,
  options: SyncOptions,
  output: Output,
): Promise<Job> {
  let job: Job;
  let rows: ResultRow[];
  let checkpoints: Record<string, string>;
  try {
    job = await client.fineTuning.jobs.retrieve(id);
    rows = await rowsOf(client, job);
    const found: [string, string][] = [];
    for await (const {
      step_number: step,
      fine_tuned_model_checkpoint: model,
    } of client.fineTuning.jobs.checkpoints.list(id)) {
      found.push([String(step), model]);
    }
    checkpoints = Object.fromEntries(found.reverse());
  } catch (error) {
    throw explain(`The job ${id}`, endpoint, error);
  }
  const asked = job.integrations?.[0]?.wandb;
  const { model, seed, status, hyperparameters, training_file: training, validation_file: validation } = job;
  const run = await openRun(key, {
    id,
    project: options.project ?? asked?.project ?? defaultProject,
    entity: options.entity ?? asked?.entity ?? undefined,
    displayName: options.name ?? asked?.name ?? id,
    // As Azure tags the runs that it logs itself.
    tags: [...(options.tag ?? asked?.tags ?? []), "openai/finetune", `openai/${model}`, `openai/${id}`],
    jobType: "fine-tune",
    config: {
      model,
      seed,
      training_file: training,
      validation_file: validation,
      trainingType: job.trainingType ?? "Standard",
      ...hyperparameters,
    },
  });
  const fresh = rows.filter(({ step }) => step! > run.lastStep);
  const exitcode = isOver(job) ? (status === "succeeded" ? 0 : 1) : undefined;
  await appendHistory(
    key,
    run,
    fresh.map((row) => ({ _step: row.step, ...row })),
    exitcode,
  );
  await writeSummary(key, run, {
    ...rows.at(-1),
    status,
    fine_tuned_model: job.fine_tuned_model,
    trained_tokens: job.trained_tokens,
    checkpoints,
  });
  const address = runAddress(run.entity, run.project, id);
  output.emit("synced", { job: id, status, rows: fresh.length, run: address });
  output.say(
    `✔ ${fresh.length} new ${fresh.length === 1 ? "row" : "rows"} of ${id} (${status}) at ${address}`,
  );
  return job;
}

/** The result file's rows, or, while there is none, what the events tell: the same numbers. */
async function rowsOf(client: OpenAiClient["client"], job: Job): Promise<ResultRow[]> {
  const rows = await resultsOf(client, job);
  if (rows.length > 0) {
    return rows;
  }
  const told: ResultRow[] = [];
  for await (const event of client.fineTuning.jobs.listEvents(job.id, { limit: 100 })) {
    if (pointOf(event)) {
      const { total_steps: _, ...row } = event.data as ResultRow;
      told.push(row);
    }
  }
  return told.reverse();
}
