/** The commands that the quickstart runs, in the environment of the local Azure. */
import * as path from "node:path";
import { requireEngine } from "../engine/locate";
import type { Lock } from "../engine/lock";
import { defaultStateDirectory, projectDirectory, pulumiEnvironment } from "../session/environment";
import type { Session } from "../session/join";
import { runCommand } from "./runCommand";

export interface Commands {
  /** Version of the Pulumi CLI. */
  pulumiVersion: string;
  environment: NodeJS.ProcessEnv;
  /** Runs Pulumi in the project. @param show Matches the lines that are shown. @returns Standard output. */
  pulumi(args: string[], show?: RegExp): Promise<string>;
  /** Runs a command of the CLI, such as `doctor`. */
  cli(args: string[], show?: RegExp): Promise<string>;
  /** Runs a program with Node and further environment variables. */
  node(args: string[], variables: Record<string, string>): Promise<string>;
}

/** @param lock Of the quickstart: its commands keep it where it is killed and they go on. */
export function commandsOn(session: Session, lock: Lock): Commands {
  const engine = requireEngine(process.env);
  const environment = {
    ...process.env,
    ...session.environment,
    ...pulumiEnvironment(defaultStateDirectory, engine),
  };
  const cwd = projectDirectory;
  const cliArgs = [path.join(projectDirectory, "cli/bin/azure-openai-wandb.js")];
  return {
    pulumiVersion: engine.version,
    environment,
    pulumi: (args, show) =>
      runCommand("pulumi", [...args, "--non-interactive"], { cwd, env: environment, show, lock }),
    cli: (args, show) =>
      runCommand(process.execPath, [...cliArgs, ...args], { cwd, env: environment, show, lock }),
    node: (args, variables) =>
      runCommand(process.execPath, args, { cwd, env: { ...environment, ...variables }, lock }),
  };
}
