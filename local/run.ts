/** `npm run local -- COMMAND…`: runs a command as if Azure were this machine, and ends with its exit code. */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import { constants } from "node:os";
import * as path from "node:path";
import { findEngine } from "./engine/locate";
import { defaultStateDirectory, projectDirectory, pulumiEnvironment } from "./session/environment";
import { joinSession } from "./session/join";
import { ensureLocalStack } from "./session/localStack";

const help = `Runs a command as if Azure were this machine.

  npm run local -- COMMAND [ARGUMENTS…]
  npm run local -- --state DIRECTORY COMMAND [ARGUMENTS…]

It starts the local Azure and the stand-in Pulumi providers (or joins those that run already), sets the environment that
Azure clients and Pulumi read, runs the command and passes its exit code on. State is kept in .local/ or in DIRECTORY.

Examples
  npm run local -- pulumi preview
  npm run local -- pulumi up --yes
  npm run local -- az keyvault secret list --vault-name NAME
  npm run local -- env | grep AZURE_
`;

async function main(args: string[]): Promise<number> {
  let stateDirectory = defaultStateDirectory;
  if (args[0] === "--state") {
    if (!args[1]) {
      return refuse("--state: name a directory after it");
    }
    stateDirectory = path.resolve(args[1]);
    if (fs.statSync(stateDirectory, { throwIfNoEntry: false })?.isDirectory() === false) {
      return refuse(`--state ${args[1]}: is a file, and a directory is needed`);
    }
    args = args.slice(2);
  }
  const [command, ...rest] = args;
  if (command === undefined || command === "--help" || command === "-h") {
    console.log(help);
    return command === undefined ? 2 : 0;
  }
  if (command.startsWith("-")) {
    return refuse(`${command}: there is no such option, and the command comes after --state DIRECTORY`);
  }
  const engine = findEngine(process.env);
  if (!engine) {
    console.error(
      "No Pulumi CLI was found. Run `node local/engine/setup.js`, which gets one or says what to install.",
    );
    return 1;
  }
  const session = await joinSession(stateDirectory);
  try {
    const environment = {
      ...process.env,
      ...session.environment,
      ...pulumiEnvironment(stateDirectory, engine),
    };
    if (path.basename(command) === "pulumi" && (await ensureLocalStack(projectDirectory, environment))) {
      console.error("Made the stack “local”, with a W&B key that is made up.");
    }
    return await runCommand(command, rest, environment);
  } finally {
    session.close();
  }
}

/** Says what is wrong with the command line. */
function refuse(reason: string): number {
  console.error(`${reason}. Run with --help for examples.`);
  return 2;
}

function runCommand(command: string, args: string[], environment: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: "inherit", env: environment });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      // A terminal's Ctrl-C has reached the command already; what was sent to this process alone is passed on.
      process.on(signal, () => (signal === "SIGINT" && process.stdin.isTTY ? undefined : child.kill(signal)));
    }
    child.on("error", (error: NodeJS.ErrnoException) => {
      const missing = error.code === "ENOENT";
      console.error(`${command}: ${missing ? "command not found" : `it cannot be run (${error.code})`}`);
      resolve(missing ? 127 : 126);
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
