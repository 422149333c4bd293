/** The tenant's users, groups and service principals, as Graph describes them. */
import type { Platform } from "../../service";

export type Entity = Record<string, unknown> & { id: string };

export type CollectionName = "users" | "groups" | "servicePrincipals";

interface Collection {
  odataType: string;
  entities(platform: Platform): Entity[];
  /** Properties that `$filter` can use. */
  filterable: readonly string[];
}

export const collections: Readonly<Record<CollectionName, Collection>> = {
  users: {
    odataType: "#microsoft.graph.user",
    entities: ({ directory }) =>
      directory.users().map(({ objectId, userPrincipalName, displayName, guestMail }) => ({
        id: objectId,
        displayName,
        userPrincipalName,
        mail: guestMail ?? userPrincipalName,
        mailNickname: userPrincipalName.split("@")[0],
        accountEnabled: true,
        userType: guestMail === undefined ? "Member" : "Guest",
      })),
    filterable: ["id", "userPrincipalName", "displayName", "mail", "mailNickname"],
  },
  groups: {
    odataType: "#microsoft.graph.group",
    entities: ({ directory }) =>
      directory.groups().map(({ objectId, displayName }) => ({
        id: objectId,
        displayName,
        description: null,
        mailEnabled: false,
        mailNickname: displayName.replace(/\W/g, ""),
        securityEnabled: true,
        groupTypes: [],
      })),
    filterable: ["id", "displayName", "mailNickname", "securityEnabled", "mailEnabled"],
  },
  servicePrincipals: {
    odataType: "#microsoft.graph.servicePrincipal",
    entities: ({ directory }) =>
      directory.servicePrincipals().map(({ objectId, appId, displayName, kind }) => ({
        id: objectId,
        appId,
        displayName,
        accountEnabled: true,
        servicePrincipalType: kind,
        servicePrincipalNames: [appId],
      })),
    filterable: ["id", "appId", "displayName", "servicePrincipalType", "servicePrincipalNames"],
  },
};

/** Every directory object with its type, for lists of several types. */
export function listDirectoryObjects(platform: Platform): Entity[] {
  return Object.values(collections).flatMap(({ odataType, entities }) =>
    entities(platform).map((entity) => ({ "@odata.type": odataType, ...entity })),
  );
}

/** By id or, for a user, by principal name; both in any case. */
export function findEntity(platform: Platform, name: CollectionName, id: string): Entity | undefined {
  const lowerCaseId = id.toLowerCase();
  return collections[name]
    .entities(platform)
    .find(
      (entity) =>
        entity.id === lowerCaseId || String(entity.userPrincipalName ?? "").toLowerCase() === lowerCaseId,
    );
}

/** @param transitive Whether members of nested groups count. */
export function listMembers(platform: Platform, groupId: string, transitive: boolean): Entity[] {
  const { directory } = platform;
  const group = directory.groups().find(({ objectId }) => objectId === groupId);
  const isMember = (id: string) =>
    transitive ? directory.groupsOf(id).includes(groupId) : (group?.members ?? []).includes(id);
  return listDirectoryObjects(platform).filter(({ id }) => isMember(id));
}
