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
/** Without quotes, YAML takes a date for one, and the engine hands it over as `2027-01-31 00:00:00 +0000 UTC`. */
const date: Parse = (value) =>
  text(value.replace(/^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d) \S+$/, "$1T$2$3:$4"));

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
  secretExpiresOn: date,
  diagnosticsWorkspaceId: text,
  deleteLock: flag,
  tags: list,
};

/** Settings that Pulumi.yaml declares as texts, so that they can be empty, although they are not: the engine lets any text by. */
const shapes: Record<string, { valid: RegExp; remedy: string }> = {
  enablePurgeProtection: { valid: /^(true|false|)$/, remedy: "write true, or leave it empty" },
  softDeleteRetentionInDays: { valid: /^\d*$/, remedy: "give 7 to 90 days, as a whole number" },
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
    const given = config[`${project}:${name}`] ?? "";
    const { valid, remedy } = shapes[name] ?? {};
    if (valid?.test(given) === false) {
      problems.push({ setting: name, reason: `is "${given}": ${remedy}` });
    }
    read[name] = parse(valid?.test(given) === false ? "" : given);
  }
  const tags = { "managed-by": "pulumi", stack, ...readTags(read.tags, problems) };
  if (Object.keys(tags).length > mostTags) {
    problems.push({
      setting: "tags",
      reason: `has too many entries: a secret of Azure takes ${mostTags} tags, and the stack sets managed-by and stack itself`,
    });
  }
  return {
    problems,
    settings: {
      resourceGroupName: read.resourceGroupName ?? `rg-openai-wandb-${stack}`,
      createResourceGroup: read.createResourceGroup ?? true,
      location: read.location ?? "swedencentral",
      wandbApiKey: read.wandbApiKey,
      secretsOfficers: read.secretsOfficers,
      teamMembers: read.teamMembers,
      tags,
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

/** The setting that an argument comes from; type and object id of a principal are parts of one text there. */
export const settingOf = (propertyPath: string): string =>
  settingsOfArguments[propertyPath] ??
  propertyPath.replace(/\.type$/, ": its type").replace(/\.objectId$/, ": its object id");

function unknownSettings(project: string, config: Readonly<Record<string, string>>): Problem[] {
  return Object.keys(config)
    .filter((key) => key.startsWith(`${project}:`))
    .map((key) => key.slice(project.length + 1))
    .filter((name) => !Object.hasOwn(settings, name))
    .map((name) => ({
      setting: name,
      reason:
        `is not a setting of this project: remove it (pulumi config rm ${name}), or use one of ` +
        Object.keys(settings).join(", "),
    }));
}

/** Azure's limit for the tags of a secret, the lowest of all that are tagged. */
const mostTags = 15;

/** Azure's rules of a tag: what it must not be, and what to do. */
const tagRules: readonly [wrong: (name: string, value: string) => boolean, remedy: string][] = [
  [(name) => name.trim() === "", "write it as name=value"],
  [(name) => /[<>%&\\?/]/.test(name), "leave < > % & \\ ? and / out of the name"],
  [
    (name) => /^(microsoft|azure|windows)/i.test(name),
    "Azure keeps names that begin so for itself: take another",
  ],
  [(name) => name.length > 512, "use at most 512 characters in the name"],
  [(_name, value) => value.length > 256, "use at most 256 characters in the value"],
];

function readTags(tags: string[], problems: Problem[]): Record<string, string> {
  const read: Record<string, string> = {};
  /** Where a name is, in lower case: Azure tells names apart by their letters alone. */
  const places = new Map<string, number>();
  tags.forEach((tag, index) => {
    const [, name = "", value = ""] = /^([^=]*)=(.*)$/s.exec(tag) ?? [];
    const remedy = tagRules.find(([wrong]) => wrong(name, value))?.[1];
    const first = places.get(name.toLowerCase());
    if (remedy !== undefined) {
      problems.push({ setting: `tags[${index}]`, reason: `is "${tag.slice(0, 80)}": ${remedy}` });
    } else if (first !== undefined) {
      problems.push({
        setting: `tags[${index}]`,
        reason: `is "${tag}", whose name tags[${first}] has: leave one of them out`,
      });
    } else {
      places.set(name.toLowerCase(), index);
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
