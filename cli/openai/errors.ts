/** Errors of Azure OpenAI, as one message: what is wrong, and what to do. */
import { APIConnectionError, APIError } from "openai";
import { documentationUrl } from "../documentationUrl";
import { causesOf, firstLine, reasonOf, UserError } from "../errors";
import { NetworkFailure } from "../network/failure";
import type { ResponseHeaders } from "../network/retryAfter";
import { causeOf, describeServiceError, serviceErrorOf } from "../network/serviceErrors";

/** What to do about an error that Azure OpenAI alone returns. The first row that matches applies; otherwise, that of all services. */
const remedies: readonly [matches: (error: APIError) => boolean, remedy: string][] = [
  [
    ({ code }) => code === "quotaExceeded",
    "Delete unused files or finished jobs, or wait until queued jobs finish.",
  ],
  // Before the row below, which it contains. Recorded by users of Azure in 2026, as are the next ones.
  [
    ({ message }) => /does not support fine-tuning with \S+ TrainingType/i.test(message),
    "The account's region does not train this model in this training type. Run npx azure-openai-wandb finetune models for those it offers, then add --tier.",
  ],
  [
    ({ message }) => /does not support fine-tuning/i.test(message),
    "The model is retired, or its ID has no version. Run npx azure-openai-wandb finetune models for those that the account can train.",
  ],
  [
    ({ message }) => /requires the reinforcement method/i.test(message),
    "Add --method reinforcement and --grader FILE with data for it, or choose another model. Run npx azure-openai-wandb finetune models.",
  ],
  [
    ({ message }) =>
      /(requires the|does not support( the)?) (\w+ ){1,2}method|method .*(is|are) not supported/i.test(
        message,
      ),
    "The model does not support this method. Run npx azure-openai-wandb finetune models for the methods of each model.",
  ],
  [
    ({ code, message }) =>
      ["ServiceModelDeprecating", "ServiceModelDeprecated"].includes(code ?? "") ||
      /in deprecating state/i.test(message),
    "Azure is retiring the model, and accepts nothing new for it. Fine-tuned models of it keep their own dates. Run npx azure-openai-wandb finetune models for those that remain.",
  ],
  [
    ({ code, message }) => /grader/i.test(`${code} ${message}`),
    `Correct the grader: ${documentationUrl("how-to/write-a-grader")} describes each type. The CLI checks what OpenAI and Azure document.`,
  ],
  [
    ({ code, message }) => code === "InsufficientQuota" || /exceed\w* .*quota/i.test(message),
    "Ask for more quota in the Azure portal, or use another region or another training type (--tier).",
  ],
  [
    ({ message }) => message.includes("integration is not configured"),
    "Configure the W&B integration first. Run npx azure-openai-wandb link for the steps.",
  ],
  [
    ({ status, message }) => status === 404 && /job/i.test(message),
    "Check the job's ID and the account. For the account's jobs, run npx azure-openai-wandb finetune list.",
  ],
];

/**
 * Converts an error of a client to a UserError.
 * @param subject What the request is about, such as `The job ftjob-…`.
 */
export function toUserError(subject: string, endpoint: string, error: unknown): UserError {
  const known = causesOf(error).find((cause) => cause instanceof UserError);
  if (known) {
    return known;
  }
  if (error instanceof APIConnectionError) {
    return new UserError(
      `${subject}: ${endpoint} cannot be reached (${rootCause(error)}). Check the endpoint, the network and the proxy (HTTPS_PROXY).`,
    );
  }
  const serviceError = serviceErrorOf(error);
  if (!serviceError) {
    return new UserError(`${subject}: ${reasonOf(error)}`);
  }
  const own = error instanceof APIError ? remedies.find(([matches]) => matches(error))?.[1] : undefined;
  const remedy = own ?? causeOf(serviceError)?.remedy;
  const code = error instanceof APIError && error.code ? ` (${error.code})` : "";
  const text = error instanceof APIError ? firstLine(error.message) : describeServiceError(serviceError);
  const lines = [`${subject}: ${text}${code}`, ...(remedy ? [`  ${remedy}`] : [])];
  return Object.assign(new UserError(lines), { cause: error });
}

function rootCause(error: Error): string {
  const cause: Error & { code?: string } = causesOf(error).at(-1) ?? error;
  return cause.code ?? cause.message;
}

/** Whether a request that failed can succeed later. */
export type Outcome =
  /** The service may have processed the request. */
  | "unknown"
  /** The service refused the request for now. */
  | "throttled"
  /** The service refuses the request permanently. */
  | "rejected";

export function outcomeOf(error: unknown): Outcome {
  const failure = causesOf(error).find((cause) => cause instanceof UserError);
  if (failure) {
    return failure instanceof NetworkFailure && (failure.mayPass || failure.mayBeProcessed)
      ? "unknown"
      : "rejected";
  }
  if (error instanceof APIConnectionError) {
    return "unknown";
  }
  const status = error instanceof APIError ? (error.status as number | undefined) : undefined;
  if (status === 429) {
    return "throttled";
  }
  return status !== undefined && (status >= 500 || status === 408) ? "unknown" : "rejected";
}

/** Returns the response that an error is about. */
export const replyOf = (error: unknown): { status: number; headers: ResponseHeaders } => {
  const { status, headers } = error as { status?: number; headers?: Headers };
  return { status: status ?? 0, headers: headers ?? new Headers() };
};
