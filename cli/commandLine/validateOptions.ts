/** Rules of the options that several commands share, and of the variables that clients read. They are checked before a command starts. */
import * as fs from "node:fs";
import type { Command } from "commander";
import { UserError } from "../errors";
import { baseUrlProblem } from "../wandb/server";

interface Rule {
  valid: RegExp;
  /** Continues "--account X …". */
  problem: string;
  /** Finds what else can be wrong with a valid value. */
  further?: (value: string) => string | undefined;
}

/** Rules of options, by their names in the program. They only tell a name from a URL or an ID. */
const optionRules: Record<string, Rule> = {
  resourceGroup: {
    valid: /^[-\w.()]{1,90}$/u,
    problem: "is not a resource group's name. Specify the name without the ID.",
  },
  account: {
    valid: /^[a-z0-9][\w.-]{0,63}$/i,
    problem: "is not an account's name. Specify the name without the endpoint or the ID.",
  },
  vault: {
    valid: /^[a-z][a-z0-9-]{0,23}$/i,
    problem: "is not a vault's name. Specify the name without https:// and .vault.azure.net.",
  },
  secret: {
    valid: /^[a-z0-9-]{1,127}$/i,
    problem: "is not a secret's name. Use 1 to 127 letters, digits and hyphens.",
  },
  cwd: {
    valid: /./,
    problem: "",
    further: (folder) =>
      fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()
        ? undefined
        : "is not a folder. Specify the folder of a Pulumi project.",
  },
  after: {
    valid: /^ftevent-[\w-]+$/,
    problem: "is not an event's ID. Specify an ID that starts with ftevent-.",
  },
};

/** Rules of variables, in upper and lower case. */
const variableRules: Record<string, Rule> = {
  HTTPS_PROXY: {
    valid: /^https?:\/\/[^/]/i,
    problem: "is not a URL. Set it to the proxy's URL, such as http://proxy.contoso.com:8080.",
  },
  WANDB_APP_URL: {
    valid: /^https?:\/\/[^/\s@]+[^\s@]*$/i,
    problem:
      "is not a URL. Set it to the URL of W&B's pages, such as https://wandb.contoso.com, or unset it.",
  },
  WANDB_BASE_URL: {
    // Requests to it have the API key. Without encryption, they must not leave this machine.
    valid: /^(https:\/\/[^/\s@]|http:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?(\/|$))[^@]*$/i,
    problem:
      "is not a URL that starts with https://, without a user name or a password. Set it to W&B's URL, such as https://api.wandb.ai.",
    further: baseUrlProblem,
  },
};

/** Ways to specify the deployment. They exclude each other. */
const exclusiveOptions = [
  ["stack", "integration", "cwd"],
  ["endpoint"],
  ["resourceGroup", "account", "vault", "secret"],
];

type Options = Record<string, unknown>;
/** Flags by the options' names in the program. */
type Flags = ReadonlyMap<string, string>;

/** @throws UserError with everything that is wrong with a command's options, arguments and variables. */
export function validateOptions(command: Command): void {
  const options = command.optsWithGlobals<Options>();
  const flags = flagsOf(command);
  const problems = [
    ...blankArguments(command),
    ...optionProblems(options, flags),
    ...formatProblems(command, options),
    ...(flags.has("subscription") ? invalidVariables(process.env) : []),
  ];
  if (problems.length > 0) {
    throw new UserError(problems);
  }
}

/** Returns what is wrong with options of the command line or of the library. @param flags Names of the options in messages. */
export const optionProblems = (options: Options, flags: Flags): string[] => [
  ...blankOptions(options, flags),
  ...invalidOptions(options, flags),
  ...contradictions(options, flags),
];

/** Returns the flags of a command and of its parents. */
function flagsOf(command: Command): Flags {
  const inherited = command.parent ? [...flagsOf(command.parent)] : [];
  const own = command.options.map((option): [string, string] => [
    option.attributeName(),
    option.long ?? option.flags,
  ]);
  return new Map([...inherited, ...own]);
}

const isBlank = (value: unknown) => typeof value === "string" && value.trim() === "";

const blankArguments = (command: Command) =>
  command.registeredArguments
    .filter((_argument, index) => isBlank(command.args[index]))
    .map((argument) => `<${argument.name()}> is blank. Specify a value.`);

const blankOptions = (options: Options, flags: Flags) =>
  Object.entries(options)
    .filter(([, value]) => [value].flat().some(isBlank))
    .map(([name]) => `${flags.get(name)} is blank. Specify a value, or remove the option.`);

const invalidOptions = (options: Options, flags: Flags) =>
  Object.entries(optionRules).flatMap(([name, { valid, problem, further }]) => {
    const value = options[name];
    if (typeof value !== "string" || isBlank(value)) {
      return [];
    }
    const found = valid.test(value) ? further?.(value) : problem;
    return found === undefined ? [] : [`${flags.get(name)} ${value} ${found}`];
  });

function contradictions(options: Options, flags: Flags): string[] {
  const used = exclusiveOptions
    .map((names) => names.filter((name) => options[name] !== undefined))
    .filter((names) => names.length > 0);
  const usedFlags = used.flat().map((name) => flags.get(name));
  const problems =
    used.length > 1
      ? [
          `${usedFlags.join(", ")} cannot be combined. Specify only one of --stack, --endpoint, or --resource-group with --account.`,
        ]
      : [];
  if (options.secret !== undefined && options.vault === undefined) {
    problems.push("--secret requires the vault. Specify --resource-group, --account and --vault too.");
  }
  if (options.all !== undefined) {
    problems.push(...contradictionsOfAll(options, flags));
  }
  return problems;
}

/** `--all` is about the integrations of a stack. */
const contradictionsOfAll = (options: Options, flags: Flags): string[] =>
  ["integration", "endpoint", "resourceGroup", "account", "vault", "secret"]
    .filter((name) => options[name] !== undefined)
    .map((name) => `--all and ${flags.get(name)} cannot be combined. Remove one of them.`);

/** The options of a command are accepted after each of its subcommands, and not all of them have a result as Markdown. */
function formatProblems(command: Command, { json, markdown }: Options): string[] {
  if (markdown === undefined) {
    return [];
  }
  if (json !== undefined) {
    return ["--json and --markdown cannot be combined. Remove one of them."];
  }
  return command.options.some((option) => option.attributeName() === "markdown")
    ? []
    : [`${command.name()} has no result as Markdown. Remove --markdown.`];
}

/** Returns what is wrong with the variables of an environment. */
export const invalidVariables = (environment: NodeJS.ProcessEnv): string[] =>
  Object.entries(variableRules).flatMap(([name, { valid, problem, further }]) =>
    [name, name.toLowerCase()].flatMap((spelling) => {
      const value = environment[spelling];
      if (!value) {
        return [];
      }
      const found = valid.test(value) ? further?.(value) : problem;
      // Without the value: a URL can contain a password.
      return found === undefined ? [] : [`${spelling} ${found}`];
    }),
  );
