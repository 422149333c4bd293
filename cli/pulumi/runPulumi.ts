import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { firstLine, UserError } from "../errors";
import { whileWaiting } from "../waiting";

/** The largest output of the Pulumi CLI that is read, in bytes. */
const maxOutputBytes = 512 * 1024 * 1024;

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
    throw new UserError(`Pulumi cannot ${purpose}: ${firstLine(stderr.replace(/^error: /, "").trim())}`);
  }
}

/** Returns the arguments that select a stack; none for the selected stack. */
export const stackArguments = (stack: string | undefined): string[] => (stack ? ["--stack", stack] : []);

/** Returns a stack's state as JSON, with its secrets encrypted. */
export const exportState = (stack: string | undefined): Promise<string> =>
  runPulumi(["stack", "export", ...stackArguments(stack)]);

/** Returns all updates of a stack as JSON, newest first. Without a page size, Pulumi prints the last ten. */
export const updateHistory = (stack: string | undefined): Promise<string> =>
  runPulumi(["stack", "history", "--json", "--page-size", "0", ...stackArguments(stack)], "read the history");
