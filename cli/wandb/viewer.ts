import { UserError } from "../errors";
import { wandbPost, wandbProblem } from "./client";

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
  viewer: null | { username: string; entity: string; teams?: { edges: { node: { name: string } }[] } };
}

/** Statuses with which W&B refuses a key. */
const refusals = [401, 403];

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
  const response = await wandbPost(apiKey, "/graphql", { query }, signal, server);
  const { status, body } = response;
  if (refusals.includes(status)) {
    return undefined;
  }
  const { viewer } = (body as { data?: Partial<ViewerData> | null } | undefined)?.data ?? {};
  if (viewer === undefined) {
    throw new UserError(
      status < 300
        ? wandbProblem("W&B does not tell whether it accepts the API key", response)
        : wandbProblem(`W&B returned ${status}, so that the API key is not checked`, response),
    );
  }
  return viewer === null
    ? undefined
    : { ...viewer, teams: (viewer.teams?.edges ?? []).map(({ node }) => node.name) };
}

/** Returns the entities that a user can log runs to. */
export const entitiesOf = ({ username, entity, teams }: Viewer): string[] => [
  ...new Set([username, entity, ...teams]),
];
