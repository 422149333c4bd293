/** `finetune checkpoints JOB`: a job's checkpoints. */
import type { EndpointOptions } from "../deployment/target";
import { UserError } from "../errors";
import { bestCheckpoint, kindOf } from "../jobDetails/metrics";
import type { BestCheckpoint } from "../jobDetails/metrics";
import { readCheckpoints } from "../openai/checkpoints";
import type { Checkpoint } from "../openai/checkpoints";
import { openAiClient } from "../openai/client";
import type { OpenAiClient } from "../openai/client";
import { toUserError } from "../openai/errors";
import { createOutput, printJson } from "../output";

/** Metrics that are listed, in this order, with their titles. The others are in the JSON. Rewards have two names (result files, events). */
const columns: readonly [name: string, title: string][] = [
  ["train_loss", "train loss"],
  ["valid_loss", "valid loss"],
  ["full_valid_loss", "full valid loss"],
  ["train_mean_reward", "train reward"],
  ["train_reward_mean", "train reward"],
  ["valid_mean_reward", "valid reward"],
  ["valid_reward_mean", "valid reward"],
  ["full_valid_mean_reward", "full valid reward"],
  ["full_valid_reward_mean", "full valid reward"],
];

/** Lists a job's checkpoints in the order of their steps. */
export async function list(id: string, options: EndpointOptions & { json?: boolean }): Promise<void> {
  const checkpoints = await checkpointsOf(await openAiClient(options), id);
  const best = bestCheckpoint(checkpoints);
  const output = createOutput(options);
  if (output.json) {
    printJson({ checkpoints, best: best?.checkpoint.step ?? null });
    return;
  }
  for (const checkpoint of checkpoints) {
    output.print(lineOf(checkpoint, checkpoint === best?.checkpoint ? best : undefined));
  }
  if (checkpoints.length === 0) {
    output.print(`${id} has no checkpoints. Azure creates them at the end of the last epochs.`);
  }
}

/** @throws UserError */
export const checkpointsOf = ({ client, endpoint }: OpenAiClient, id: string): Promise<Checkpoint[]> =>
  readCheckpoints(client, id, new AbortController().signal).catch((error: unknown) => {
    throw toUserError(`The checkpoints of ${id}`, endpoint, error);
  });

/** @param best Undefined for the other checkpoints. */
function lineOf({ step, model, metrics }: Checkpoint, best: BestCheckpoint | undefined): string {
  const values = columns.flatMap(([name, title]) => {
    const value = metrics[name];
    return value === undefined ? [] : [`${title} ${value.toFixed(4)}`];
  });
  return `Step ${String(step).padStart(5)}  ${values.join("  ")}  ${model}${best ? `  ← ${markOf(best)}` : ""}`;
}

/** Tells what a checkpoint is the best by: `lowest validation loss`. */
function markOf({ metric }: BestCheckpoint): string {
  const { title, better } = kindOf(metric);
  return `${better === "higher" ? "highest" : "lowest"} validation ${title.toLowerCase()}`;
}

/** Finds a checkpoint by its step. @throws UserError that lists the steps. */
export function requireCheckpoint(checkpoints: readonly Checkpoint[], id: string, step: string): Checkpoint {
  const found = checkpoints.find((checkpoint) => String(checkpoint.step) === step.trim());
  if (!found) {
    const steps = checkpoints.map((checkpoint) => checkpoint.step).join(", ");
    throw new UserError(
      `${id} has no checkpoint at step ${step}. ${steps ? `Specify one of: ${steps}.` : "It has no checkpoints yet."}`,
    );
  }
  return found;
}
