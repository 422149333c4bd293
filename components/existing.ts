import * as pulumi from "@pulumi/pulumi";
import { getAccount } from "@pulumi/azure-native/cognitiveservices";
import { getVault } from "@pulumi/azure-native/keyvault";
import { lookUp } from "./lookUp";
import { stateError } from "./stateError";
import { PermissionModel } from "./wandbIntegrationArgs";
import type { ExistingResource } from "./wandbIntegrationArgs";

/** A resource that is there already, or the one that was made: what the rest of the integration needs of it. */
export interface FoundAccount {
  id: pulumi.Output<string>;
  name: pulumi.Output<string>;
  resourceGroupName: pulumi.Input<string>;
  location: pulumi.Output<string>;
  endpoint: pulumi.Output<string>;
  /** Object id of its system-assigned identity. */
  identityPrincipalId: pulumi.Output<string>;
}

export interface FoundVault {
  id: pulumi.Output<string>;
  name: pulumi.Output<string>;
  resourceGroupName: pulumi.Input<string>;
  location: pulumi.Output<string>;
  url: pulumi.Output<string>;
}

/**
 * Reads an account that is there.
 * @throws pulumi.ResourceError, once it has been read, where it is of another kind or has no system-assigned identity.
 */
export function findAccount(
  { name, resourceGroupName }: ExistingResource,
  group: pulumi.Input<string>,
  parent: pulumi.Resource,
): FoundAccount {
  const where = resourceGroupName ?? group;
  const account = pulumi.all([name, where]).apply(async ([accountName, inGroup]) => {
    const reading = getAccount({ accountName, resourceGroupName: inGroup }, { parent });
    const found = await lookUpExisting(reading, "account", accountName, inGroup, parent);
    const problem = accountProblem(found.name, found.kind, found.identity?.principalId);
    if (problem) {
      throw stateError(problem, parent);
    }
    return found;
  });
  return {
    id: account.id,
    name: account.name,
    resourceGroupName: where,
    location: account.apply((found) => found.location ?? ""),
    endpoint: account.apply((found) => found.properties.endpoint),
    identityPrincipalId: account.apply((found) => found.identity!.principalId),
  };
}

/** @throws pulumi.ResourceError that names the setting; where the engine stops meanwhile, too: nothing stands for what is there. */
async function lookUpExisting<Found>(
  reading: Promise<Found>,
  what: "account" | "vault",
  name: string,
  group: string,
  parent: pulumi.Resource,
): Promise<Found> {
  const setting = `${what}.existing: ${name} cannot be read in the resource group ${group}`;
  const found = await lookUp(reading, setting, parent);
  if (found === undefined) {
    throw stateError(`${setting}: the deployment has been stopped.`, parent);
  }
  return found;
}

function accountProblem(
  name: string,
  kind: string | undefined,
  principalId: string | undefined,
): string | undefined {
  if (kind !== "OpenAI") {
    return `account.existing: ${name} is of kind ${kind}, and only an account of kind OpenAI can be linked to W&B. A Foundry resource (AIServices) logs through \`npm run sync\` instead.`;
  }
  return principalId
    ? undefined
    : `account.existing: ${name} has no system-assigned identity, without which it cannot read the W&B key: switch it on with \`az cognitiveservices account identity assign -n ${name} -g RESOURCE_GROUP\`.`;
}

/**
 * Reads a vault that is there.
 * @throws pulumi.ResourceError, once it has been read, where its permission model is not the one that is expected: grants of
 *   the other sort would be ignored by Azure without a word.
 */
export function findVault(
  { name, resourceGroupName }: ExistingResource,
  group: pulumi.Input<string>,
  expected: PermissionModel,
  parent: pulumi.Resource,
): FoundVault {
  const where = resourceGroupName ?? group;
  const vault = pulumi.all([name, where]).apply(async ([vaultName, inGroup]) => {
    const reading = getVault({ vaultName, resourceGroupName: inGroup }, { parent });
    const found = await lookUpExisting(reading, "vault", vaultName, inGroup, parent);
    const is = found.properties.enableRbacAuthorization ? PermissionModel.Rbac : PermissionModel.AccessPolicy;
    if (is !== expected) {
      throw stateError(
        `vault.existing: ${found.name} has the permission model ${is}, and grants of ${expected} have no effect in it: set permissionModel to ${is}.`,
        parent,
      );
    }
    return found;
  });
  return {
    id: vault.id,
    name: vault.name,
    resourceGroupName: where,
    location: vault.apply((found) => found.location ?? ""),
    url: vault.apply((found) => found.properties.vaultUri ?? ""),
  };
}
