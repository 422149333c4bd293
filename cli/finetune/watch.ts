/** Shows a job to whoever looks: its events, the curve as it comes, and how it ended. */
import { clearScreenDown, moveCursor } from "node:readline";
import { explain } from "../openai/client";
import type { OpenAiClient } from "../openai/client";
import { UserError } from "../failure";
import { isTerminal, styled } from "../output";
import type { Output } from "../output";
import { runAddress } from "../wandb/client";
import { drawCurve, pointOf } from "./curve";
import type { Point } from "./curve";
import { follow } from "./follow";
import type { JobEvent } from "./follow";
import { pointsOf, resultsOf } from "./results";
import type { Job } from "./request";

export interface Watching {
  openai: OpenAiClient;
  output: Output;
  poll: number;
  after?: string;
  /** W&B's entity where the job names none, if it is known. */
  defaultEntity?: string;
  /** How the command is called, to say how to come back. */
  again: string;
}

/** Follows a job to its end. Ctrl-C ends the looking, not the job. @throws UserError where the job failed. */
export async function watch(id: string, watching: Watching): Promise<void> {
  const { openai, output, poll, after, again } = watching;
  const interrupt = new AbortController();
  const onInterrupt = () => interrupt.abort();
  process.once("SIGINT", onInterrupt);
  process.once("SIGTERM", onInterrupt);
  const points: Point[] = [];
  const show = createScreen(output);
  let last = after;
  try {
    const job = await follow(id, {
      client: openai.client,
      signal: interrupt.signal,
      poll,
      after,
      onEvents(events, now) {
        for (const event of events) {
          last = event.id;
          output.emit("event", { event });
          const point = pointOf(event);
          if (point) {
            points.push(point);
          }
        }
        show(events, points, now);
      },
      onConnection: (lost, reason) => {
        output.say(
          lost
            ? `! The connection is lost (${reason}); trying again. The job goes on.`
            : "✔ Connected again.",
        );
      },
    });
    await end(job, watching, points);
  } catch (error) {
    if (interrupt.signal.aborted) {
      const command = `${again} attach ${id}${last ? ` --after ${last}` : ""}`;
      output.emit("detached", { job: id, after: last });
      output.say(`\nThe job goes on. Follow it again with\n  ${command}`);
      process.exitCode = 130;
      return;
    }
    throw explain(`The job ${id}`, openai.endpoint, error);
  } finally {
    process.removeListener("SIGINT", onInterrupt);
    process.removeListener("SIGTERM", onInterrupt);
  }
}

/** Prints events as lines and, on a terminal, the curve below them, drawn anew in its place. */
function createScreen(output: Output): (events: readonly JobEvent[], points: Point[], job: Job) => void {
  let drawn = 0;
  let toldStep = 0;
  return (events, points) => {
    if (output.json) {
      return;
    }
    if (drawn > 0) {
      moveCursor(process.stdout, 0, -drawn);
      clearScreenDown(process.stdout);
      drawn = 0;
    }
    for (const event of events.filter((one) => !pointOf(one))) {
      const time = new Date(event.created_at * 1000).toLocaleTimeString();
      const line = `  ${styled("gray", time)}  ${event.message}`;
      output.say(event.level === "error" ? styled("red", line) : line);
    }
    if (isTerminal()) {
      const lines = drawCurve(points, process.stdout.columns);
      lines.forEach((line) => console.log(line));
      drawn = lines.length;
    } else {
      const point = points.at(-1);
      if (point && point.step > toldStep) {
        toldStep = point.step;
        const total = events
          .map(({ data }) => (data as { total_steps?: number } | null)?.total_steps)
          .findLast(Boolean);
        output.say(
          `  step ${point.step}${total ? ` of ${total}` : ""}: training loss ${point.trainLoss.toFixed(4)}`,
        );
      }
    }
  };
}

async function end(job: Job, { openai, output, defaultEntity }: Watching, points: Point[]): Promise<void> {
  const wandb = job.integrations?.[0]?.wandb;
  const entity = wandb?.entity ?? defaultEntity;
  const address = wandb && entity ? runAddress(entity, wandb.project, job.id) : undefined;
  const { id, status, fine_tuned_model: model, error, trained_tokens: tokens } = job;
  output.emit("result", { job: id, status, model, error, trainedTokens: tokens, run: address ?? null });
  if (status !== "succeeded") {
    throw new UserError(
      status === "cancelled"
        ? `The job ${id} was cancelled.`
        : `The job ${id} failed: ${error?.message ?? "Azure says no reason"}\n  \`npm run doctor\` finds what keeps jobs from logging to W&B.`,
      1,
    );
  }
  // The result file has every step, where events tell of some or of none.
  const rows = await resultsOf(openai.client, job).catch(() => []);
  if (!isTerminal() || rows.length > points.length) {
    drawCurve(rows.length > 0 ? pointsOf(rows) : points, process.stdout.columns).forEach((line) =>
      output.say(line),
    );
  }
  output.say(`\n✔ The model is ${styled("bold", model ?? "")}`);
  if (address) {
    output.say(`✔ The run is at ${address}`);
  } else if (wandb) {
    output.say(`✔ The run is at W&B, in the project ${wandb.project} of your key's default entity: ${id}`);
  }
}
