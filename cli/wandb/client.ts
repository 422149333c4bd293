/** W&B's API with a key: GraphQL, and the stream of a run's history. */
import { EnvHttpProxyAgent, fetch } from "undici";
import { UserError } from "../failure";

/** W&B's own server, or the one that WANDB_BASE_URL names, as its Python client has it. */
const base = () => (process.env.WANDB_BASE_URL || "https://api.wandb.ai").replace(/\/$/, "");

export interface WandbAnswer {
  status: number;
  // Bodies are as different as the queries; each caller knows its own.
  body: unknown;
}

/** @throws UserError where W&B cannot be reached; never with the key in its message. */
export async function wandbPost(key: string, path: string, body: unknown): Promise<WandbAnswer> {
  // Node's own fetch does not read the proxy variables.
  const dispatcher = new EnvHttpProxyAgent();
  try {
    const response = await fetch(`${base()}${path}`, {
      method: "POST",
      dispatcher,
      signal: AbortSignal.timeout(30_000),
      headers: {
        authorization: `Basic ${Buffer.from(`api:${key}`).toString("base64")}`,
        "content-type": "application/json",
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    try {
      return { status: response.status, body: JSON.parse(text) };
    } catch {
      return { status: response.status, body: undefined };
    }
  } catch (error) {
    const { cause } = error as { cause?: { code?: string; message?: string } };
    throw new UserError(
      `W&B cannot be reached at ${base()} (${cause?.code ?? cause?.message ?? (error as Error).message}): check the network, the proxy (HTTPS_PROXY) and WANDB_BASE_URL.`,
    );
  } finally {
    await dispatcher.close();
  }
}

/** @throws UserError with W&B's own words. */
export async function wandbQuery<T>(key: string, query: string, variables: object): Promise<T> {
  const { status, body } = await wandbPost(key, "/graphql", { query, variables });
  const { data, errors } = (body ?? {}) as { data?: T; errors?: { message: string }[] };
  if (status >= 300 || !data || errors) {
    throw new UserError(
      `W&B refused: ${status} ${errors?.[0]?.message ?? "without a reason"}. Check the key (https://wandb.ai/authorize) and the entity.`,
    );
  }
  return data;
}

/** Where a run is looked at. */
export const runAddress = (entity: string, project: string, run: string): string =>
  `https://wandb.ai/${encodeURIComponent(entity)}/${encodeURIComponent(project)}/runs/${encodeURIComponent(run)}`;
