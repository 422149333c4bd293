import * as pulumi from "@pulumi/pulumi";
import type { WandbIntegrationArgs } from "../components/index";

/** One thing wrong with the settings: which one, and what to do. */
export interface Problem {
  setting: string;
  reason: string;
}

/** The stack's settings (`config:` in Pulumi.yaml says what each means), read but not yet looked up in the directory. */
export interface Settings {
  resourceGroupName: string;
  createResourceGroup: boolean;
  location: string;
  wandbApiKey: string;
  secretsOfficers: string[];
  teamMembers: string[];
  tags: Record<string, string>;
  /** Settings that are the component's arguments as they are. */
  args: Pick<
    WandbIntegrationArgs,
    | "accountName"
    | "customSubDomainName"
    | "vaultName"
    | "secretName"
    | "permissionModel"
    | "identityRole"
    | "skipLocationCheck"
    | "enablePurgeProtection"
    | "identityGrantScope"
    | "onSoftDeleted"
    | "diagnosticsWorkspaceId"
    | "deleteLock"
    | "account"
    | "vault"
    | "secret"
  >;
}

/** Turns a setting's text into its value; the engine has checked the types that Pulumi.yaml declares. */
type Parse = (text: string) => unknown;

const text: Parse = (value) => (value === "" ? undefined : value);
const flag: Parse = (value) => (value === "" ? undefined : value === "true");
const number: Parse = (value) => (value === "" ? undefined : Number(value));
const list: Parse = (value) => (value === "" ? [] : (JSON.parse(value) as string[]));

/** Every setting there is, and how its text is read. */
const settings: Record<string, Parse> = {
  wandbApiKey: (value) => value,
  location: text,
  skipLocationCheck: flag,
  resourceGroupName: text,
  createResourceGroup: flag,
  accountName: text,
  customSubDomainName: text,
  vaultName: text,
  secretName: text,
  secretsOfficers: list,
  teamMembers: list,
  permissionModel: text,
  identityRole: text,
  enablePurgeProtection: flag,
  identityGrantScope: text,
  onSoftDeleted: text,
  disableLocalAuth: flag,
  softDeleteRetentionInDays: number,
  secretExpiresOn: text,
  diagnosticsWorkspaceId: text,
  deleteLock: flag,
  tags: list,
};

/**
 * Reads the settings of a stack.
 * @param project Name of the project: the settings' namespace.
 * @param stack Name of the stack, which names the resource group where no setting does.
 * @param config The whole configuration, as the engine hands it over: full keys, plain texts.
 */
export function readSettings(
  project: string,
  stack: string,
  config: Readonly<Record<string, string>>,
): { settings: Settings; problems: Problem[] } {
  const problems = unknownSettings(project, config);
  // The types are those of the table above.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const read: Record<string, any> = {};
  for (const [name, parse] of Object.entries(settings)) {
    read[name] = parse(config[`${project}:${name}`] ?? "");
  }
  const tags = readTags(read.tags, problems);
  return {
    problems,
    settings: {
      resourceGroupName: read.resourceGroupName ?? `rg-openai-wandb-${stack}`,
      createResourceGroup: read.createResourceGroup ?? true,
      location: read.location ?? "swedencentral",
      wandbApiKey: read.wandbApiKey,
      secretsOfficers: read.secretsOfficers,
      teamMembers: read.teamMembers,
      tags: { "managed-by": "pulumi", stack, ...tags },
      args: {
        accountName: read.accountName,
        customSubDomainName: read.customSubDomainName,
        vaultName: read.vaultName,
        secretName: read.secretName,
        permissionModel: read.permissionModel,
        identityRole: read.identityRole,
        skipLocationCheck: read.skipLocationCheck,
        enablePurgeProtection: read.enablePurgeProtection,
        identityGrantScope: read.identityGrantScope,
        onSoftDeleted: read.onSoftDeleted,
        diagnosticsWorkspaceId: read.diagnosticsWorkspaceId,
        deleteLock: read.deleteLock,
        account: { disableLocalAuth: read.disableLocalAuth },
        vault: { softDeleteRetentionInDays: read.softDeleteRetentionInDays },
        secret: { expiresOn: read.secretExpiresOn },
      },
    },
  };
}

/** Settings whose argument has another name. */
const settingsOfArguments: Record<string, string> = {
  "account.disableLocalAuth": "disableLocalAuth",
  "vault.softDeleteRetentionInDays": "softDeleteRetentionInDays",
  "secret.expiresOn": "secretExpiresOn",
};

/** The setting that an argument comes from. */
export const settingOf = (propertyPath: string): string => settingsOfArguments[propertyPath] ?? propertyPath;

function unknownSettings(project: string, config: Readonly<Record<string, string>>): Problem[] {
  return Object.keys(config)
    .filter((key) => key.startsWith(`${project}:`))
    .map((key) => key.slice(project.length + 1))
    .filter((name) => !(name in settings))
    .map((name) => ({
      setting: name,
      reason:
        `is not a setting of this project: remove it (pulumi config rm ${name}), or use one of ` +
        Object.keys(settings).join(", "),
    }));
}

function readTags(tags: string[], problems: Problem[]): Record<string, string> {
  const read: Record<string, string> = {};
  tags.forEach((tag, index) => {
    const [, name, value] = /^([^=]+)=(.*)$/.exec(tag) ?? [];
    if (name === undefined || value === undefined) {
      problems.push({ setting: `tags[${index}]`, reason: `is "${tag}": write it as name=value` });
    } else {
      read[name] = value;
    }
  });
  return read;
}

/** One error for all problems. Pulumi prints its message without a stack trace. */
export function settingsError(problems: readonly Problem[]): pulumi.RunError {
  const count = problems.length === 1 ? "One setting is" : `${problems.length} settings are`;
  const lines = problems.map(({ setting, reason }) => `  - ${setting} ${reason}`);
  return new pulumi.RunError(`${count} wrong; nothing was deployed:\n${lines.join("\n")}`);
}
