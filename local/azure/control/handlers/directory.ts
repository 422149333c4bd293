import { randomUUID } from "node:crypto";
import { assignmentsOf } from "../../authorization/assignments";
import { AzureError } from "../../error";
import { contributor, deployer, groups, users } from "../../directory/seed";
import type { OpenCall, Reply } from "../../service";
import { machineKeyOf } from "../model/token";
import type { ApplicationBody, Roles, UserBody } from "../wire/directory";

/** Returns the principals of a new local Azure with their credentials. */
export function getSeed({ platform }: OpenCall): Reply {
  const { directory, tenantId, subscriptionId } = platform;
  const credentialsOf = ({ appId, objectId }: { appId: string; objectId: string }) => ({
    clientId: appId,
    objectId,
    clientSecret: directory.requireApplication(appId).secret,
  });
  const seedIds = users.map(({ objectId }) => objectId);
  return {
    status: 200,
    body: {
      tenantId,
      subscriptionId,
      identityHeader: directory.identityHeader,
      oidcRequestToken: directory.identityHeader,
      machineKey: machineKeyOf(directory.identityHeader),
      deployer: credentialsOf(deployer),
      contributor: credentialsOf(contributor),
      users: directory.users().filter(({ objectId }) => seedIds.some((id) => id === objectId)),
      groups,
    },
  };
}

/** Adds an application with its role assignments. */
export function addApplication({ platform, body }: OpenCall<ApplicationBody>): Reply {
  const { appId, objectId, secret } = platform.directory.addApplication(body.displayName);
  assignRoles(platform, objectId, body.roles);
  return { status: 201, body: { clientId: appId, objectId, clientSecret: secret } };
}

export function getApplication({ platform, params }: OpenCall<unknown, "clientId">): Reply {
  const application = platform.directory.application(params.clientId);
  if (!application) {
    throw new AzureError(
      404,
      "NotFound",
      `The directory has no application ${params.clientId.slice(0, 100)}.`,
    );
  }
  const { appId, objectId, displayName } = application;
  return { status: 200, body: { clientId: appId, objectId, displayName } };
}

/** Assigns roles to a new application or managed identity. */
export function assignRoles({ store }: OpenCall["platform"], objectId: string, roles: Roles): void {
  const assignments = assignmentsOf(store);
  for (const { roleDefinitionId, scope } of roles) {
    const name = randomUUID();
    assignments.put(name, {
      name,
      scope,
      principalId: objectId,
      principalType: "ServicePrincipal",
      role: roleDefinitionId.slice(roleDefinitionId.lastIndexOf("/") + 1).toLowerCase(),
      createdBy: deployer.objectId,
      createdAt: 0,
    });
  }
}

export function removeUser({ platform, params }: OpenCall<unknown, "objectId">): Reply {
  platform.directory.removeUser(params.objectId);
  return { status: 204 };
}

export function addUser({ platform: { directory }, body }: OpenCall<UserBody>): Reply {
  return { status: 201, body: "mail" in body ? directory.addGuest(body.mail) : directory.addUser(body.name) };
}
