/** `npm run local -- COMMAND…`: runs a command on the local Azure, and ends with its exit code. */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import { constants } from "node:os";
import * as path from "node:path";
import { exitWithClosedOutput } from "../cli/closedOutput";
import { indentedLines, printError, printLines } from "../cli/output";
import { requireEngine } from "./engine/locate";
import { holdCommandLock } from "./session/commandLock";
import { control } from "./session/control";
import { defaultStateDirectory, projectDirectory, pulumiEnvironment } from "./session/environment";
import { hostEnded, joinSession } from "./session/join";
import { keyWarning, protectSettings, readSettings } from "./session/localSettings";
import { ensureLocalStack } from "./session/localStack";
import { commandEnvironment, splitAssignments } from "./session/ownSettings";
import type * as Providers from "./providers/server";
import { isSignInWay, signInWays, withVariables } from "./session/signIn";
import type { SignInWay } from "./session/signIn";

const help = `Runs a command on the local Azure.

  npm run local -- COMMAND [ARGUMENTS…]
  npm run local -- --state DIRECTORY COMMAND [ARGUMENTS…]
  npm run local -- --sign-in WAY COMMAND [ARGUMENTS…]

Starts the local Azure and the emulated Pulumi providers, or joins those that run already, sets the environment variables
that Azure clients and Pulumi read, runs the command and returns its exit code. State is kept in .local/ or in DIRECTORY.
The command and its providers sign in with a client secret, or by WAY: oidc, managed-identity, or azure-cli (an Azure CLI that you have
signed in). To sign in as another application of the local Azure, set ARM_CLIENT_ID and ARM_CLIENT_SECRET for the command.

Examples
  npm run local -- pulumi preview
  npm run local -- pulumi up --yes
  npm run local -- --sign-in oidc pulumi preview
  npm run local -- env ARM_CLIENT_ID=ID ARM_CLIENT_SECRET=SECRET pulumi preview
  npm run local -- az keyvault secret list --vault-name NAME
  npm run local -- env | grep AZURE_
`;

/** A command line, or what is wrong with it. */
type CommandLine =
  { stateDirectory: string; signInWay: SignInWay | undefined; command: string[] } | { problem: string };

function parseCommandLine(args: string[]): CommandLine {
  const options = new Map<string, string>();
  let command = args;
  while (command[0] === "--state" || command[0] === "--sign-in") {
    const [option, value = "", ...rest] = command;
    options.set(option, value);
    command = rest;
  }
  const signInWay = options.get("--sign-in");
  if (signInWay !== undefined && !isSignInWay(signInWay)) {
    return { problem: `--sign-in requires one of ${Object.keys(signInWays).join(", ")}` };
  }
  const directory = options.get("--state");
  if (directory === "") {
    return { problem: "--state requires a directory" };
  }
  const stateDirectory = directory === undefined ? defaultStateDirectory : path.resolve(directory);
  if (fs.statSync(stateDirectory, { throwIfNoEntry: false })?.isDirectory() === false) {
    return { problem: `--state ${directory} is a file. Specify a directory` };
  }
  return { stateDirectory, signInWay, command };
}

async function main(args: string[]): Promise<number> {
  const commandLine = parseCommandLine(args);
  if ("problem" in commandLine) {
    return usageError(commandLine.problem);
  }
  const { stateDirectory, signInWay } = commandLine;
  const [command] = commandLine.command;
  if (command === undefined || command === "--help" || command === "-h") {
    printLines(help.split("\n"));
    return command === undefined ? 2 : 0;
  }
  if (command.startsWith("-")) {
    return usageError(`Unknown option ${command}. Specify the command after --state DIRECTORY`);
  }
  const engine = requireEngine(process.env);
  const session = await joinSession(stateDirectory, { onHostEnd: () => hostEnded(stateDirectory) });
  try {
    const local = { ...session.environment, ...pulumiEnvironment(stateDirectory, engine) };
    const {
      assignments,
      command: [program = command, ...args],
    } = splitAssignments(commandLine.command);
    const { environment, hasOwnSignIn, overridden } = await commandEnvironment(
      process.env,
      local,
      assignments,
      isLocalApplication(session.environment),
    );
    if (hasOwnSignIn && signInWay) {
      return usageError(
        `--sign-in ${signInWay} cannot be combined with an application of your own. Remove one of them`,
      );
    }
    if (overridden.length > 0) {
      printError([
        `  On the local Azure, ${overridden.join(", ")} of your environment ${overridden.length > 1 ? "do" : "does"} not apply. ` +
          "To set a variable nevertheless: npm run local -- env NAME=VALUE COMMAND",
      ]);
    }
    const ownStack = {
      directory: projectDirectory,
      stateDirectory,
      environment: { ...process.env, ...local },
    };
    const isPulumi = path.basename(program) === "pulumi";
    if (isPulumi && (await ensureLocalStack(ownStack))) {
      printError(["Created the stack “local”, with a generated W&B API key."]);
    }
    const { descriptor } = await holdCommandLock(stateDirectory);
    const run = (own: NodeJS.ProcessEnv) =>
      isPulumi
        ? runPulumi(program, args, own, { stack: ownStack.environment, lock: descriptor })
        : runCommand(program, args, own, descriptor);
    if (signInWay) {
      return await withOwnProviders(await signedIn(signInWay, environment, stateDirectory), run);
    }
    return await (hasOwnSignIn ? withOwnProviders(environment, run) : run(environment));
  } finally {
    session.close();
  }
}

/** Tells whether the local directory has an application. */
const isLocalApplication =
  (environment: Record<string, string>) =>
  async (clientId: string): Promise<boolean> => {
    const route = `directory/applications/${encodeURIComponent(clientId)}`;
    return (await control(environment, route)).ok;
  };

async function signedIn(
  way: SignInWay,
  environment: NodeJS.ProcessEnv,
  directory: string,
): Promise<NodeJS.ProcessEnv> {
  return withVariables(environment, await signInWays[way]({ environment, directory }));
}

/** Runs with providers in this process, which sign in as the command does. Those of the session have the client secret. */
async function withOwnProviders<Result>(
  environment: NodeJS.ProcessEnv,
  run: (environment: NodeJS.ProcessEnv) => Promise<Result>,
): Promise<Result> {
  // Loaded here alone, since it takes half a second; import() does not resolve TypeScript files here.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { startProviders } = require("./providers/server") as typeof Providers;
  const providers = await startProviders({ environment, log: (line) => printError([line]) });
  try {
    return await run({ ...environment, PULUMI_DEBUG_PROVIDERS: providers.debugProviders });
  } finally {
    await providers.close();
  }
}

/** Prints what is wrong with the command line. @returns The exit code. */
function usageError(problem: string): number {
  printError([`${problem}. Run with --help for examples.`]);
  return 2;
}

/**
 * Runs a command of Pulumi, and guards the settings of the local stack that it may write.
 * @param options `stack`: the environment of that stack. `lock`: the lock that the command inherits.
 */
async function runPulumi(
  program: string,
  args: string[],
  environment: NodeJS.ProcessEnv,
  { stack, lock }: { stack: NodeJS.ProcessEnv; lock: number },
): Promise<number> {
  const before = readSettings(projectDirectory);
  const code = await runCommand(program, args, environment, lock);
  protectSettings(projectDirectory);
  const warning = await keyWarning(projectDirectory, stack, before);
  if (warning !== undefined) {
    printError([warning]);
  }
  return code;
}

/**
 * Runs a command to its end.
 * @param lock The lock that the command inherits.
 * @returns Its exit code, as a shell gives it.
 */
function runCommand(
  command: string,
  args: string[],
  environment: NodeJS.ProcessEnv,
  lock: number,
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["inherit", "inherit", "inherit", lock], env: environment });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      // A terminal sends Ctrl-C to the command as well; a signal to this process alone is passed on.
      process.on(signal, () => (signal === "SIGINT" && process.stdin.isTTY ? undefined : child.kill(signal)));
    }
    child.on("error", (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === "ENOENT";
      printError([`${command}: ${isMissing ? "command not found" : `cannot be run (${error.code})`}`]);
      resolve(isMissing ? 127 : 126);
    });
    child.on("exit", (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

exitWithClosedOutput();
main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: Error) => {
    printError(indentedLines(error.message));
    process.exitCode = 1;
  },
);
