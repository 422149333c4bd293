/** Prints a job while it runs: its events, the loss chart, and the result. */
import type { OpenAiClient } from "../openai/client";
import { completeCommands } from "../deployment/completeCommands";
import { targetArguments } from "../deployment/target";
import type { EndpointOptions } from "../deployment/target";
import { UserError } from "../errors";
import { toUserError } from "../openai/errors";
import { lossOf } from "../openai/events";
import { isCancelled, isFinished, totalSteps, wandbOf } from "../openai/jobs";
import type { Job } from "../openai/jobs";
import { pointsOf } from "../openai/metrics";
import type { LossPoint } from "../openai/metrics";
import { readDetails } from "../jobDetails/read";
import { toMarkdown } from "../markdown/jobs";
import { readResults } from "../openai/results";
import { printLines, styled } from "../output";
import type { Output } from "../output";
import { followJob } from "./followJob";
import { jobFailure } from "./jobFailures";
import { resultOf } from "./jobResult";
import { createScreen } from "./jobScreen";
import type { JobScreen } from "./jobScreen";
import { withWayBack } from "./wayBack";
import type { WayBack } from "./wayBack";

export interface Watching {
  openai: OpenAiClient;
  output: Output;
  pollSeconds: number;
  /** The options that specify the account, for the command that follows the job again. */
  target?: EndpointOptions;
  /** Whether the job is known to run. */
  isRunning?: boolean;
  /** ID of the last event that is known. */
  after?: string;
  /** Number of training examples, if it is known. */
  examples?: number;
  /** The run's W&B entity if the job specifies none; undefined if it is not known. */
  defaultEntity?: string;
}

/** Returns the command that follows a job, after an event if one is known. */
export const attachCommand = (id: string, after?: string, target: EndpointOptions = {}): string =>
  [
    `npx azure-openai-wandb finetune attach ${id}`,
    ...(after ? [`--after ${after}`] : []),
    ...targetArguments(target),
  ].join(" ");

/** How to follow a job again. */
export const attachWayBack = (
  id: string,
  { output, after, target, openai }: Partial<Watching> & Pick<Watching, "output">,
  lastEvent: () => string | undefined = () => after,
  isRunning = () => false,
): WayBack => ({
  output,
  command: () => attachCommand(id, lastEvent(), target),
  sentence: () =>
    isRunning()
      ? "The job continues. To follow it again, run"
      : "If the job runs, it continues. To follow it, run",
  hasStarted: isRunning,
  detached: () => ({ job: id, after: lastEvent() }),
  toUserError: (error: unknown) => toUserError(`The job ${id}`, openai?.endpoint ?? "Azure OpenAI", error),
});

/** Follows a job until it finishes. Ctrl-C ends the command, not the job. @throws UserError if the job fails. */
export async function watchJob(id: string, watching: Watching): Promise<void> {
  const { openai, output, pollSeconds, after, examples } = watching;
  const points: LossPoint[] = [];
  const screen = createScreen(output);
  let lastEvent = after;
  let { isRunning = false } = watching;
  const wayBack = attachWayBack(
    id,
    watching,
    () => lastEvent,
    () => isRunning,
  );
  const job = await withWayBack(wayBack, (signal) =>
    followJob(id, {
      client: openai.client,
      signal,
      pollSeconds,
      after,
      onEvents(events, current) {
        isRunning = !isFinished(current);
        for (const event of events) {
          lastEvent = event.id;
          output.emit("event", { event });
          points.push(...[lossOf(event) ?? []].flat());
        }
        screen.update(events, points, examples === undefined ? undefined : totalSteps(current, examples));
      },
    }),
  );
  if (job) {
    await printResult(job, watching, points, screen);
  }
}

/** Prints the summary for a pipeline, whatever became of the job. */
export async function summarize(
  job: Job,
  { openai, output, defaultEntity }: Pick<Watching, "openai" | "output" | "defaultEntity">,
): Promise<void> {
  if (output.markdown) {
    printLines(toMarkdown([await readDetails(job, openai, defaultEntity)]));
  }
}

async function printResult(
  job: Job,
  watching: Watching,
  points: readonly LossPoint[],
  screen: JobScreen,
): Promise<void> {
  const { openai, output, defaultEntity } = watching;
  const result = resultOf(job, defaultEntity);
  const { job: id, status, model, error, run } = result;
  const wandb = wandbOf(job);
  await summarize(job, watching);
  output.emit("result", result);
  if (isCancelled(job)) {
    throw new UserError(`The job ${id} was cancelled.`, 1);
  }
  if (status !== "succeeded") {
    const failure = jobFailure(id, error);
    throw new UserError(
      failure.lines.map((line) => completeCommands(line, watching.target ?? {})),
      failure.exitCode,
    );
  }
  // The result file has every step, of which events report each tenth.
  const results = pointsOf(await readResults(openai.client, job).catch(() => []));
  screen.finish(results.length > 0 ? results : points);
  output.print("", `✔ The model is ${styled("bold", model ?? "")}`);
  if (run) {
    output.print(`✔ The run is at ${run}`);
  } else if (wandb) {
    output.print(`✔ The run is in the W&B project ${wandb.project} of your default entity: ${id}`);
  }
}
