/** W&B's API: GraphQL, and the stream of a run's history. */
import { UserError } from "../errors";
import { request } from "../network/request";
import { RequestRefused, services } from "../network/service";
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
 * @throws UserError if W&B cannot be reached. Its message never contains the key.
 */
export async function wandbPost(
  apiKey: string,
  path: string,
  body: unknown,
  signal?: AbortSignal,
  server = baseUrl(),
): Promise<WandbResponse> {
  try {
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
  } catch (error) {
    if (error instanceof RequestRefused || signal?.aborted) {
      throw error;
    }
    const { cause, message } = error as { cause?: { code?: string; message?: string }; message: string };
    throw new UserError(
      `W&B cannot be reached at ${server} (${cause?.code ?? cause?.message ?? message}). Check the network, the proxy (HTTPS_PROXY) and WANDB_BASE_URL.`,
    );
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Sends a GraphQL query. @param server URL of the API. @throws UserError with W&B's own message. */
export async function wandbQuery<T>(
  apiKey: string,
  query: string,
  variables: object,
  server = baseUrl(),
): Promise<T> {
  const { status, body } = await wandbPost(apiKey, "/graphql", { query, variables }, undefined, server);
  const { data, errors } = (body ?? {}) as { data?: T; errors?: { message: string }[] };
  if (status >= 300 || !data || errors) {
    throw new UserError(
      `W&B rejected the request: ${status} ${errors?.[0]?.message ?? "without a reason"}. Check the API key (${apiKeyPage()}) and the entity.`,
    );
  }
  return data;
}
