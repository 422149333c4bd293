/** `finetune deploy`: a fine-tuned model or a checkpoint, until it answers. */
import { checkpointsOf, requireCheckpoint } from "../checkpoints/command";
import { UserError } from "../errors";
import { onInterrupt } from "../finetune/interrupt";
import { openAiClient } from "../openai/client";
import type { OpenAiClient } from "../openai/client";
import { toUserError } from "../openai/errors";
import { getJob } from "../openai/jobs";
import { pollProblems } from "../openai/polling";
import { createOutput, styled } from "../output";
import type { Output } from "../output";
import { findAccount } from "./account";
import { printConfig } from "./config";
import { createOnce } from "./create";
import { baseModelOf, defaultName, deployProblems, isJobId } from "./options";
import type { DeployOptions, WantedDeployment } from "./options";
import { waitUntilReady } from "./readiness";
import type { Readiness } from "./readiness";
import { retirementOf } from "./retirement";
import { requireSku } from "./skus";

/** A new deployment answers after a quarter of an hour at times. */
const readinessTimeoutMs = 30 * 60_000;

/** Deploys a model. @param target ID of a job, or name of a fine-tuned model. @throws UserError */
export async function deploy(target: string, options: DeployOptions): Promise<void> {
  const problems = [...deployProblems(target, options), ...pollProblems(options.poll)];
  if (problems.length > 0) {
    throw new UserError(problems);
  }
  const output = createOutput(options);
  const openai = await openAiClient(options);
  const model = await modelOf(target, options, openai);
  const wanted: WantedDeployment = {
    name: options.name ?? defaultName(model),
    model,
    sku: requireSku(options.sku),
    capacity: Number(options.capacity),
  };
  if (options.printConfig) {
    printConfig(wanted, output);
    return;
  }
  const { existed, readiness } = await createAndWait(wanted, options, openai, output);
  const retirement = await retirementOf(openai.client, model);
  output.emit("deployed", {
    deployment: wanted.name,
    model,
    sku: wanted.sku.name,
    capacity: wanted.capacity,
    existed,
    ready: readiness.state === "ready",
    retirement: retirement ?? null,
  });
  printResult(wanted, existed, readiness, output);
  if (retirement) {
    output.print(
      `  The base model ${baseModelOf(model)} answers until ${retirement}. See Azure's dates for its tuned models.`,
    );
  }
}

async function modelOf(target: string, { checkpoint }: DeployOptions, openai: OpenAiClient): Promise<string> {
  if (!isJobId(target)) {
    return target;
  }
  if (checkpoint !== undefined) {
    return requireCheckpoint(await checkpointsOf(openai, target), target, checkpoint).model;
  }
  const { fine_tuned_model: model, status } = await getJob(openai, target);
  if (!model || status !== "succeeded") {
    throw new UserError(
      `The job ${target} is ${status}, and has no model. Wait until it has succeeded, or specify --checkpoint with a step of npx azure-openai-wandb finetune checkpoints ${target}`,
      1,
    );
  }
  return model;
}

async function createAndWait(
  wanted: WantedDeployment,
  options: DeployOptions,
  openai: OpenAiClient,
  output: Output,
): Promise<{ existed: boolean; readiness: Readiness }> {
  const interrupt = onInterrupt("SIGINT");
  const waiting = { signal: interrupt.signal, pollSeconds: Number(options.poll) };
  try {
    const account = await findAccount(options, openai.endpoint);
    const onCreating = () => output.print(`… Azure is creating the deployment ${wanted.name}`);
    const { existed } = await createOnce(wanted, { ...account, ...waiting, onWait: onCreating });
    const readiness = await waitUntilReady(wanted.name, {
      client: openai.client,
      ...waiting,
      timeoutMs: readinessTimeoutMs,
      onWait: () => output.print(`… ${wanted.name} is deployed, and does not answer yet`),
    });
    return { existed, readiness };
  } catch (error) {
    if (interrupt.signal.aborted) {
      throw new UserError(
        "Interrupted. Azure continues to create it; run the same command again to wait for it.",
        1,
      );
    }
    throw toUserError(`The deployment ${wanted.name}`, openai.endpoint, error);
  } finally {
    interrupt.release();
  }
}

function printResult(
  { name, model, sku, capacity }: WantedDeployment,
  existed: boolean,
  readiness: Readiness,
  output: Output,
): void {
  const requests = `${capacity} request${capacity === 1 ? "" : "s"}`;
  output.print(
    existed
      ? `✔ ${model} is already deployed as ${name} (${sku.name}, capacity ${capacity})`
      : `✔ Deployed ${model} as ${styled("bold", name)} (${sku.name}, capacity ${capacity})`,
  );
  if (readiness.state === "ready") {
    output.print("✔ It answers.");
  } else if (readiness.state === "waiting") {
    output.print(
      `! It does not answer yet (${readiness.reason}). Run the same command again to wait further.`,
    );
  } else {
    output.print(`! Whether it answers cannot be checked (${readiness.reason}).`);
  }
  output.print(
    `  Capacity ${capacity}: about ${(capacity * 1000).toLocaleString("en-US")} tokens and ${requests} a minute.`,
    `  Hosting: ${sku.hosting}. Tokens are charged as well.`,
    `  ${sku.lifetime}`,
  );
}
