import * as pulumi from "@pulumi/pulumi";
import { Account, getAccountOutput } from "@pulumi/azure-native/cognitiveservices";
import { RandomString } from "@pulumi/random";
import { azureNamePart } from "./names";
import type { WandbIntegrationArgs } from "./wandbIntegrationArgs";

/** The Azure OpenAI account, and what others need of it. */
export interface OpenAiAccount {
  account: Account;
  endpoint: pulumi.Output<string>;
  /** Object id of the account's system-assigned identity. */
  identityPrincipalId: pulumi.Output<string>;
}

/** Declares the Azure OpenAI account with its subdomain and its system-assigned identity. */
export function createAccount(
  name: string,
  args: WandbIntegrationArgs,
  opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): OpenAiAccount {
  const accountName = args.accountName ?? madeUpName(name, opts);
  const account = new Account(
    `${name}-account`,
    {
      resourceGroupName: args.resourceGroupName,
      location: args.location,
      accountName,
      // A Foundry resource (kind AIServices) cannot be linked to W&B.
      kind: "OpenAI",
      sku: { name: "S0" },
      identity: { type: "SystemAssigned" },
      properties: {
        // Needed for Entra sign-in, and immutable.
        customSubDomainName: args.customSubDomainName ?? accountName,
        publicNetworkAccess: "Enabled",
      },
      tags: args.tags,
    },
    opts,
  );
  return {
    account,
    endpoint: account.properties.apply((properties) => properties.endpoint),
    identityPrincipalId: identityOf(account, args.resourceGroupName, opts),
  };
}

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
  const live = getAccountOutput(
    { accountName: account.name, resourceGroupName },
    { parent: opts.parent, dependsOn: [account] },
  );
  return live.apply(({ identity }) => pulumi.output(identity?.principalId ?? principalIdOf(account)));
}

function principalIdOf(account: Account): pulumi.Output<string> {
  return account.identity.apply((identity) => {
    if (!identity?.principalId) {
      throw new pulumi.ResourceError(
        "The account has no system-assigned identity, without which it cannot read the W&B key: run `pulumi up` again, " +
          "and if it stays so, look for a policy in the subscription that removes identities.",
        account,
        true,
      );
    }
    return identity.principalId;
  });
}
