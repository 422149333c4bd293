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

/**
 * Returns the names that options specify or, where they do not, what W&B's own client would use; everything that is wrong with them; and
 * what specifies each.
 */
export function specifiedNames(
  { project, entity, name, tag }: WandbNames,
  environment: NodeJS.ProcessEnv = process.env,
  settings: WandbSettings = readWandbSettings(environment),
): { names: WandbNames; problems: string[]; nameOf: (option: string) => string } {
  const find = (option: keyof typeof variables, value: string | undefined) => {
    const sources = [
      { source: `--${option}`, value },
      { source: variables[option], value: environment[variables[option]]?.trim() },
      { source: `${option} in W&B's settings file:`, value: settings[option] },
    ];
    return sources.find((one) => one.value) ?? { source: `--${option}`, value: undefined };
  };
  const found = { project: find("project", project), entity: find("entity", entity) };
  const names = { project: found.project.value, entity: found.entity.value, name, tag };
  const nameOf = (option: string) =>
    option === "project" || option === "entity" ? found[option].source : `--${option}`;
  return { names, problems: wandbNameProblems(names, nameOf), nameOf };
}
