/** W&B's rules for the names of runs and of where they are logged. */

import { readWandbSettings } from "./settingsFile";
import type { WandbSettings } from "./settingsFile";

/** Options of commands that log to W&B. */
export interface WandbNames {
  project?: string;
  entity?: string;
  name?: string;
  tag?: string[];
}

const rules: readonly { option: keyof WandbNames; valid: RegExp; problem: string }[] = [
  {
    option: "project",
    valid: /^[\w.-]{1,128}$/,
    problem: "is not a W&B project. Use 1 to 128 letters, digits, dots, hyphens and underscores.",
  },
  {
    option: "entity",
    valid: /^[\w-]{1,64}$/,
    problem: "is not a W&B entity. Use 1 to 64 letters, digits, hyphens and underscores.",
  },
  { option: "name", valid: /^.{1,128}$/, problem: "is not a W&B run name. Use 1 to 128 characters." },
  { option: "tag", valid: /^.{1,64}$/, problem: "is not a W&B tag. Use 1 to 64 characters." },
];

/** Returns everything that is wrong with the options, by option. */
export const wandbNameProblems = (
  names: WandbNames,
  nameOf = (option: string): string => `--${option}`,
): string[] =>
  rules.flatMap(({ option, valid, problem }) =>
    [names[option] ?? []]
      .flat()
      .filter((value) => !valid.test(value))
      .map((value) => `${nameOf(option)} ${value} ${problem}`),
  );

/** Variables of W&B's own client, which are the defaults of options; after them its settings files. */
const variables = { project: "WANDB_PROJECT", entity: "WANDB_ENTITY" } as const;

/** What specifies the entity and the project: an option, a variable or a settings file; the option where nothing does. */
function sourcesOf(
  options: WandbNames,
  environment: NodeJS.ProcessEnv,
  settings: WandbSettings,
): Record<keyof typeof variables, { source: string; value: string | undefined }> {
  const find = (option: keyof typeof variables) => {
    const sources = [
      { source: `--${option}`, value: options[option] },
      { source: variables[option], value: environment[variables[option]]?.trim() },
      { source: `${option} in W&B's settings file:`, value: settings[option] },
    ];
    return sources.find(({ value }) => value) ?? { source: `--${option}`, value: undefined };
  };
  return { project: find("project"), entity: find("entity") };
}

/** Returns what specifies a name, for messages. */
export function sourceOfName(
  option: string,
  options: WandbNames,
  environment: NodeJS.ProcessEnv = process.env,
  settings: WandbSettings = readWandbSettings(environment),
): string {
  return option === "project" || option === "entity"
    ? sourcesOf(options, environment, settings)[option].source
    : `--${option}`;
}

/**
 * Returns the names that options specify or, where they do not, what W&B's own client would use; and everything that is wrong with them.
 */
export function specifiedNames(
  options: WandbNames,
  environment: NodeJS.ProcessEnv = process.env,
  settings: WandbSettings = readWandbSettings(environment),
): { names: WandbNames; problems: string[] } {
  const { project, entity } = sourcesOf(options, environment, settings);
  const names = { project: project.value, entity: entity.value, name: options.name, tag: options.tag };
  const nameOf = (option: string) => sourceOfName(option, options, environment, settings);
  return { names, problems: wandbNameProblems(names, nameOf) };
}
