import { getGroup } from "@pulumi/azuread/getGroup";
import { getServicePrincipal } from "@pulumi/azuread/getServicePrincipal";
import { getUsers } from "@pulumi/azuread/getUsers";
import { PrincipalType } from "../components/index";
import type { Principal } from "../components/index";
import type { Problem } from "./problem";

const typedObjectId = /^([A-Za-z]+):(.*)$/;
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Looks up the principals of a setting in Microsoft Entra.
 * @param setting Name of the setting, for the problems.
 * @param entries User principal names, names of groups, or `User:GUID`, `Group:GUID`, `ServicePrincipal:GUID`.
 * @param problems Gets one entry for each principal that cannot be found.
 * @returns The principals that were found, in the setting's order. The component checks types and ids.
 */
export async function findPrincipals(
  setting: string,
  entries: readonly string[],
  problems: Problem[],
): Promise<(Principal | undefined)[]> {
  const users = await findUsers(entries.filter(isUserPrincipalName));
  const missingUser =
    "refused" in users
      ? `the user could not be looked up (${users.refused}): check the name, or give User:GUID with the object id`
      : "no user of the tenant has this user principal name: check the spelling and the tenant. A guest's is " +
        "NAME_DOMAIN#EXT#@TENANT.onmicrosoft.com, and not the mail address";
  return Promise.all(
    entries.map(async (entry, index) => {
      const problem = (reason: string) => {
        problems.push({ setting: `${setting}[${index}]`, reason: `is "${entry}": ${reason}` });
        return undefined;
      };
      const [, type, objectId] = typedObjectId.exec(entry) ?? [];
      if (type !== undefined && objectId !== undefined) {
        const owner = await ownerOfClientId(type, objectId);
        return owner === undefined
          ? { objectId, type: type as PrincipalType }
          : problem(
              `it is the client id of the application, and a role assignment needs the object id of its service principal: ` +
                `write ServicePrincipal:${owner}`,
            );
      }
      if (guid.test(entry)) {
        return problem(`specify its type, as User:${entry}, Group:${entry} or ServicePrincipal:${entry}`);
      }
      if (isUserPrincipalName(entry)) {
        const found = "refused" in users ? undefined : users.get(entry.toLowerCase());
        return found ? { objectId: found, type: PrincipalType.User } : problem(missingUser);
      }
      if (entry.trim() === "") {
        return problem("it is empty: remove it");
      }
      try {
        const group = await getGroup({ displayName: entry });
        return { objectId: group.objectId, type: PrincipalType.Group };
      } catch (error) {
        return problem(
          `the group could not be looked up (${reasonOf(error)}): check the name, or give Group:GUID with its object id`,
        );
      }
    }),
  );
}

/**
 * The object id of the service principal whose application has this client id. Azure accepts a role assignment for a client id,
 * and nobody has it. Undefined also where the directory may not be read: most identities that deploy may not.
 */
async function ownerOfClientId(type: string, id: string): Promise<string | undefined> {
  if (type !== PrincipalType.ServicePrincipal.valueOf() || !guid.test(id)) {
    return undefined;
  }
  try {
    const { objectId } = await getServicePrincipal({ clientId: id });
    return objectId.toLowerCase() === id.toLowerCase() ? undefined : objectId;
  } catch {
    return undefined;
  }
}

function isUserPrincipalName(entry: string): boolean {
  return entry.includes("@");
}

/**
 * Object ids by user principal name in lower case, or why the directory refuses to tell them. One call for all, so that every
 * missing one is reported.
 */
async function findUsers(userPrincipalNames: string[]): Promise<Map<string, string> | { refused: string }> {
  if (userPrincipalNames.length === 0) {
    return new Map();
  }
  try {
    const { users } = await getUsers({ userPrincipalNames, ignoreMissing: true });
    return new Map(users.map((user) => [user.userPrincipalName.toLowerCase(), user.objectId]));
  } catch (error) {
    return { refused: reasonOf(error) };
  }
}

/**
 * Why a look-up failed, in one line. azuread lists its errors below a line that only counts them ("1 error occurred:"). The text
 * is "No group found" also where the directory refuses the query: the reason follows in the same entry.
 */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, ...entries] = message.split(/\n\s*\* /);
  const reasons =
    entries.length > 0 ? entries : [message.replace(/^.*?returned an error:\s*/s, "").split("\n")[0] ?? ""];
  return reasons.map((reason) => reason.replace(/\s+/g, " ").trim()).join("; ");
}
