import * as pulumi from "@pulumi/pulumi";
import { getClientConfig } from "@pulumi/azure-native/authorization";
import { getAccount } from "@pulumi/azure-native/cognitiveservices";
import { getVault } from "@pulumi/azure-native/keyvault";
import { PermissionModel } from "../args/choices";
import type { ExistingResource } from "../args/existingResource";
import { locate } from "./existingResource";
import { lookUp, requireAnswer } from "./lookUp";
import { isMocked, member } from "./mockedAnswer";
import type { AccountReference, VaultReference } from "./references";
import type { ExistingKind } from "./resourceId";
import { stateError } from "./stateError";

interface LookUpOptions extends pulumi.InvokeOptions {
  parent: pulumi.Resource;
  /** What the look-up waits for: unknown for as long as a resource is not created that the integration depends on. */
  after: pulumi.Output<unknown> | undefined;
}

/**
 * Reads an existing account.
 * @throws pulumi.ResourceError, once it is read, where it is of another kind or has no system-assigned identity.
 */
export function findAccount(
  existing: ExistingResource,
  defaultGroup: pulumi.Input<string>,
  opts: LookUpOptions,
): AccountReference {
  const { resourceGroupName, found } = readExisting("account", existing, defaultGroup, opts, (name, group) =>
    getAccount({ accountName: name, resourceGroupName: group }, opts),
  );
  const account = found.apply((read) => {
    const { kind, name, identity, ...rest } = read;
    if (isMocked(read)) {
      return { ...rest, id: "", name, principalId: member(identity, "principalId") ?? "" };
    }
    if (kind !== "OpenAI") {
      throw stateError(
        `account.existing: ${name} is of kind ${kind}, and W&B can be configured on an account of kind OpenAI only. ` +
          "If Azure upgraded it to a Foundry resource (AIServices), roll it back: Rollback upgrade on its overview page in the " +
          "Azure portal keeps its files, jobs and models. Until then, log with `npx azure-openai-wandb sync`.",
        opts.parent,
      );
    }
    if (!identity?.principalId) {
      throw stateError(
        `account.existing: ${name} has no system-assigned identity, without which it cannot read the W&B API key. ` +
          `Run \`az cognitiveservices account identity assign -n ${name} -g RESOURCE_GROUP\`.`,
        opts.parent,
      );
    }
    return { ...rest, name, principalId: identity.principalId };
  });
  return {
    id: account.id,
    name: account.name,
    resourceGroupName,
    location: account.apply(({ location }) => location ?? ""),
    endpoint: account.apply(({ properties }) => member(properties, "endpoint") ?? ""),
    identityPrincipalId: account.principalId,
  };
}

/**
 * Reads an existing vault.
 * @throws pulumi.ResourceError, once it is read, where its permission model is not the expected one: Azure ignores role assignments
 *   in a vault with access policies, and the reverse, without an error.
 */
export function findVault(
  existing: ExistingResource,
  defaultGroup: pulumi.Input<string>,
  expected: PermissionModel,
  opts: LookUpOptions,
): VaultReference {
  const { resourceGroupName, found } = readExisting("vault", existing, defaultGroup, opts, (name, group) =>
    getVault({ vaultName: name, resourceGroupName: group }, opts),
  );
  const vault = found.apply((read) => {
    if (isMocked(read)) {
      return { ...read, id: "" };
    }
    const actual = read.properties.enableRbacAuthorization
      ? PermissionModel.Rbac
      : PermissionModel.AccessPolicy;
    if (actual !== expected) {
      throw stateError(
        `vault.existing: ${read.name} has the permission model ${actual}, in which access by ${expected} has no effect. ` +
          `Set access.permissionModel to ${actual}.`,
        opts.parent,
      );
    }
    return read;
  });
  return {
    id: vault.id,
    name: vault.name,
    resourceGroupName,
    location: vault.apply(({ location }) => location ?? ""),
    url: vault.apply(({ properties }) => member(properties, "vaultUri") ?? ""),
    existing: vault.apply((read) => member(read, "properties")),
  };
}

/**
 * Reads an existing resource by its name and resource group.
 * @throws pulumi.ResourceError that names the argument, also where the engine stops meanwhile: nothing stands for what exists.
 */
function readExisting<Found>(
  kind: ExistingKind,
  existing: ExistingResource,
  defaultGroup: pulumi.Input<string>,
  opts: LookUpOptions,
  read: (name: string, resourceGroupName: string) => Promise<Found>,
): { resourceGroupName: pulumi.Input<string>; found: pulumi.Output<Found> } {
  const { name, resourceGroupName, subscriptionId } = locate(existing, kind, defaultGroup);
  const found = pulumi
    .all([name, resourceGroupName, subscriptionId, opts.after])
    .apply(async ([knownName, group, subscription]) => {
      await requireReachable(kind, subscription, opts);
      const what = `${kind}.existing: ${knownName} cannot be read in the resource group ${group}`;
      return requireAnswer(read(knownName, group), what, opts.parent);
    }) as pulumi.Output<Found>;
  return { resourceGroupName, found };
}

/** @throws pulumi.ResourceError where the provider reaches another subscription than the one of an ARM id. */
async function requireReachable(
  kind: ExistingKind,
  subscriptionId: string | undefined,
  opts: LookUpOptions,
): Promise<void> {
  if (subscriptionId === undefined) {
    return;
  }
  const what = `${kind}.existing: the provider's subscription cannot be read`;
  const client = await lookUp(getClientConfig(opts), what, opts.parent);
  const reached = member(client, "subscriptionId");
  if (reached !== undefined && reached.toLowerCase() !== subscriptionId.toLowerCase()) {
    throw stateError(
      `${kind}.existing.id is in the subscription ${subscriptionId}, and the provider reaches ${reached}. ` +
        `Pass an azure-native provider for ${subscriptionId} as the option ${kind}Provider of the component.`,
      opts.parent,
    );
  }
}
