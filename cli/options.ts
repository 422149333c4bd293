/** Rules of what several commands are told, on the command line and by the environment: tables, looked at before a command begins. */
import type { Command } from "commander";
import { UserError } from "./failure";

interface Rule {
  valid: RegExp;
  remedy: string;
}

/** Rules of options, by the option's name in the program. Names: as much as tells one from an address or an id. */
const optionRules: Record<string, Rule> = {
  resourceGroup: { valid: /^[-\w.()]{1,90}$/u, remedy: "give its name alone, and no id" },
  account: {
    valid: /^[a-z0-9][\w.-]{0,63}$/i,
    remedy: "give its name alone, and neither its address nor its id",
  },
  vault: {
    valid: /^[a-z][a-z0-9-]{0,23}$/i,
    remedy: "give its name alone, without https:// and .vault.azure.net",
  },
  secret: {
    valid: /^[a-z0-9-]{1,127}$/i,
    remedy: "give its name alone, 1 to 127 letters, digits and hyphens",
  },
  after: { valid: /^ftevent-[\w-]+$/, remedy: "give the id of an event, ftevent-…" },
};

/** Rules of variables that the clients of Azure and W&B read, whatever the letters' case. */
const variableRules: Record<string, Rule> = {
  HTTPS_PROXY: {
    valid: /^https?:\/\/[^/]/i,
    remedy: "give the proxy's address, such as http://proxy.contoso.com:8080",
  },
  WANDB_BASE_URL: { valid: /^https?:\/\/[^/]/i, remedy: "give W&B's address, such as https://api.wandb.ai" },
};

/** Ways to say which deployment is meant; only one can be taken. */
const ways = [["stack"], ["endpoint"], ["resourceGroup", "account", "vault", "secret"]];

/** @throws UserError with everything that is wrong with the options and arguments of a command, each by its name. */
export function checkCommandLine(command: Command): void {
  const given = command.optsWithGlobals<Record<string, unknown>>();
  const flags = flagsOf(command);
  const problems = [
    ...command.registeredArguments.flatMap((argument, index) =>
      isBlank(command.args[index]) ? [`<${argument.name()}> is blank: what is meant?`] : [],
    ),
    ...Object.entries(given)
      .filter(([, value]) => [value].flat().some(isBlank))
      .map(([name]) => `${flags.get(name)} is blank: give it a value, or leave it out`),
    ...Object.entries(optionRules).flatMap(([name, { valid, remedy }]) => {
      const value = given[name];
      return typeof value !== "string" || isBlank(value) || valid.test(value)
        ? []
        : [`${flags.get(name)} ${value}: ${remedy}`];
    }),
    ...contradictions(given, flags),
    ...(flags.has("subscription") ? variableProblems() : []),
  ];
  if (problems.length > 0) {
    throw new UserError(problems.join("\n"));
  }
}

const isBlank = (value: unknown) => typeof value === "string" && value.trim() === "";

/** How options are written, by their names in the program: a command's own and those of the command above it. */
function flagsOf(command: Command): Map<string, string> {
  const above = command.parent ? [...flagsOf(command.parent)] : [];
  return new Map([
    ...above,
    ...command.options.map((option): [string, string] => [option.attributeName(), option.long!]),
  ]);
}

function contradictions(given: Record<string, unknown>, flags: Map<string, string>): string[] {
  const used = ways
    .map((names) => names.filter((name) => given[name] !== undefined).map((name) => flags.get(name)!))
    .filter((names) => names.length > 0);
  const problems =
    used.length > 1
      ? [`${used.flat().join(", ")}: say in one way alone which deployment is meant, and leave out the rest`]
      : [];
  if (given.secret !== undefined && given.vault === undefined) {
    problems.push("--secret: give --resource-group, --account and --vault too");
  }
  return problems;
}

function variableProblems(): string[] {
  return Object.entries(variableRules).flatMap(([name, { valid, remedy }]) =>
    [...new Set([name, name.toLowerCase()])].flatMap((spelling) => {
      const value = process.env[spelling];
      // Not repeated: an address may have a password in it.
      return !value || valid.test(value) ? [] : [`${spelling}: ${remedy}`];
    }),
  );
}
