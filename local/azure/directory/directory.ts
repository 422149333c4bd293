import { randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "../clock";
import type { Store } from "../storage/store";
import type { FederatedCredential, Group, PrincipalKind, ServicePrincipal, User } from "./principals";
import * as seed from "./seed";

/** The users, groups and service principals of the tenant. */
export interface Directory {
  /** The kind of a principal; undefined for an object id that is not in the directory. */
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
  /** Adds a guest, whose user principal name is of the tenant and contains the mail. */
  addGuest(mail: string): User;
  /** Removes a user. As on Azure, the user's role assignments remain. */
  removeUser(objectId: string): void;
  /** Adds credentials to an application. @throws Error where the directory has no such application. */
  addCredentials(
    appId: string,
    added: { federatedCredentials?: FederatedCredential[]; certificates?: string[] },
  ): void;
  /** Creates the service principal of a managed identity. */
  createManagedIdentity(resourceId: string, displayName: string): ServicePrincipal;
  /** Removes a service principal. As on Azure, its role assignments remain. */
  removeServicePrincipal(objectId: string): void;
  /** Object ids of the groups that a principal is a member of, nested groups included. */
  groupsOf(objectId: string): string[];
  /** The header value with which managed identity clients authenticate to the local token endpoint. */
  identityHeader: string;
}

const generateSecret = () => randomBytes(24).toString("base64url");
const key = (objectId: string) => objectId.toLowerCase();

export function createDirectory(store: Store, clock: Clock): Directory {
  const identityHeader = seedDirectory(store);
  const users = store.collection<User>("users");
  const groups = store.collection<Group>("groups");
  const servicePrincipals = store.collection<ServicePrincipal>("servicePrincipals");

  const addServicePrincipal = <T extends ServicePrincipal>(servicePrincipal: T): T => {
    servicePrincipals.put(servicePrincipal.objectId, servicePrincipal);
    return servicePrincipal;
  };

  const directory: Directory = {
    principalType(objectId) {
      if (users.get(key(objectId))) {
        return "User";
      }
      if (groups.get(key(objectId))) {
        return "Group";
      }
      return servicePrincipals.get(key(objectId)) ? "ServicePrincipal" : undefined;
    },
    users: () => [...users.values()],
    groups: () => [...groups.values()],
    servicePrincipals: () => [...servicePrincipals.values()],
    userByName: (name) =>
      [...users.values()].find(
        ({ userPrincipalName }) => userPrincipalName.toLowerCase() === name.toLowerCase(),
      ),
    application: (appId) =>
      [...servicePrincipals.values()].find(
        (servicePrincipal) =>
          servicePrincipal.appId === key(appId) && servicePrincipal.kind === "Application",
      ),
    requireApplication(appId) {
      const application = directory.application(appId);
      if (application?.secret === undefined) {
        throw new Error(`The directory has no application ${appId}.`);
      }
      return { ...application, secret: application.secret };
    },
    servicePrincipal: (objectId) => servicePrincipals.get(key(objectId)),
    addApplication: (displayName) =>
      addServicePrincipal({
        objectId: randomUUID(),
        appId: randomUUID(),
        displayName,
        kind: "Application",
        secret: generateSecret(),
        createdAt: clock.now(),
      }),
    addUser(name) {
      const user = newUser(randomUUID(), name, name);
      users.put(user.objectId, user);
      return user;
    },
    addGuest(guestMail) {
      const userPrincipalName = `${guestMail.replace("@", "_")}#EXT#@${seed.initialDomain}`;
      const [name = guestMail] = guestMail.split("@");
      const guest = { ...newUser(randomUUID(), name, name), userPrincipalName, guestMail };
      users.put(guest.objectId, guest);
      return guest;
    },
    removeUser: (objectId) => void users.delete(key(objectId)),
    addCredentials(appId, { federatedCredentials = [], certificates = [] }) {
      const application = directory.requireApplication(appId);
      addServicePrincipal({
        ...application,
        federatedCredentials: [...(application.federatedCredentials ?? []), ...federatedCredentials],
        certificates: [...(application.certificates ?? []), ...certificates],
      });
    },
    createManagedIdentity: (resourceId, displayName) =>
      addServicePrincipal<ServicePrincipal>({
        objectId: randomUUID(),
        appId: randomUUID(),
        displayName,
        kind: "ManagedIdentity",
        resourceId,
        createdAt: clock.now(),
      }),
    removeServicePrincipal: (objectId) => void servicePrincipals.delete(key(objectId)),
    groupsOf(objectId) {
      const memberOf = new Set<string>();
      const visit = (member: string) => {
        for (const group of groups.values()) {
          if (!memberOf.has(group.objectId) && group.members.includes(member)) {
            memberOf.add(group.objectId);
            visit(group.objectId);
          }
        }
      };
      visit(key(objectId));
      return [...memberOf];
    },
    identityHeader,
  };
  return directory;
}

const newUser = (objectId: string, name: string, displayName: string): User => ({
  objectId,
  userPrincipalName: `${name}@${seed.tenantDomain}`,
  displayName,
  password: generateSecret(),
});

/** Adds the principals of `seed.ts` to a new store. @returns The identity header of the store. */
function seedDirectory(store: Store): string {
  const headers = store.collection<string>("words");
  const stored = headers.get("identityHeader");
  if (stored !== undefined) {
    return stored;
  }
  const identityHeader = generateSecret();
  headers.put("identityHeader", identityHeader);
  const servicePrincipals = store.collection<ServicePrincipal>("servicePrincipals");
  for (const { objectId, appId, displayName } of [seed.deployer, seed.contributor]) {
    const secret = generateSecret();
    servicePrincipals.put(objectId, { objectId, appId, displayName, kind: "Application", secret });
  }
  const users = store.collection<User>("users");
  for (const { objectId, name, displayName } of seed.users) {
    users.put(objectId, newUser(objectId, name, displayName));
  }
  const groups = store.collection<Group>("groups");
  for (const group of seed.groups) {
    groups.put(group.objectId, group);
  }
  return identityHeader;
}
