/** W&B's rules for the names of runs and of where they are logged. */

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

/** Variables of W&B's own client, which are the defaults of options. */
const variables: Partial<Record<string, string>> = { project: "WANDB_PROJECT", entity: "WANDB_ENTITY" };

/** Returns the names that options specify or, where they do not, W&B's variables; and everything that is wrong with them. */
export function specifiedNames(
  { project, entity, name, tag }: WandbNames,
  environment: NodeJS.ProcessEnv = process.env,
): { names: WandbNames; problems: string[] } {
  const options: WandbNames = { project, entity, name, tag };
  const ofVariable = (option: "project" | "entity") =>
    environment[variables[option] ?? ""]?.trim() || undefined;
  const names = {
    ...options,
    project: project ?? ofVariable("project"),
    entity: entity ?? ofVariable("entity"),
  };
  const nameOf = (option: string) =>
    (options[option as keyof WandbNames] === undefined && variables[option]) || `--${option}`;
  return { names, problems: wandbNameProblems(names, nameOf) };
}
