import { UserError } from "../errors";
import { wandbPost } from "./client";

/** The user that a W&B API key belongs to. */
export interface Viewer {
  username: string;
  /** The user's default entity: the entity of runs that specify none. */
  entity: string;
  /** Entities of the user's teams. */
  teams: string[];
}

const query = "query Viewer { viewer { id entity username teams { edges { node { name } } } } }";

interface ViewerData {
  viewer: null | { username: string; entity: string; teams: { edges: { node: { name: string } }[] } };
}

/**
 * Returns the user that a W&B API key belongs to; undefined if W&B does not accept the key.
 * @param server URL of the API. @default The server that is used.
 * @throws UserError if W&B cannot be reached, or does not tell.
 */
export async function findViewer(
  apiKey: string,
  signal?: AbortSignal,
  server?: string,
): Promise<Viewer | undefined> {
  const { status, body } = await wandbPost(apiKey, "/graphql", { query }, signal, server);
  if (status === 401 || status === 403) {
    return undefined;
  }
  if (status >= 300) {
    throw new UserError(
      `W&B returned ${status}, so that the API key is not checked. Run the command again later.`,
    );
  }
  const viewer = (body as { data?: ViewerData } | undefined)?.data?.viewer;
  return viewer ? { ...viewer, teams: viewer.teams.edges.map(({ node }) => node.name) } : undefined;
}

/** Returns the entities that a user can log runs to. */
export const entitiesOf = ({ username, entity, teams }: Viewer): string[] => [
  ...new Set([username, entity, ...teams]),
];
