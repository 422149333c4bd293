/** Whether the data plane of an account knows a deployment: Resource Manager calls it succeeded some minutes before. */
import { setTimeout as delay } from "node:timers/promises";
import { APIError } from "openai";
import type { AzureOpenAI } from "openai";
import { abortable } from "../openai/client";
import { firstLine } from "../errors";

/** What the data plane answers. */
export type Readiness =
  | { state: "ready" }
  | { state: "waiting"; reason: string }
  /** The data plane cannot be asked: the identity may not use the deployment, or the network denies it. */
  | { state: "unknown"; reason: string };

/** A request of a few tokens. A reasoning model may refuse so few, which shows that it answers. */
const body = { messages: [{ role: "user", content: "Hi" }], max_completion_tokens: 16 };

/** Codes of deployments that the data plane does not know yet. Their statuses are not documented. */
const waitingCodes = ["DeploymentNotReady", "DeploymentNotFound", "InternalServerError", "404"];

async function askOnce(client: AzureOpenAI, deployment: string, signal: AbortSignal): Promise<Readiness> {
  try {
    const path = `/deployments/${encodeURIComponent(deployment)}/chat/completions`;
    await client.post(path, { body, ...abortable(signal) });
    return { state: "ready" };
  } catch (error) {
    if (signal.aborted || !(error instanceof APIError)) {
      throw error;
    }
    return readinessOf(error);
  }
}

/** Returns what an error tells about the deployment. */
export function readinessOf({
  status,
  code,
  message,
}: Pick<APIError, "status" | "code" | "message">): Readiness {
  const reason = firstLine(message);
  if (status === undefined || status >= 500 || status === 404 || waitingCodes.includes(code ?? "")) {
    return { state: "waiting", reason };
  }
  return status === 401 || status === 403 ? { state: "unknown", reason } : { state: "ready" };
}

export interface ReadinessWait {
  client: AzureOpenAI;
  signal: AbortSignal;
  pollSeconds: number;
  timeoutMs: number;
  /** Called once if the data plane is not ready yet. */
  onWait: () => void;
}

/** Waits until a deployment answers. @returns The last answer: "waiting" if the time is over. */
export async function waitUntilReady(
  deployment: string,
  { client, signal, pollSeconds, timeoutMs, onWait }: ReadinessWait,
): Promise<Readiness> {
  const deadline = Date.now() + timeoutMs;
  for (let poll = 0; ; poll += 1) {
    const answer = await askOnce(client, deployment, signal);
    if (answer.state !== "waiting" || Date.now() > deadline) {
      return answer;
    }
    if (poll === 0) {
      onWait();
    }
    await delay(pollSeconds * 1000, undefined, { signal });
  }
}
