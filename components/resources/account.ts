import * as pulumi from "@pulumi/pulumi";
import { Account, getAccount } from "@pulumi/azure-native/cognitiveservices";
import { allOf } from "../allOf";
import type { AccountOptions, CustomerManagedKey } from "../args/accountOptions";
import type { WandbIntegrationArgs } from "../args/wandbIntegrationArgs";
import { vaultHost } from "../lookup/existingResource";
import { lookUp } from "../lookup/lookUp";
import { member } from "../lookup/mockedAnswer";
import { nameToRecover } from "../lookup/recordedNames";
import type { AccountReference } from "../lookup/references";
import { stateError } from "../lookup/stateError";
import { mapInput, orDefault } from "../mapInput";
import { nameOfNewAccount } from "./nameOfNewAccount";
import { publicNetwork } from "./publicNetwork";
import { mergeTags } from "./tags";

type ChildOptions = pulumi.CustomResourceOptions & { parent: pulumi.Resource };

/** Declares the Azure OpenAI account with its subdomain and its system-assigned identity. */
export function createAccount(
  name: string,
  args: WandbIntegrationArgs,
  opts: ChildOptions,
): AccountReference {
  const options = args.account ?? {};
  const toRecover = nameToRecover("accountName", name, args, opts.parent);
  const accountName =
    options.accountName ??
    allOf([toRecover, nameOfNewAccount(name, opts.parent)]).apply(
      ([recovered, generated]) => recovered ?? generated,
    );
  const { customSubDomainName = accountName } = options;
  const account = new Account(
    `${name}-account`,
    {
      resourceGroupName: args.resourceGroupName,
      location: args.location,
      accountName,
      // W&B cannot be configured on a Foundry resource (kind AIServices).
      kind: "OpenAI",
      sku: { name: "S0" },
      identity: mapInput(options.userAssignedIdentities, identity),
      properties: {
        // Entra sign-in needs it, and it is immutable.
        customSubDomainName,
        ...networkProperties(args),
        disableLocalAuth: orDefault(options.disableLocalAuth, false),
        ...(options.customerManagedKey ? { encryption: encryption(options.customerManagedKey) } : {}),
        ...(args.onSoftDeleted === undefined ? {} : { restore: mapInput(toRecover, isSet) }),
      },
      tags: mergeTags(args.tags, options.tags),
    },
    { ...opts, ignoreChanges: [...(opts.ignoreChanges ?? []), ...decidedAtCreation(options)] },
  );
  return {
    id: account.id,
    name: account.name,
    resourceGroupName: args.resourceGroupName,
    location: account.location.apply((location) => location ?? ""),
    endpoint: account.properties.apply((properties) => member(properties, "endpoint") ?? ""),
    identityPrincipalId: identityPrincipalId(account, args.resourceGroupName, opts),
    created: account,
  };
}

/** W&B's API is at both hosts since it is part of CoreWeave Forge. Which one Azure calls is not published. */
const wandbHosts = ["api.wandb.ai", "api.forge.coreweave.com"];

const isSet = (name: string | undefined) => (name === undefined ? undefined : true);

const identity = (userAssignedIdentities: pulumi.Input<string>[] | undefined) =>
  userAssignedIdentities?.length
    ? { type: "SystemAssigned, UserAssigned" as const, userAssignedIdentities }
    : { type: "SystemAssigned" as const };

/** Each property is set even where it is off: Azure is not known to reset a property that is left out. */
function networkProperties(args: WandbIntegrationArgs) {
  const { allowedFqdnList } = args.account ?? {};
  return {
    ...publicNetwork(args.account ?? {}),
    restrictOutboundNetworkAccess: mapInput(allowedFqdnList, (hosts) => hosts !== undefined),
    ...(allowedFqdnList === undefined
      ? {}
      : {
          // What a fine-tuning job needs to log to W&B is added.
          allowedFqdnList: mapInput(
            allowedFqdnList as pulumi.Input<pulumi.Input<string>[] | undefined>,
            (hosts) => hosts && [...hosts, vaultHost(args), ...wandbHosts],
          ),
        }),
  };
}

const encryption = ({ keyVaultUri, keyName, keyVersion, identityClientId }: CustomerManagedKey) => ({
  keySource: "Microsoft.KeyVault",
  keyVaultProperties: { keyVaultUri, keyName, keyVersion, identityClientId },
});

/**
 * Inputs of the account that count only when it is created. The engine keeps the state's values of them, except for a replacement,
 * so that an account keeps its generated name whatever the component, its parent or the stack is called, and a new account has a new
 * one.
 */
const decidedAtCreation = ({ accountName, customSubDomainName }: AccountOptions): string[] => [
  ...(accountName === undefined ? ["accountName"] : []),
  ...(accountName === undefined && customSubDomainName === undefined
    ? ["properties.customSubDomainName"]
    : []),
  "properties.restore",
];

/**
 * The identity as Azure has it now. The account's own output is unknown in a preview of any change to the account, and a
 * changed tag would then show as a replacement of the identity's role assignment.
 */
function identityPrincipalId(
  account: Account,
  resourceGroupName: pulumi.Input<string>,
  { parent }: ChildOptions,
): pulumi.Output<string> {
  return allOf([account.id, account.name, resourceGroupName])
    .apply(async ([, accountName, group]) => {
      const reading = getAccount({ accountName, resourceGroupName: group }, { parent });
      const live = await lookUp(
        reading,
        `The identity of the account ${accountName} cannot be read`,
        account,
      );
      warnOfUpgrade(live, account);
      return live?.identity?.principalId;
    })
    .apply((principalId) => pulumi.output(principalId ?? principalIdOf(account)));
}

/**
 * Shows in a preview what the update of an account is that Azure has upgraded to a Foundry resource: its rollback, as Microsoft documents
 * it (Microsoft Learn, "Roll back to Azure OpenAI"). In an update, the account is read after it.
 */
function warnOfUpgrade(live: { name?: string; kind?: string } | undefined, account: Account): void {
  if (live?.kind === "AIServices") {
    void pulumi.log.warn(
      `The account ${live.name} is of kind AIServices: Azure upgraded it to a Foundry resource, on which W&B cannot be configured. ` +
        "This update rolls it back to kind OpenAI and keeps its files, jobs and models. Azure refuses it while the account has projects, " +
        "connections or deployments of other vendors' models: run `npx azure-openai-wandb doctor` first. Opt out of the next upgrade after it, with `npx azure-openai-wandb doctor --fix`. " +
        "If the update shows no change of the account, add `--refresh`: without `options.refresh: always`, Pulumi compares with its state.",
      account,
    );
  }
}

function principalIdOf(account: Account): pulumi.Output<string> {
  return account.identity.apply((found) => {
    if (!found?.principalId && !isDeclared(found)) {
      throw stateError(
        "The account has no system-assigned identity, without which it cannot read the W&B API key. Run `pulumi up` again; " +
          "if the identity is still missing, look for a policy in the subscription that removes identities.",
        account,
      );
    }
    return found?.principalId ?? "";
  });
}

/** Azure gives every system-assigned identity an object id; a consumer's mocks repeat what was declared. */
const isDeclared = (found: { type?: string } | undefined) =>
  found?.type?.startsWith("SystemAssigned") === true;
