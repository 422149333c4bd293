/** Prints a job while it runs: its events, the loss chart, and the result. */
import type { OpenAiClient } from "../openai/client";
import { UserError } from "../errors";
import { RequestRefused } from "../network/service";
import { toUserError } from "../openai/errors";
import { lossOf } from "../openai/events";
import { isCancelled, totalSteps, wandbOf } from "../openai/jobs";
import type { Job } from "../openai/jobs";
import { pointsOf } from "../openai/metrics";
import type { LossPoint } from "../openai/metrics";
import { readResults } from "../openai/results";
import { styled } from "../output";
import type { Output } from "../output";
import { azureRunUrl } from "../wandb/runs";
import { followJob } from "./followJob";
import { onInterrupt } from "./interrupt";
import { createScreen } from "./jobScreen";
import type { JobScreen } from "./jobScreen";

export interface Watching {
  openai: OpenAiClient;
  output: Output;
  pollSeconds: number;
  /** ID of the last event that is known. */
  after?: string;
  /** Number of training examples, if it is known. */
  examples?: number;
  /** The run's W&B entity if the job specifies none; undefined if it is not known. */
  defaultEntity?: string;
}

/** Returns the command that follows a job, after an event if one is known. */
export const attachCommand = (id: string, after?: string): string =>
  `npm run finetune -- attach ${id}${after ? ` --after ${after}` : ""}`;

const toContinue = (id: string, after?: string): string[] => [
  "The job continues. To follow it again, run",
  `  ${attachCommand(id, after)}`,
];

/** Exit code of a process that SIGINT ended. */
const interruptedExitCode = 130;

/** Follows a job until it finishes. Ctrl-C ends the command, not the job. @throws UserError if the job fails. */
export async function watchJob(id: string, watching: Watching): Promise<void> {
  const { openai, output, pollSeconds, after, examples } = watching;
  const interrupt = onInterrupt("SIGINT", "SIGTERM");
  const points: LossPoint[] = [];
  const screen = createScreen(output);
  let lastEvent = after;
  try {
    const job = await followJob(id, {
      client: openai.client,
      signal: interrupt.signal,
      pollSeconds,
      after,
      onEvents(events, current) {
        for (const event of events) {
          lastEvent = event.id;
          output.emit("event", { event });
          points.push(...[lossOf(event) ?? []].flat());
        }
        screen.update(events, points, examples === undefined ? undefined : totalSteps(current, examples));
      },
      onConnection: (isLost, reason) =>
        output.print(
          isLost ? `! Connection lost (${reason}). Retrying; the job continues.` : "✔ Connection restored.",
        ),
    });
    await printResult(job, watching, points, screen, interrupt.signal);
  } catch (error) {
    if (!interrupt.signal.aborted) {
      const failure = toUserError(`The job ${id}`, openai.endpoint, error);
      throw failure instanceof RequestRefused
        ? new UserError([...failure.lines, ...toContinue(id, lastEvent)], failure.exitCode)
        : failure;
    }
    output.emit("detached", { job: id, after: lastEvent });
    output.print("", ...toContinue(id, lastEvent));
    process.exitCode = interruptedExitCode;
  } finally {
    interrupt.release();
  }
}

async function printResult(
  job: Job,
  { openai, output, defaultEntity }: Watching,
  points: readonly LossPoint[],
  screen: JobScreen,
  signal: AbortSignal,
): Promise<void> {
  const { id, status, fine_tuned_model: model, error, trained_tokens: trainedTokens } = job;
  const wandb = wandbOf(job);
  const entity = wandb?.entity ?? defaultEntity;
  const url = wandb && entity ? azureRunUrl(entity, wandb.project, id) : undefined;
  output.emit("result", { job: id, status, model, error, trainedTokens, run: url ?? null });
  if (isCancelled(job)) {
    throw new UserError(`The job ${id} was cancelled.`, 1);
  }
  if (status !== "succeeded") {
    throw new UserError(
      [
        `The job ${id} failed: ${error?.message ?? "Azure returned no reason"}`,
        "  Run npm run doctor to check what prevents jobs from logging to W&B.",
      ],
      1,
    );
  }
  // The result file has every step, of which events report each tenth.
  const results = pointsOf(await readResults(openai.client, job, signal).catch(() => []));
  screen.finish(results.length > 0 ? results : points);
  output.print("", `✔ The model is ${styled("bold", model ?? "")}`);
  if (url) {
    output.print(`✔ The run is at ${url}`);
  } else if (wandb) {
    output.print(`✔ The run is in the W&B project ${wandb.project} of your default entity: ${id}`);
  }
}
