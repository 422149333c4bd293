/** Chat completions of deployments whose model a job of the account has trained. */
import { randomBytes } from "node:crypto";
import { deleteExpired, useDeployment } from "../../arm/cognitiveservices/model/deploymentUse";
import type { ArmResource } from "../../arm/resources";
import { AzureError } from "../../error";
import type { Platform, Reply } from "../../service";
import type { AccountCall } from "../accountRoute";
import { epochSeconds } from "../epochSeconds";
import { complete } from "../inference/complete";
import { listCopies } from "../model/checkpointCopies";
import { findFile, readFile } from "../model/files";
import { findJob, fineTunedModelId, listJobs } from "../model/jobs";
import type { ChatBody } from "../wire/chatCompletions";

/** `POST /openai/deployments/{deploymentName}/chat/completions` */
export const postDeploymentChat = (call: AccountCall<"deploymentName", ChatBody>): Promise<Reply> =>
  answer(call, call.params.deploymentName);

/** `POST /openai/v1/chat/completions`, where the model is a deployment. */
export const postChat = (call: AccountCall<never, ChatBody>): Promise<Reply> =>
  answer(call, call.body.model ?? "");

async function answer(
  { platform, account, body }: AccountCall<never, ChatBody>,
  name: string,
): Promise<Reply> {
  const deployment = requireReadyDeployment(platform, account, name);
  const { name: model = "" } = deployment.properties.model as { name?: string };
  const content = await trainingContent(platform, account, model);
  const limit = body.max_completion_tokens ?? body.max_tokens ?? undefined;
  const { text, tokens, isCut } = complete(content, limit);
  const prompt = body.messages.length;
  return {
    status: 200,
    body: {
      id: `chatcmpl-${randomBytes(12).toString("hex")}`,
      object: "chat.completion",
      created: epochSeconds(platform),
      model,
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: text, refusal: null },
          finish_reason: isCut ? "length" : "stop",
          logprobs: null,
        },
      ],
      usage: { prompt_tokens: prompt, completion_tokens: tokens, total_tokens: prompt + tokens },
    },
  };
}

function requireReadyDeployment(platform: Platform, { id }: ArmResource, name: string): ArmResource {
  deleteExpired(platform, id);
  const deployment = platform.resources.get(`${id}/deployments/${name}`);
  if (!deployment) {
    throw new AzureError(
      404,
      "DeploymentNotFound",
      "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.",
    );
  }
  if (!useDeployment(platform, deployment)) {
    // The code is from public programs that wait for it; status and text are ASSUMED.
    throw new AzureError(
      409,
      "DeploymentNotReady",
      `The deployment '${deployment.name}' is not ready. Please wait a moment and try again.`,
    );
  }
  return deployment;
}

/** The training file of the job that has trained a model. @throws AzureError 400 where the local Azure cannot answer for it. */
async function trainingContent(platform: Platform, account: ArmResource, model: string): Promise<string> {
  const received = listCopies(platform, account.id).find((copy) => copy.model === model);
  const job = received
    ? findJob(platform, received.jobId)
    : listJobs(platform, account.id).find((one) => model.startsWith(fineTunedModelId(one)));
  const file = job && findFile(platform, { id: job.accountId }, job.trainingFile);
  if (!file) {
    throw new AzureError(
      400,
      "OperationNotSupported",
      "The local Azure answers for models that a job of the account has trained, as long as the training file exists.",
    );
  }
  // A training file may begin with a byte-order mark, which is no part of its text.
  return new TextDecoder().decode(await readFile(platform, file));
}
