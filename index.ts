/** The stack: settings in, one WandbIntegration, and what the portal asks for out. */
import * as pulumi from "@pulumi/pulumi";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup";
import { getResourceGroup } from "@pulumi/azure-native/resources/getResourceGroup";
import { validateArgs, WandbIntegration } from "./components/index";
import type { Principal, WandbIntegrationArgs } from "./components/index";
import { findPrincipals } from "./stack/directory";
import { portalLinkInstructions } from "./stack/portalLink";
import { readSettings, settingOf, settingsError } from "./stack/settings";
import type { Problem, Settings } from "./stack/settings";

export = async () => {
  const { settings, problems } = readSettings(
    pulumi.getProject(),
    pulumi.getStack(),
    pulumi.runtime.allConfig(),
  );
  const args: WandbIntegrationArgs = {
    ...settings.args,
    resourceGroupName: settings.resourceGroupName,
    location: settings.location,
    wandbApiKey: settings.wandbApiKey,
    teamMembers: await lookUp("teamMembers", settings.teamMembers, problems),
    secretsOfficers: await lookUp("secretsOfficers", settings.secretsOfficers, problems),
    tags: settings.tags,
  };
  if (args.secretsOfficers?.length === 0) {
    delete args.secretsOfficers;
  }
  // Everything that is wrong is said at once, before any resource is registered.
  problems.push(
    ...validateArgs(args).map(({ propertyPath, reason }) => ({ setting: settingOf(propertyPath), reason })),
  );
  if (!problems.some(({ setting }) => setting === "resourceGroupName")) {
    problems.push(...(await missingResourceGroup(settings)));
  }
  if (problems.length > 0) {
    throw settingsError(problems);
  }

  const resourceGroupName = resourceGroup(settings);
  const integration = new WandbIntegration("wandb", {
    ...args,
    resourceGroupName,
    wandbApiKey: pulumi.secret(settings.wandbApiKey),
  });
  return {
    resourceGroupName,
    accountName: integration.accountName,
    endpoint: integration.endpoint,
    vaultUrl: integration.vaultUrl,
    secretName: integration.secretName,
    portalLink: pulumi
      .all([integration.accountName, integration.vaultUrl, integration.secretName])
      .apply(([accountName, vaultUrl, secretName]) =>
        portalLinkInstructions(accountName, vaultUrl, secretName),
      ),
  };
};

/** Who was not found leaves a hole, so that the others are called by their place in the setting. */
async function lookUp(setting: string, entries: string[], problems: Problem[]): Promise<Principal[]> {
  const principals: Principal[] = [];
  (await findPrincipals(setting, entries, problems)).forEach((found, index) => {
    if (found) {
      principals[index] = found;
    }
  });
  return principals;
}

async function missingResourceGroup(settings: Settings): Promise<Problem[]> {
  if (settings.createResourceGroup) {
    return [];
  }
  try {
    await getResourceGroup({ resourceGroupName: settings.resourceGroupName });
    return [];
  } catch {
    return [
      {
        setting: "resourceGroupName",
        reason:
          `is "${settings.resourceGroupName}", which does not exist or may not be read: ` +
          "check the name and the subscription, or set createResourceGroup to true",
      },
    ];
  }
}

function resourceGroup(settings: Settings): pulumi.Input<string> {
  if (!settings.createResourceGroup) {
    return settings.resourceGroupName;
  }
  return new ResourceGroup("resource-group", {
    resourceGroupName: settings.resourceGroupName,
    location: settings.location,
    tags: settings.tags,
  }).name;
}
