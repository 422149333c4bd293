/** `finetune checkpoints copy`: a checkpoint to another account, with which it is deployed or trained further there. */
import { setTimeout as delay } from "node:timers/promises";
import type { EndpointOptions } from "../deployment/target";
import { UserError } from "../errors";
import { onInterrupt } from "../finetune/interrupt";
import { readCopies, startCopy } from "../openai/checkpoints";
import type { CopyDestination, CopyState } from "../openai/checkpoints";
import { openAiClient } from "../openai/client";
import { toUserError } from "../openai/errors";
import { pollProblems } from "../openai/polling";
import { createOutput } from "../output";
import { checkpointsOf, requireCheckpoint } from "./command";

export interface CopyOptions extends EndpointOptions {
  /** ARM ID of the account that receives the model. */
  to: string;
  region: string;
  poll: string;
  json?: boolean;
}

const accountId =
  /^\/subscriptions\/[^/\s]+\/resourceGroups\/[^/\s]+\/providers\/Microsoft\.CognitiveServices\/accounts\/[^/\s]+$/i;
const region = /^[a-z][a-z0-9]*$/;

/** A copy takes minutes. */
const timeoutMs = 60 * 60_000;

/** What a copy needs that this account cannot check (Azure, "Copy a model"). */
const prerequisites = [
  "  A copy needs: a user-assigned identity on this account with Azure AI User on the other one,",
  "  at least one fine-tuning job in the other account, and its public network access.",
];

function problemsOf({ to, region: name, poll }: CopyOptions): string[] {
  return [
    ...(accountId.test(to)
      ? []
      : [
          `--to ${to} is not an account's ID. Specify /subscriptions/…/resourceGroups/…/providers/Microsoft.CognitiveServices/accounts/NAME.`,
        ]),
    ...(region.test(name) ? [] : [`--region ${name} is not a region's name. Specify one such as westus3.`]),
    ...pollProblems(poll),
  ];
}

/** Copies a checkpoint, and waits for the copy. @throws UserError */
export async function copy(jobId: string, step: string, options: CopyOptions): Promise<void> {
  const problems = problemsOf(options);
  if (problems.length > 0) {
    throw new UserError(problems);
  }
  const openai = await openAiClient(options);
  const { id: checkpointId, model } = requireCheckpoint(await checkpointsOf(openai, jobId), jobId, step);
  const output = createOutput(options);
  const destination: CopyDestination = { destinationResourceId: options.to, region: options.region };
  const interrupt = onInterrupt("SIGINT");
  const target = { ...openai, jobId, checkpointId, signal: interrupt.signal };
  try {
    const started = await startCopy(target, destination);
    output.print(`… Azure is copying ${model}`);
    await waitForCopy(started, destination, () => readCopies(target), Number(options.poll), interrupt.signal);
  } catch (error) {
    if (interrupt.signal.aborted) {
      throw new UserError(
        "Interrupted. Azure continues to copy; run the same command again to see the result.",
        1,
      );
    }
    const { lines, exitCode } = toUserError(`The copy of ${model}`, openai.endpoint, error);
    throw new UserError(error instanceof UserError ? lines : [...lines, ...prerequisites], exitCode);
  } finally {
    interrupt.release();
  }
  output.emit("copied", { model, ...destination });
  output.print(`✔ ${model} is in ${options.to} (${options.region})`);
  output.print("  It has the same name there. Azure does not list it among that account's checkpoints.");
}

async function waitForCopy(
  started: CopyState,
  destination: CopyDestination,
  read: () => Promise<CopyState>,
  pollSeconds: number,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (let state = started; ; state = await read()) {
    const status = statusOf(state, destination);
    if (/^(completed|succeeded)$/i.test(status)) {
      return;
    }
    if (/^(failed|cancel)/i.test(status)) {
      throw new UserError(
        [`Azure could not copy ${state.checkpointedModelName} (${status}).`, ...prerequisites],
        1,
      );
    }
    if (Date.now() > deadline) {
      throw new UserError("Azure is still copying after an hour. Run the same command again later.", 1);
    }
    await delay(pollSeconds * 1000, undefined, { signal });
  }
}

/** The status of the newest copy to the account. */
const statusOf = (
  { copiedAccountDetails: copies }: CopyState,
  { destinationResourceId: id }: CopyDestination,
) => copies.findLast((one) => one.destinationResourceId.toLowerCase() === id.toLowerCase())?.status ?? "";
