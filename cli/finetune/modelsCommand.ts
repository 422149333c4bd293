/** `finetune models`: what the account can fine-tune now, how, and until when. */
import type { EndpointOptions } from "../deployment/target";
import { openAiClient } from "../openai/client";
import { toUserError } from "../openai/errors";
import { describeDates } from "../openai/lifecycle";
import { methodsOf } from "../openai/methods";
import { listTrainableModels } from "../openai/models";
import { createOutput, printJson } from "../output";

/** Lists the models that the account can fine-tune, with their training types, methods and dates. */
export async function models(options: EndpointOptions & { json?: boolean }): Promise<void> {
  const { client, endpoint } = await openAiClient(options);
  const trainable = await listTrainableModels(client).catch((error: unknown) => {
    throw toUserError("The models", endpoint, error);
  });
  const output = createOutput(options);
  if (output.json) {
    printJson({ models: trainable.map((model) => ({ ...model, methods: methodsOf(model.id) ?? null })) });
    return;
  }
  for (const model of trainable) {
    const methods = methodsOf(model.id)?.join(", ") ?? "methods not known";
    const details = [model.trainingTypes.join(", "), methods, describeDates(model)];
    output.print(`${model.id}: ${details.filter(Boolean).join("; ")}`);
  }
  if (trainable.length === 0) {
    output.print("The account's region cannot fine-tune any model. Use another region.");
  }
}
