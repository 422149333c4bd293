/** The stack: settings in, one WandbIntegration, and the values that the portal asks for out. */
import * as pulumi from "@pulumi/pulumi";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup";
import { getResourceGroup } from "@pulumi/azure-native/resources/getResourceGroup";
import { OnSoftDeleted, validateArgs, WandbIntegration } from "./components/index";
import type { Principal, WandbIntegrationArgs } from "./components/index";
import { recordedNames } from "./components/lookup/recordedNames";
import { recordedOutputs } from "./components/lookup/stackState";
import { findPrincipals, reasonOf } from "./stack/directory";
import { ignoreTags } from "./stack/ignoreTags";
import { manageIntegrationsInstructions } from "./stack/manageIntegrations";
import { otherSubscriptions } from "./stack/otherSubscriptions";
import { settingsError } from "./stack/problem";
import type { Problem } from "./stack/problem";
import { readSettings } from "./stack/readSettings";
import type { StackSettings } from "./stack/readSettings";
import { inSettings, settingOf } from "./stack/settingNames";

/** Pulumi names. */
const integrationName = "wandb";
const groupName = "resource-group";

export = async () => {
  const stack = readSettings(pulumi.getProject(), pulumi.getStack(), pulumi.runtime.allConfig());
  const { settings, problems } = stack;
  const args = await integrationArgs(stack);
  // Everything that is wrong is reported at once, before any resource is registered.
  problems.push(
    ...validateArgs(args).map(({ propertyPath, reason }) => ({
      setting: settingOf(propertyPath),
      reason: inSettings(reason),
    })),
  );
  problems.push(...(await missingNameToRecover(args)));
  if (!problems.some(({ setting }) => setting === "resourceGroupName")) {
    problems.push(...(await unusableResourceGroup(settings)));
  }
  if (problems.length > 0) {
    throw settingsError(problems);
  }

  if (settings.ignoreTags.length > 0) {
    pulumi.runtime.registerResourceTransform(ignoreTags(settings.ignoreTags));
  }
  const { resourceGroupName, tags } = resourceGroup(stack);
  const integration = new WandbIntegration(
    integrationName,
    { ...args, resourceGroupName, tags, wandbApiKey: args.wandbApiKey && pulumi.secret(args.wandbApiKey) },
    await otherSubscriptions(settings),
  );
  return {
    resourceGroupName,
    accountName: integration.accountName,
    endpoint: integration.endpoint,
    vaultUrl: integration.vaultUrl,
    secretName: integration.secretName,
    portalLink: pulumi
      .all([integration.accountName, integration.vaultUrl, integration.secretName])
      .apply(([accountName, vaultUrl, secretName]) =>
        manageIntegrationsInstructions(accountName, vaultUrl, secretName),
      ),
  };
};

/** The component's arguments, with principals looked up in Microsoft Entra. */
async function integrationArgs({
  settings,
  args,
  tags,
  problems,
}: StackSettings): Promise<WandbIntegrationArgs> {
  const find = (name: "keyVaultSecretsOfficers" | "fineTuningPrincipals") =>
    lookUp(name, settings[name], problems);
  const [keyVaultSecretsOfficers, fineTuningPrincipals] = [
    await find("keyVaultSecretsOfficers"),
    await find("fineTuningPrincipals"),
  ];
  return {
    ...args,
    resourceGroupName: settings.resourceGroupName,
    location: settings.location,
    wandbApiKey:
      args.secret?.existing === true && settings.wandbApiKey === "" ? undefined : settings.wandbApiKey,
    access: { ...args.access, keyVaultSecretsOfficers, fineTuningPrincipals },
    tags,
  };
}

/**
 * The principals of a setting, or undefined where it is empty. One that was not found leaves a hole, so that errors count the
 * others by their place in the setting.
 */
async function lookUp(
  setting: string,
  entries: string[],
  problems: Problem[],
): Promise<Principal[] | undefined> {
  const principals: Principal[] = [];
  (await findPrincipals(setting, entries, problems)).forEach((found, index) => {
    if (found) {
      principals[index] = found;
    }
  });
  return entries.length === 0 ? undefined : principals;
}

/** Whether `Recover` knows of a name: a setting's, or the one that the last deployment generated. */
async function missingNameToRecover({
  onSoftDeleted,
  account,
  vault,
}: WandbIntegrationArgs): Promise<Problem[]> {
  if (onSoftDeleted !== OnSoftDeleted.Recover || account?.accountName || vault?.vaultName) {
    return [];
  }
  const { accountName, vaultName } = await recordedNames(integrationName);
  return accountName || vaultName
    ? []
    : [
        {
          setting: "onSoftDeleted",
          reason:
            "is Recover, and the state has no name of an account or a vault: set accountName or vaultName to the name of the " +
            "soft-deleted resource (az cognitiveservices account list-deleted, az keyvault list-deleted)",
        },
      ];
}

/** What is wrong with the resource group that `createResourceGroup: false` names. */
async function unusableResourceGroup(settings: StackSettings["settings"]): Promise<Problem[]> {
  if (settings.createResourceGroup) {
    return [];
  }
  const { resourceGroupName } = settings;
  if (await isOwnResourceGroup(resourceGroupName)) {
    return [ownResourceGroup(resourceGroupName)];
  }
  try {
    await getResourceGroup({ resourceGroupName });
    return [];
  } catch (error) {
    const reason = reasonOf(error);
    const state = reason.includes("Status=404") ? "does not exist" : `cannot be read (${reason})`;
    return [
      {
        setting: "resourceGroupName",
        reason:
          `is "${resourceGroupName}", which ${state}: ` +
          "check the name and the subscription, or set createResourceGroup to true",
      },
    ];
  }
}

/** Whether the stack's state has the group: without `createResourceGroup`, Pulumi would delete it, and Azure everything in it. */
async function isOwnResourceGroup(resourceGroupName: string): Promise<boolean> {
  const outputs = Object.entries(await recordedOutputs()).find(([urn]) =>
    urn.endsWith(`::${groupName}`),
  )?.[1];
  return String(outputs?.name).toLowerCase() === resourceGroupName.toLowerCase();
}

const ownResourceGroup = (resourceGroupName: string): Problem => ({
  setting: "createResourceGroup",
  reason:
    `is false, but this stack has created "${resourceGroupName}", and Pulumi would delete it with everything in it: ` +
    "set createResourceGroup to true",
});

interface ResourceGroupReference {
  resourceGroupName: pulumi.Input<string>;
  /** Tags of what is in the group. */
  tags: Record<string, pulumi.Input<string>>;
}

/**
 * The resource group: created, or an existing one. A group that exists keeps its default name and the tag `stack` where the stack is
 * renamed, and its location, which is one of metadata alone, where that setting changes.
 */
function resourceGroup({ settings, tags, namedByStack }: StackSettings): ResourceGroupReference {
  const { resourceGroupName, createResourceGroup, location } = settings;
  if (!createResourceGroup) {
    return { resourceGroupName, tags };
  }
  const group = new ResourceGroup(
    groupName,
    { resourceGroupName, location, tags },
    {
      deleteBeforeReplace: false,
      ignoreChanges: ["location", ...namedByStack],
    },
  );
  return {
    resourceGroupName: group.name,
    tags: { ...tags, stack: group.tags.apply((ofGroup) => ofGroup?.stack ?? pulumi.getStack()) },
  };
}
