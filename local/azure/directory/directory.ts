import { randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "../clock";
import type { Store } from "../storage/store";
import * as seed from "./seed";

export interface ServicePrincipal {
  objectId: string;
  appId: string;
  displayName: string;
  kind: "Application" | "ManagedIdentity";
  /** ARM id of the resource whose system-assigned identity this is. */
  resourceId?: string;
  /** Client secret of an application. */
  secret?: string;
  /** Milliseconds, by the local Azure's clock; absent for those that were always there. */
  createdAt?: number;
}

export interface User {
  objectId: string;
  userPrincipalName: string;
  displayName: string;
  password: string;
}

export interface Group {
  objectId: string;
  displayName: string;
  /** Object ids of users, groups and service principals. */
  members: readonly string[];
}

export type PrincipalKind = "User" | "Group" | "ServicePrincipal";

/** The tenant's people, groups and service principals. */
export interface Directory {
  /** What kind of principal an object id is; undefined: not (yet) in the directory. */
  principalType(objectId: string): PrincipalKind | undefined;
  users(): User[];
  groups(): Group[];
  servicePrincipals(): ServicePrincipal[];
  userByName(userPrincipalName: string): User | undefined;
  application(appId: string): ServicePrincipal | undefined;
  /** An application with its client secret. @throws Error where the directory has no such application. */
  requireApplication(appId: string): ServicePrincipal & { secret: string };
  servicePrincipal(objectId: string): ServicePrincipal | undefined;
  addApplication(displayName: string): ServicePrincipal & { secret: string };
  addUser(name: string): User;
  /** Makes the service principal of a system-assigned identity. */
  createManagedIdentity(resourceId: string, displayName: string): ServicePrincipal;
  /** Removes a service principal; its role assignments stay behind, as on Azure. */
  removeServicePrincipal(objectId: string): void;
  /** Object ids of the groups that a principal is in, nested ones included. */
  groupsOf(objectId: string): string[];
  /** What managed-identity clients must send to the local token endpoint. */
  identityHeader: string;
}

const secret = () => randomBytes(24).toString("base64url");
const id = (objectId: string) => objectId.toLowerCase();

export function createDirectory(store: Store, clock: Clock): Directory {
  const users = store.collection<User>("users");
  const groups = store.collection<Group>("groups");
  const servicePrincipals = store.collection<ServicePrincipal>("servicePrincipals");
  const words = store.collection<string>("words");

  const directory: Directory = {
    principalType(objectId) {
      if (users.get(id(objectId))) {
        return "User";
      }
      if (groups.get(id(objectId))) {
        return "Group";
      }
      return servicePrincipals.get(id(objectId)) ? "ServicePrincipal" : undefined;
    },
    users: () => [...users.values()],
    groups: () => [...groups.values()],
    servicePrincipals: () => [...servicePrincipals.values()],
    userByName: (name) =>
      [...users.values()].find((user) => user.userPrincipalName.toLowerCase() === name.toLowerCase()),
    application: (appId) =>
      [...servicePrincipals.values()].find((one) => one.appId === id(appId) && one.kind === "Application"),
    requireApplication(appId) {
      const application = directory.application(appId);
      if (application?.secret === undefined) {
        throw new Error(`The directory has no application ${appId}.`);
      }
      return { ...application, secret: application.secret };
    },
    servicePrincipal: (objectId) => servicePrincipals.get(id(objectId)),
    addApplication(displayName) {
      const made = {
        objectId: randomUUID(),
        appId: randomUUID(),
        displayName,
        kind: "Application" as const,
        secret: secret(),
      };
      servicePrincipals.put(made.objectId, made);
      return made;
    },
    addUser(name) {
      const user = {
        objectId: randomUUID(),
        userPrincipalName: `${name}@${seed.tenantDomain}`,
        displayName: name,
        password: secret(),
      };
      users.put(user.objectId, user);
      return user;
    },
    createManagedIdentity(resourceId, displayName) {
      const made: ServicePrincipal = {
        objectId: randomUUID(),
        appId: randomUUID(),
        displayName,
        kind: "ManagedIdentity",
        resourceId,
        createdAt: clock.now(),
      };
      servicePrincipals.put(made.objectId, made);
      return made;
    },
    removeServicePrincipal: (objectId) => void servicePrincipals.delete(id(objectId)),
    groupsOf(objectId) {
      const found = new Set<string>();
      const visit = (member: string) => {
        for (const group of groups.values()) {
          if (!found.has(group.objectId) && group.members.includes(member)) {
            found.add(group.objectId);
            visit(group.objectId);
          }
        }
      };
      visit(id(objectId));
      return [...found];
    },
    get identityHeader() {
      return words.get("identityHeader")!;
    },
  };

  if (!words.get("identityHeader")) {
    words.put("identityHeader", secret());
    for (const { objectId, appId, displayName } of [seed.deployer, seed.contributor]) {
      servicePrincipals.put(objectId, {
        objectId,
        appId,
        displayName,
        kind: "Application",
        secret: secret(),
      });
    }
    for (const { objectId, name, displayName } of seed.users) {
      users.put(objectId, {
        objectId,
        userPrincipalName: `${name}@${seed.tenantDomain}`,
        displayName,
        password: secret(),
      });
    }
    for (const group of seed.groups) {
      groups.put(group.objectId, group);
    }
  }
  return directory;
}
