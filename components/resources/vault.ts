import * as pulumi from "@pulumi/pulumi";
import { Vault } from "@pulumi/azure-native/keyvault";
import type { types } from "@pulumi/azure-native";
import type { VaultOptions } from "../args/vaultOptions";
import type { WandbIntegrationArgs } from "../args/wandbIntegrationArgs";
import { member } from "../lookup/mockedAnswer";
import { nameToRecover } from "../lookup/recordedNames";
import type { VaultReference } from "../lookup/references";
import { mapInput, orDefault } from "../mapInput";
import { vaultLogicalName } from "../naming/names";
import { publicNetwork } from "./publicNetwork";
import { mergeTags } from "./tags";

/** How the vault decides who may use its secrets. */
export interface VaultAuthorization {
  tenantId: pulumi.Input<string>;
  enableRbacAuthorization: boolean;
  accessPolicies: types.input.keyvault.AccessPolicyEntryArgs[];
}

/** Declares the vault, and warns where its network denies Azure OpenAI. */
export function createVault(
  name: string,
  args: WandbIntegrationArgs,
  authorization: VaultAuthorization,
  opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): VaultReference {
  const options = args.vault ?? {};
  warnOfClosedNetwork(name, options, opts.parent);
  const toRecover = nameToRecover("vaultName", name, args, opts.parent);
  const vault = new Vault(
    vaultLogicalName(name),
    {
      resourceGroupName: args.resourceGroupName,
      location: args.location,
      // azure-native generates a name where there is none.
      vaultName: options.vaultName ?? toRecover,
      properties: {
        // The permission model is always set: its default changes with the API version 2026-02-01.
        ...authorization,
        sku: { family: "A", name: orDefault(options.sku, "standard") },
        enableSoftDelete: true,
        ...immutableProperties(options),
        ...networkProperties(options),
        ...(args.onSoftDeleted === undefined ? {} : createMode(toRecover)),
      },
      tags: mergeTags(args.tags, options.tags),
    },
    {
      ...opts,
      aliases: formerNames(opts.parent),
      // It counts only when the vault is created.
      ignoreChanges: [...(opts.ignoreChanges ?? []), "properties.createMode"],
    },
  );
  return {
    resource: vault,
    id: vault.id,
    name: vault.name,
    resourceGroupName: args.resourceGroupName,
    location: vault.location.apply((location) => location ?? ""),
    url: vault.properties.apply((properties) => withSlash(member(properties, "vaultUri") ?? "")),
  };
}

/**
 * Pulumi names that the vault had under the component's aliases. Pulumi derives a child's former name from its present one, which a
 * shortened name does not allow.
 */
const formerNames = (component: pulumi.Resource): pulumi.Alias[] =>
  aliasesOf(component).map((urn) => ({
    name: pulumi.output(urn).apply((text) => vaultLogicalName(urnName(text))),
  }));

/** A resource's own aliases and those that it has by its parents', which Pulumi's SDK computes and does not publish. */
const aliasesOf = (resource: pulumi.Resource): pulumi.Input<pulumi.URN>[] =>
  (resource as { __aliases?: pulumi.Input<pulumi.URN>[] }).__aliases ?? [];

const urnName = (urn: pulumi.URN): string => urn.slice(urn.lastIndexOf("::") + 2);

/** Azure's response to the request that creates a vault has no slash at the end of its URL; all later responses have one. */
const withSlash = (url: string): string => (url === "" || url.endsWith("/") ? url : `${url}/`);

/** Left out where they are not set: Azure rejects `false`, even where protection is off already (pulumi-azure-native#4742). */
const immutableProperties = ({ enablePurgeProtection, softDeleteRetentionInDays }: VaultOptions) => ({
  ...(enablePurgeProtection === undefined ? {} : { enablePurgeProtection }),
  ...(softDeleteRetentionInDays === undefined ? {} : { softDeleteRetentionInDays }),
});

function networkProperties(options: VaultOptions) {
  const { networkAcls, ...rest } = publicNetwork(options);
  // Azure OpenAI is not one of the services that the bypass allows; those who rely on the others keep them.
  return { ...rest, networkAcls: { ...networkAcls, bypass: "AzureServices" } };
}

const createMode = (toRecover: pulumi.Input<string | undefined>) => ({
  createMode: mapInput(toRecover, (name) => (name === undefined ? undefined : ("recover" as const))),
});

function warnOfClosedNetwork(name: string, options: VaultOptions, parent: pulumi.Resource): void {
  void pulumi.all([options.publicNetworkAccess, options.ipRules]).apply(([publicNetworkAccess, ipRules]) => {
    const closed = closedNetwork(publicNetworkAccess, ipRules);
    return (
      closed &&
      pulumi.log.warn(
        `WandbIntegration "${name}": ${closed.cause}, and Azure OpenAI is not among the services that Key Vault trusts. Fine-tuning ` +
          `jobs will most likely fail to read the W&B API key (${closed.code}). Keep the vault's public endpoint open, or ` +
          "log with `npx azure-openai-wandb sync`. To replace the secret" +
          (options.vaultName === undefined ? "" : ", or destroy the stack,") +
          " the deployer needs network access too: Pulumi deletes the secret through the vault's data plane.",
        parent,
      )
    );
  });
}

/** Why a vault is closed, and the code of the error that Key Vault returns then. */
function closedNetwork(
  publicNetworkAccess: boolean | undefined,
  ipRules: string[] | undefined,
): { cause: string; code: string } | undefined {
  if (publicNetworkAccess === false) {
    return { cause: "vault.publicNetworkAccess is false", code: "ForbiddenByConnection" };
  }
  return ipRules && { cause: "vault.ipRules denies all other addresses", code: "ForbiddenByFirewall" };
}
