import { EnvHttpProxyAgent, fetch } from "undici";

/** Whose key it is, as W&B tells it. */
export interface Viewer {
  username: string;
  /** Where runs go that name no entity. */
  entity: string;
  /** Teams whose entities can be written to. */
  teams: string[];
}

const address = "https://api.wandb.ai/graphql";
const query = "query Viewer { viewer { id entity username teams { edges { node { name } } } } }";

/**
 * Asks W&B who a key belongs to.
 * @returns undefined where W&B does not know the key.
 * @throws Error where W&B cannot be reached.
 */
export async function viewerOf(key: string): Promise<Viewer | undefined> {
  // Node's own fetch does not read the proxy variables.
  const dispatcher = new EnvHttpProxyAgent();
  try {
    const response = await fetch(address, {
      method: "POST",
      dispatcher,
      signal: AbortSignal.timeout(20_000),
      headers: {
        authorization: `Basic ${Buffer.from(`api:${key}`).toString("base64")}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ query }),
    });
    if (response.status === 401 || response.status === 403) {
      return undefined;
    }
    const { data } = (await response.json()) as {
      data?: {
        viewer: null | { username: string; entity: string; teams: { edges: { node: { name: string } }[] } };
      };
    };
    return data?.viewer
      ? { ...data.viewer, teams: data.viewer.teams.edges.map(({ node }) => node.name) }
      : undefined;
  } finally {
    await dispatcher.close();
  }
}
