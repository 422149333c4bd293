import type { WandbIntegrationArgs } from "../components/index";
import { misplacedSettings } from "./namespaces";
import type { Problem } from "./problem";
import { formerSettings, settings, settingsTable } from "./settingsTable";
import type { Setting, SettingName, Settings } from "./settingsTable";
import { readStored, shapeOfSetting } from "./storedValues";
import { maxTags, readTags } from "./tags";

/** The settings of a stack: as they are, and as the component's arguments. */
export interface StackSettings {
  settings: Settings & { resourceGroupName: string; createResourceGroup: boolean; location: string };
  /** Tags of all resources, those of the stack itself among them. */
  tags: Record<string, string>;
  /** What the name of the stack decides, as inputs of the resource group: no setting does. */
  namedByStack: string[];
  /** Arguments that are settings as they are; principals are not looked up yet. */
  args: Partial<WandbIntegrationArgs>;
  problems: Problem[];
}

/**
 * Reads the settings of a stack.
 * @param project Name of the project: the settings' namespace.
 * @param stack Name of the stack, which names the resource group where no setting does.
 * @param config The whole configuration, as the engine passes it on: full keys, plain texts.
 */
export function readSettings(
  project: string,
  stack: string,
  config: Readonly<Record<string, string>>,
): StackSettings {
  const problems = [...unknownSettings(project, config), ...misplacedSettings(project, config)];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of settings) {
    values[name] = parse(name, setting, config[`${project}:${name}`] ?? "", problems);
  }
  const read = values as Settings;
  const ownTags = readTags("tags", read.tags, problems);
  const tags = { "managed-by": "pulumi", stack, ...ownTags };
  if (Object.keys(tags).length > maxTags) {
    problems.push({
      setting: "tags",
      reason: `has too many entries: an Azure secret has at most ${maxTags} tags, and the stack itself sets managed-by and stack`,
    });
  }
  return {
    problems,
    tags,
    namedByStack: [
      ...(read.resourceGroupName === undefined ? ["resourceGroupName"] : []),
      ...(ownTags.stack === undefined ? ["tags.stack"] : []),
    ],
    settings: {
      ...read,
      resourceGroupName: read.resourceGroupName ?? `rg-openai-wandb-${stack}`,
      createResourceGroup: read.createResourceGroup ?? true,
      location: read.location ?? "swedencentral",
    },
    args: argumentsOf(read, problems),
  };
}

function parse(name: string, setting: Setting<unknown>, given: string, problems: Problem[]): unknown {
  if (!("parse" in setting)) {
    const shape = shapeOfSetting(setting.argument, setting.items);
    return readStored(given, shape, (path, reason) => {
      problems.push({ setting: `${name}${path}`, reason: reason.replace("NAME", name) });
      return undefined;
    });
  }
  const { format, parse: read } = setting;
  if (format?.valid.test(given) === false) {
    problems.push({ setting: name, reason: `is "${given}": ${format.remedy}` });
    return undefined;
  }
  return read(given);
}

/** The component's arguments that are settings. A setting at its default is left to the component. */
function argumentsOf(read: Settings, problems: Problem[]): Partial<WandbIntegrationArgs> {
  const args: Record<string, unknown> = {};
  for (const [name, setting] of settings) {
    const { argument } = setting;
    const byDefault = "default" in setting ? setting.default : undefined;
    const value: unknown = read[name];
    const isEmpty =
      value === undefined || value === byDefault || (Array.isArray(value) && value.length === 0);
    if (argument !== undefined && !isEmpty) {
      setPath(
        args,
        argument.split("."),
        argument.endsWith(".tags") ? readTags(name, value as string[], problems) : value,
      );
    }
  }
  return args;
}

function setPath(target: Record<string, unknown>, [name = "", ...rest]: string[], value: unknown): void {
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  target[name] ??= {};
  setPath(target[name] as Record<string, unknown>, rest, value);
}

function unknownSettings(project: string, config: Readonly<Record<string, string>>): Problem[] {
  return Object.keys(config)
    .filter((key) => key.startsWith(`${project}:`))
    .map((key) => key.slice(project.length + 1))
    .filter((name) => !Object.hasOwn(settingsTable, name))
    .map((name) => ({
      setting: name,
      reason: unknownSetting(name, (other) => isSet(other, config[`${project}:${other}`])),
    }));
}

/** Whether a setting has a value of its own: the engine passes on the defaults of Pulumi.yaml too. */
function isSet(name: SettingName, value = ""): boolean {
  const setting: Setting<unknown> = settingsTable[name];
  return !["", "[]", "default" in setting ? setting.default : ""].includes(value);
}

function unknownSetting(name: string, isSetToo: (name: SettingName) => boolean): string {
  const now = Object.hasOwn(formerSettings, name) ? formerSettings[name] : undefined;
  if (now === undefined) {
    return (
      `is not a setting of this project: remove it (pulumi config rm ${name}), or use one of ` +
      Object.keys(settingsTable).join(", ")
    );
  }
  return (
    `is called ${now} since 0.2.0` +
    (isSetToo(now)
      ? `, which is set too: move to ${now} what is missing there, and remove ${name} (pulumi config rm ${name})`
      : ": rename it in the stack's file")
  );
}
