/** `finetune attach`, `list`, `show`, `cancel`, `pause`, `resume`: commands on existing jobs. */
import { completeCommands } from "../deployment/completeCommands";
import type { EndpointOptions } from "../deployment/target";
import { UserError } from "../errors";
import { openAiClient } from "../openai/client";
import { toUserError } from "../openai/errors";
import { chosenHyperparameters, getJob, listJobs, wandbOf } from "../openai/jobs";
import { pointsOf, toMetricsRow } from "../openai/metrics";
import { pollProblems } from "../openai/polling";
import { createOutput, printJson } from "../output";
import { findApiKey } from "../wandb/apiKey";
import { readHistory, runUrl } from "../wandb/runs";
import { drawLossChart } from "./lossChart";
import { attachWayBack, watchJob } from "./watchJob";
import { withWayBack } from "./wayBack";

type JobCommandOptions = EndpointOptions & { json?: boolean };

/** Follows a job from its first event, or after an event. */
export async function attach(
  id: string,
  options: JobCommandOptions & { poll: string; after?: string; markdown?: boolean },
): Promise<void> {
  const { poll, after } = options;
  const [problem] = pollProblems(poll);
  if (problem) {
    throw new UserError(problem);
  }
  const output = createOutput(options);
  const openai = await withWayBack(attachWayBack(id, { output, after, target: options }), () =>
    openAiClient(options),
  );
  if (openai) {
    await watchJob(id, { openai, output, pollSeconds: Number(poll), after, target: options });
  }
}

/** Lists the account's jobs, newest first. */
export async function list(options: JobCommandOptions): Promise<void> {
  const { client, endpoint } = await openAiClient(options);
  const jobs = await listJobs(client, new AbortController().signal).catch((error: unknown) => {
    throw toUserError("The jobs", endpoint, error);
  });
  const output = createOutput(options);
  if (output.json) {
    printJson({ jobs });
    return;
  }
  for (const { id, status, model, created_at: createdAt, fine_tuned_model: fineTuned } of jobs) {
    const time = new Date(createdAt * 1000).toISOString().slice(0, 16).replace("T", " ");
    output.print(`${id}  ${time}  ${status.padEnd(10)} ${model}${fineTuned ? ` → ${fineTuned}` : ""}`);
  }
  if (jobs.length === 0) {
    output.print("There are no jobs.");
  }
}

/** What changes a job's status, and the statuses that it leads to. */
const statusesAfter = {
  cancel: ["cancelled", "canceled"],
  pause: ["paused", "pausing"],
  resume: ["running", "resuming", "pending"],
} as const satisfies Record<string, readonly string[]>;

/** Returns the command that changes a job's status. */
const changeStatus =
  (change: keyof typeof statusesAfter) =>
  async (id: string, options: JobCommandOptions): Promise<void> => {
    const { client, endpoint } = await openAiClient(options);
    const { jobs } = client.fineTuning;
    const job = await jobs[change](id).catch(async (error: unknown) => {
      // Where the response was lost, the second request finds a job whose status the first one has changed.
      const current = await jobs.retrieve(id).catch(() => undefined);
      if (current && (statusesAfter[change] as readonly string[]).includes(current.status)) {
        return current;
      }
      throw toUserError(`The job ${id}`, endpoint, error);
    });
    if (options.json) {
      printJson({ job });
    }
    createOutput(options).print(`✔ ${id} is ${job.status}`);
  };

/** Cancels a job. */
export const cancel = changeStatus("cancel");

/** Pauses a running job. Azure creates a checkpoint of what it has trained. */
export const pause = changeStatus("pause");

/** Resumes a paused job. */
export const resume = changeStatus("resume");

/** Shows a job and its losses, read from W&B. @throws UserError if the run does not exist. */
export async function show(id: string, options: JobCommandOptions): Promise<void> {
  const output = createOutput(options);
  const job = await getJob(await openAiClient(options), id);
  const wandb = wandbOf(job);
  if (!wandb) {
    throw new UserError(
      completeCommands(
        `The job ${id} does not log to W&B. Run npx azure-openai-wandb sync ${id} to log it from this machine.`,
        options,
      ),
      1,
    );
  }
  const { project } = wandb;
  const run = await readHistory(await findApiKey(options), {
    id,
    project,
    entity: wandb.entity ?? undefined,
  });
  if (!run) {
    throw new UserError(
      `W&B has no run ${id} in the project ${project}. If the job is still queued, try again later.`,
      1,
    );
  }
  const url = runUrl(run.entity, project, id);
  const { status, model, fine_tuned_model: fineTuned, seed } = job;
  const rows = run.rows.map(toMetricsRow);
  output.emit("shown", { job, run: { address: url, state: run.state, rows } });
  output.print(`${id}: ${status}, ${model}${fineTuned ? ` → ${fineTuned}` : ""}`);
  output.print(JSON.stringify({ ...chosenHyperparameters(job), seed }));
  output.print(`${rows.length} steps at W&B (${run.state}):`);
  output.print(...drawLossChart(pointsOf(rows), process.stdout.columns));
  output.print(url);
}
