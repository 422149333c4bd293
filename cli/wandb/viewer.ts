import { wandbPost } from "./client";

/** Whose key it is, as W&B tells it. */
export interface Viewer {
  username: string;
  /** Where runs go that name no entity. */
  entity: string;
  /** Teams whose entities can be written to. */
  teams: string[];
}

const query = "query Viewer { viewer { id entity username teams { edges { node { name } } } } }";

interface ViewerData {
  viewer: null | { username: string; entity: string; teams: { edges: { node: { name: string } }[] } };
}

/**
 * Asks W&B who a key belongs to.
 * @returns undefined where W&B does not know the key.
 * @throws UserError where W&B cannot be reached.
 */
export async function viewerOf(key: string): Promise<Viewer | undefined> {
  const { status, body } = await wandbPost(key, "/graphql", { query });
  if (status === 401 || status === 403) {
    return undefined;
  }
  const viewer = (body as { data?: ViewerData } | undefined)?.data?.viewer;
  return viewer ? { ...viewer, teams: viewer.teams.edges.map(({ node }) => node.name) } : undefined;
}

/** Whether runs can be written to an entity: the holder's own, or one of their teams. */
export const mayWriteTo = ({ username, entity, teams }: Viewer, name: string): boolean =>
  [username, entity, ...teams].includes(name);
