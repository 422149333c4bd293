/** Whose a W&B API key is: a person's, or a service account's. */
import { UserError } from "../errors";
import { wandbPost, wandbProblem } from "./client";
import type { Viewer } from "./viewer";

export type AccountType = "service" | "personal";

/** A part of what W&B's own client requests of a team. */
const query =
  "query EntityMembers($name: String!) { entity(name: $name) { members { username accountType } } }";

/** What GraphQL returns for a query of fields that it does not have. */
const badRequest = 400;

interface MembersData {
  entity: { members: { username: string | null; accountType: string | null }[] | null } | null;
}

/**
 * Returns the type of a key's account, from the members of its default entity; undefined if W&B does not tell: the entity is no team, or
 * the account is not listed. The types' names are not published; that of service accounts is assumed to contain "service".
 */
export async function findAccountType(
  apiKey: string,
  { username, entity }: Pick<Viewer, "username" | "entity">,
  server?: string,
): Promise<AccountType | undefined> {
  const asked = { query, variables: { name: entity } };
  const response = await wandbPost(apiKey, "/graphql", asked, undefined, server);
  const { data, errors } = (response.body ?? {}) as { data?: MembersData; errors?: unknown };
  // A server without these fields is one that does not tell. Whatever else has failed tells nothing about the account.
  if (response.status === badRequest || (response.status < 300 && errors)) {
    return undefined;
  }
  if (response.status >= 300 || !data) {
    throw new UserError(wandbProblem("W&B rejected the request", response));
  }
  const member = data.entity?.members?.find((one) => one.username === username);
  if (!member?.accountType) {
    return undefined;
  }
  return /service/i.test(member.accountType) ? "service" : "personal";
}
