import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { callContext } from "../callContext";
import type { StackOptions } from "../deployment/stackOptions";
import { firstLine, UserError } from "../errors";
import { whileWaiting } from "../waiting";

/** The largest output of the Pulumi CLI that is read, in bytes. */
const maxOutputBytes = 512 * 1024 * 1024;

/** Pulumi's words where neither the folder nor one above it has a project: without a stack's name, and with one. */
const noProject = /no Pulumi\.yaml project file found|pass the fully qualified name/;
const otherWays =
  ". Run the command in the folder of a Pulumi program, specify the folder (--cwd), or specify the account by an option that --help lists.";

/**
 * Runs the Pulumi CLI.
 * @param purpose Completes "Pulumi cannot …" in the error message.
 * @param variables Environment variables besides those of this process.
 * @returns What the Pulumi CLI prints to its standard output.
 * @throws UserError with the first line of the Pulumi CLI's error.
 */
export async function runPulumi(
  args: string[],
  purpose = "read the stack",
  variables: Record<string, string> = {},
): Promise<string> {
  try {
    const env = { ...process.env, ...variables };
    const running = () => promisify(execFile)("pulumi", args, { maxBuffer: maxOutputBytes, env });
    return (await whileWaiting(`pulumi ${args.slice(0, 2).join(" ")} has been running`, running)).stdout;
  } catch (error) {
    const { code, stderr = "" } = error as { code?: string | number; stderr?: string };
    if (code === "ENOENT") {
      throw new UserError(
        "The Pulumi CLI is not on the PATH. Run the command through npx, or specify --resource-group, --account and --vault.",
      );
    }
    const reason = firstLine(stderr.replace(/^error: /, "").trim());
    throw new UserError(`Pulumi cannot ${purpose}: ${reason}${noProject.test(reason) ? otherWays : ""}`);
  }
}

/** A stack as commands specify it: by its options, or by its name alone. */
export type StackChoice = StackOptions | string | undefined;

const toOptions = (stack: StackChoice): StackOptions =>
  typeof stack === "object" ? stack : { ...(stack === undefined ? {} : { stack }) };

/** Returns the arguments that select a folder's project; none for the current folder. */
export function folderArguments(stack: StackChoice): string[] {
  const { cwd } = toOptions(stack);
  return cwd ? ["--cwd", cwd] : [];
}

/** Returns the arguments that select a stack; none for the selected stack of the current folder. */
export function stackArguments(choice: StackChoice): string[] {
  const { stack } = toOptions(choice);
  return [...(stack ? ["--stack", stack] : []), ...folderArguments(choice)];
}

/** Returns the variables with which the Pulumi CLI runs. */
export const stackVariables = (stack: StackChoice): Record<string, string> => toOptions(stack).envVars ?? {};

/** Returns a stack's state as JSON, with its secrets encrypted. */
export const exportState = (stack: StackChoice): Promise<string> =>
  runPulumi(["stack", "export", ...stackArguments(stack)], undefined, stackVariables(stack));

/**
 * Returns a stack's state as JSON, read once in a command: each read runs the Pulumi CLI, which takes half a second.
 * @param secrets `decrypted`: with its secrets in plain text, for this process's memory alone.
 */
export function readState(stack: StackChoice, secrets: "encrypted" | "decrypted"): Promise<string> {
  const { states } = callContext();
  const key = JSON.stringify([secrets, stackArguments(stack), stackVariables(stack)]);
  const read = states.get(key) ?? exportOnce(stack, secrets);
  states.set(key, read);
  return read;
}

const exportOnce = (stack: StackChoice, secrets: "encrypted" | "decrypted"): Promise<string> =>
  secrets === "encrypted"
    ? exportState(stack)
    : runPulumi(
        ["stack", "export", "--show-secrets", ...stackArguments(stack)],
        "decrypt the stack's secrets",
        stackVariables(stack),
      );

/** Returns all updates of a stack as JSON, newest first. Without a page size, Pulumi prints the last ten. */
export const updateHistory = (stack: StackChoice): Promise<string> =>
  runPulumi(
    ["stack", "history", "--json", "--page-size", "0", ...stackArguments(stack)],
    "read the history",
    stackVariables(stack),
  );
