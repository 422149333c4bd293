import * as pulumi from "@pulumi/pulumi";
import { Account, getAccount } from "@pulumi/azure-native/cognitiveservices";
import { RandomString } from "@pulumi/random";
import type { FoundAccount } from "./existing";
import { lookUp } from "./lookUp";
import { stateError } from "./stateError";
import { azureNamePart, mergedTags } from "./names";
import { OnSoftDeleted } from "./wandbIntegrationArgs";
import type { CustomerManagedKey, WandbIntegrationArgs } from "./wandbIntegrationArgs";

/** Declares the Azure OpenAI account with its subdomain and its system-assigned identity. */
export function createAccount(
  name: string,
  args: WandbIntegrationArgs,
  opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): { account: Account; found: FoundAccount } {
  const accountName = args.accountName ?? madeUpName(name, opts);
  const options = args.account ?? {};
  const account = new Account(
    `${name}-account`,
    {
      resourceGroupName: args.resourceGroupName,
      location: args.location,
      accountName,
      // A Foundry resource (kind AIServices) cannot be linked to W&B.
      kind: "OpenAI",
      sku: { name: "S0" },
      identity: options.userAssignedIdentityIds?.length
        ? { type: "SystemAssigned, UserAssigned", userAssignedIdentities: options.userAssignedIdentityIds }
        : { type: "SystemAssigned" },
      properties: {
        // Needed for Entra sign-in, and immutable.
        customSubDomainName: args.customSubDomainName ?? accountName,
        publicNetworkAccess: options.publicNetworkAccess === false ? "Disabled" : "Enabled",
        // Each is said even where it is off: Azure is not known to take a property that is left out for one that is reset.
        networkAcls: {
          defaultAction: options.allowedIpRanges ? "Deny" : "Allow",
          ipRules: (options.allowedIpRanges ?? []).map((value) => ({ value })),
        },
        disableLocalAuth: options.disableLocalAuth ?? false,
        restrictOutboundNetworkAccess: options.allowedOutboundHosts !== undefined,
        ...(options.allowedOutboundHosts
          ? {
              // What a fine-tuning job needs to log to W&B.
              allowedFqdnList: [...options.allowedOutboundHosts, vaultHost(args), "api.wandb.ai"],
            }
          : {}),
        ...(options.customerManagedKey ? { encryption: encryption(options.customerManagedKey) } : {}),
        ...(args.onSoftDeleted === OnSoftDeleted.Recover && args.accountName !== undefined
          ? { restore: true }
          : {}),
      },
      tags: mergedTags(args.tags, options.tags),
    },
    opts,
  );
  return {
    account,
    found: {
      id: account.id,
      name: account.name,
      resourceGroupName: args.resourceGroupName,
      location: account.location.apply((location) => location ?? ""),
      endpoint: account.properties.apply((properties) => properties.endpoint),
      identityPrincipalId: identityOf(account, args.resourceGroupName, opts),
    },
  };
}

/** Known before the vault is made: validation asks for its name where the account's way out is restricted. */
const vaultHost = ({ vault, vaultName }: WandbIntegrationArgs) =>
  pulumi.interpolate`${vault?.existing?.name ?? vaultName!}.vault.azure.net`;

const encryption = ({ keyVaultUri, keyName, keyVersion, identityClientId }: CustomerManagedKey) => ({
  keySource: "Microsoft.KeyVault",
  keyVaultProperties: { keyVaultUri, keyName, keyVersion, identityClientId },
});

/** A name unique in all of Azure that never changes once made. */
function madeUpName(name: string, opts: pulumi.CustomResourceOptions): pulumi.Output<string> {
  const suffix = new RandomString(
    `${name}-suffix`,
    { length: 8, special: false, upper: false },
    { parent: opts.parent },
  );
  return pulumi.interpolate`${azureNamePart(name, 50)}-${suffix.result}`;
}

/**
 * The identity as Azure has it now. The account's own output is unknown in a preview of any change to the account, and a
 * changed tag would then show as a replacement of the identity's grant.
 */
function identityOf(
  account: Account,
  resourceGroupName: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): pulumi.Output<string> {
  return pulumi
    .all([account.id, account.name, resourceGroupName])
    .apply(async ([, accountName, group]) => {
      const reading = getAccount({ accountName, resourceGroupName: group }, { parent: opts.parent });
      const live = await lookUp(
        reading,
        `The identity of the account ${accountName} cannot be read`,
        account,
      );
      return live?.identity?.principalId;
    })
    .apply((principalId) => pulumi.output(principalId ?? principalIdOf(account)));
}

function principalIdOf(account: Account): pulumi.Output<string> {
  return account.identity.apply((identity) => {
    if (!identity?.principalId) {
      throw stateError(
        "The account has no system-assigned identity, without which it cannot read the W&B key: run `pulumi up` again, " +
          "and if it stays so, look for a policy in the subscription that removes identities.",
        account,
      );
    }
    return identity.principalId;
  });
}
