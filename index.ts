/** The stack: settings in, one WandbIntegration, and the values that the portal asks for out. */
import * as pulumi from "@pulumi/pulumi";
import { validateArgs, WandbIntegration, OnSoftDeleted } from "./components/index";
import type { Principal, WandbIntegrationArgs } from "./components/index";
import { recordedNames } from "./components/lookup/recordedNames";
import { findPrincipals } from "./stack/directory";
import { ignoreTags } from "./stack/ignoreTags";
import { manageIntegrationsInstructions } from "./stack/manageIntegrations";
import { otherSubscriptions } from "./stack/otherSubscriptions";
import { settingsError } from "./stack/problem";
import type { Problem } from "./stack/problem";
import { readSettings } from "./stack/readSettings";
import type { StackSettings } from "./stack/readSettings";
import { declareResourceGroup, unusableResourceGroup } from "./stack/resourceGroup";
import { inSettings, settingOf } from "./stack/settingNames";

/** The Pulumi name of the integration. */
const integrationName = "wandb";

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
  const { resourceGroupName, tags } = declareResourceGroup(stack);
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
            "is Recover, which needs accountName or vaultName: the name of the soft-deleted resource. The state has none " +
            "(see az cognitiveservices account list-deleted, az keyvault list-deleted)",
        },
      ];
}
