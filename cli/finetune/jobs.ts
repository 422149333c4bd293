/** `finetune attach`, `list`, `show`, `cancel`: jobs that are there already. */
import { UserError } from "../failure";
import { explain, openAiClient } from "../openai/client";
import type { EndpointOptions } from "../openai/client";
import { createOutput } from "../output";
import { runAddress } from "../wandb/client";
import { findKey } from "../wandb/key";
import { readHistory } from "../wandb/runs";
import { pollProblem } from "./command";
import { allJobs } from "./create";
import { drawCurve } from "./curve";
import type { Job } from "./request";
import { pointsOf } from "./results";
import { watch } from "./watch";

/** Follows a job from its beginning, or from an event on. */
export async function attach(
  id: string,
  options: EndpointOptions & { poll: string; after?: string; json?: boolean },
): Promise<void> {
  const [problem] = pollProblem(options.poll);
  if (problem) {
    throw new UserError(problem);
  }
  const openai = await openAiClient(options);
  const { poll, after } = options;
  await watch(id, {
    openai,
    output: createOutput(options),
    poll: Number(poll),
    after,
    again: "npm run finetune --",
  });
}

/** The account's jobs, newest first. */
export async function list(options: EndpointOptions & { json?: boolean }): Promise<void> {
  const openai = await openAiClient(options);
  try {
    const jobs = await allJobs(openai.client, new AbortController().signal);
    if (options.json) {
      console.log(JSON.stringify({ jobs }, null, 2));
      return;
    }
    for (const { id, status, model, created_at: created, fine_tuned_model: tuned } of jobs) {
      const when = new Date(created * 1000).toISOString().slice(0, 16).replace("T", " ");
      console.log(`${id}  ${when}  ${status.padEnd(10)} ${model}${tuned ? ` → ${tuned}` : ""}`);
    }
    if (jobs.length === 0) {
      console.log("There are no jobs.");
    }
  } catch (error) {
    throw explain("The jobs", openai.endpoint, error);
  }
}

export async function cancel(id: string, options: EndpointOptions & { json?: boolean }): Promise<void> {
  const openai = await openAiClient(options);
  try {
    const job = await openai.client.fineTuning.jobs.cancel(id);
    console.log(options.json ? JSON.stringify({ job }, null, 2) : `✔ ${id} is ${job.status}`);
  } catch (error) {
    throw explain(`The job ${id}`, openai.endpoint, error);
  }
}

/** A job and its curve, read back from W&B. @throws UserError where there is no run of it. */
export async function show(
  id: string,
  options: EndpointOptions & { project?: string; entity?: string; json?: boolean },
): Promise<void> {
  const output = createOutput(options);
  const openai = await openAiClient(options);
  let job: Job;
  try {
    job = await openai.client.fineTuning.jobs.retrieve(id);
  } catch (error) {
    throw explain(`The job ${id}`, openai.endpoint, error);
  }
  const wandb = job.integrations?.[0]?.wandb;
  if (!wandb) {
    throw new UserError(`The job ${id} does not log to W&B: \`npm run sync -- ${id}\` logs it from here.`, 1);
  }
  const entity = wandb.entity ?? undefined;
  const run = await readHistory(await findKey(options), { id, project: wandb.project, entity });
  if (!run) {
    throw new UserError(`W&B has no run ${id} in ${wandb.project}: is the job still in the queue?`, 1);
  }
  const address = runAddress(run.entity, wandb.project, id);
  const { status, model, fine_tuned_model: tuned, hyperparameters, seed } = job;
  output.emit("shown", { job, run: { address, state: run.state, rows: run.rows } });
  output.say(`${id}: ${status}, ${model}${tuned ? ` → ${tuned}` : ""}`);
  output.say(`${JSON.stringify({ ...hyperparameters, seed })}`);
  output.say(`${run.rows.length} steps at W&B (${run.state}):`);
  drawCurve(pointsOf(run.rows), process.stdout.columns).forEach((line) => output.say(line));
  output.say(`${address}`);
}
