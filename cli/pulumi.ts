import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { UserError } from "./failure";

/** Runs the Pulumi CLI and returns what it printed. @throws UserError with its own words. */
export async function pulumi(args: string[], doing = "read the stack"): Promise<string> {
  try {
    return (await promisify(execFile)("pulumi", args, { maxBuffer: 512 * 1024 * 1024 })).stdout;
  } catch (error) {
    const { code, stderr } = error as { code?: string | number; stderr?: string };
    if (code === "ENOENT") {
      throw new UserError(
        "The Pulumi CLI is not on PATH: run through `npx`, or name the resources with --resource-group, --account and --vault.",
      );
    }
    throw new UserError(
      `Pulumi cannot ${doing}: ${
        (stderr ?? "")
          .replace(/^error: /, "")
          .trim()
          .split("\n")[0]
      }`,
    );
  }
}
