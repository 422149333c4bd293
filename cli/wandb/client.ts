/** W&B's API: GraphQL, and the stream of a run's history. */
import { UserError } from "../errors";
import { parseJson } from "../network/readable";
import { request } from "../network/request";
import { statusPageOf } from "../network/serviceErrors";
import { services } from "../network/service";
import { apiKeyPage, baseUrl } from "./server";

const requestTimeoutMs = 30_000;

export interface WandbResponse {
  status: number;
  /** The parsed JSON; undefined if the body is not JSON. Its shape depends on the query. */
  body: unknown;
}

/**
 * Sends a POST request with a W&B API key.
 * @param server URL of the API.
 * @throws NetworkFailure if W&B cannot be reached, or something else has responded. Its message never contains the key.
 */
export async function wandbPost(
  apiKey: string,
  path: string,
  body: unknown,
  signal?: AbortSignal,
  server = baseUrl(),
): Promise<WandbResponse> {
  const response = await request(services.wandb, `${server}${path}`, {
    method: "POST",
    signal: signal ?? null,
    timeoutMs: requestTimeoutMs,
    headers: {
      authorization: `Basic ${Buffer.from(`api:${apiKey}`).toString("base64")}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: parseJson(await response.text()) };
}

/** What to do about a status. The first row that matches applies. */
const remedies: readonly [matches: (status: number) => boolean, remedy: () => string][] = [
  [
    (status) => status === 429,
    () => "W&B limits how often it is called. Run the command again in a few minutes.",
  ],
  [
    (status) => status >= 500 || status === 408,
    () =>
      `W&B fails for now, after several attempts. See ${statusPageOf("wandb")}, and run the command again later.`,
  ],
  [() => true, () => `Check the API key (${apiKeyPage()}) and the entity.`],
];

/** Describes what W&B returned instead of a result: the status, its own message, and what to do. */
export function wandbProblem(what: string, { status, body }: WandbResponse): string {
  const { errors, error, message } = (body ?? {}) as Record<string, unknown>;
  const reasons = [Array.isArray(errors) ? (errors as unknown[])[0] : errors, error, message].map(textOf);
  const reason = reasons.find((text) => text !== undefined) ?? "without a reason";
  return `${what}: ${status} ${reason.replace(/\.$/, "")}. ${remedies.find(([matches]) => matches(status))?.[1]()}`;
}

/** W&B's errors are objects with a message; those of a server before it are texts. */
function textOf(value: unknown): string | undefined {
  const text = typeof value === "object" ? (value as { message?: unknown } | null)?.message : value;
  return typeof text === "string" ? text : undefined;
}

/** Sends a GraphQL query. @param server URL of the API. @throws UserError with W&B's own message. */
export async function wandbQuery<T>(
  apiKey: string,
  query: string,
  variables: object,
  server = baseUrl(),
): Promise<T> {
  const response = await wandbPost(apiKey, "/graphql", { query, variables }, undefined, server);
  const { data, errors } = (response.body ?? {}) as { data?: T; errors?: { message: string }[] };
  if (response.status >= 300 || !data || errors) {
    throw new UserError(wandbProblem("W&B rejected the request", response));
  }
  return data;
}
