/** `npm run local -- COMMAND…`: runs a command on the local Azure, and ends with its exit code. */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import { constants } from "node:os";
import * as path from "node:path";
import { requireEngine } from "./engine/locate";
import { defaultStateDirectory, projectDirectory, pulumiEnvironment } from "./session/environment";
import { joinSession } from "./session/join";
import { ensureLocalStack } from "./session/localStack";

const help = `Runs a command on the local Azure.

  npm run local -- COMMAND [ARGUMENTS…]
  npm run local -- --state DIRECTORY COMMAND [ARGUMENTS…]

Starts the local Azure and the emulated Pulumi providers, or joins those that run already, sets the environment variables
that Azure clients and Pulumi read, runs the command and returns its exit code. State is kept in .local/ or in DIRECTORY.

Examples
  npm run local -- pulumi preview
  npm run local -- pulumi up --yes
  npm run local -- az keyvault secret list --vault-name NAME
  npm run local -- env | grep AZURE_
`;

/** A command line, or what is wrong with it. */
type CommandLine = { stateDirectory: string; command: string[] } | { problem: string };

function parseCommandLine(args: string[]): CommandLine {
  const [option, directory, ...rest] = args;
  if (option !== "--state") {
    return { stateDirectory: defaultStateDirectory, command: args };
  }
  if (!directory) {
    return { problem: "--state requires a directory" };
  }
  const stateDirectory = path.resolve(directory);
  if (fs.statSync(stateDirectory, { throwIfNoEntry: false })?.isDirectory() === false) {
    return { problem: `--state ${directory} is a file. Specify a directory` };
  }
  return { stateDirectory, command: rest };
}

async function main(args: string[]): Promise<number> {
  const commandLine = parseCommandLine(args);
  if ("problem" in commandLine) {
    return usageError(commandLine.problem);
  }
  const { stateDirectory } = commandLine;
  const [command, ...rest] = commandLine.command;
  if (command === undefined || command === "--help" || command === "-h") {
    console.log(help);
    return command === undefined ? 2 : 0;
  }
  if (command.startsWith("-")) {
    return usageError(`Unknown option ${command}. Specify the command after --state DIRECTORY`);
  }
  const engine = requireEngine(process.env);
  const session = await joinSession(stateDirectory);
  try {
    const environment = {
      ...process.env,
      ...session.environment,
      ...pulumiEnvironment(stateDirectory, engine),
    };
    if (path.basename(command) === "pulumi" && (await ensureLocalStack(projectDirectory, environment))) {
      console.error("Created the stack “local”, with a generated W&B API key.");
    }
    return await runCommand(command, rest, environment);
  } finally {
    session.close();
  }
}

/** Prints what is wrong with the command line. @returns The exit code. */
function usageError(problem: string): number {
  console.error(`${problem}. Run with --help for examples.`);
  return 2;
}

/** Runs a command to its end. @returns Its exit code, as a shell gives it. */
function runCommand(command: string, args: string[], environment: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: "inherit", env: environment });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      // A terminal sends Ctrl-C to the command as well; a signal to this process alone is passed on.
      process.on(signal, () => (signal === "SIGINT" && process.stdin.isTTY ? undefined : child.kill(signal)));
    }
    child.on("error", (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === "ENOENT";
      console.error(`${command}: ${isMissing ? "command not found" : `cannot be run (${error.code})`}`);
      resolve(isMissing ? 127 : 126);
    });
    child.on("exit", (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
