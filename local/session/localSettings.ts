/**
 * The file of the local stack's settings. Its passphrase is public, so that the file outlives `.local/`: it protects a generated key,
 * and nothing else.
 */
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { localStack } from "./environment";
import { isGeneratedKey } from "./generatedKey";

const run = promisify(execFile);

/** @param directory The project's folder. */
export const settingsFile = (directory: string): string => path.join(directory, `Pulumi.${localStack}.yaml`);

/** Lets no other user read the settings. Pulumi creates the file for all, and keeps the permissions of an existing one. */
export function protectSettings(directory: string): void {
  try {
    fs.chmodSync(settingsFile(directory), 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      throw error;
    }
  }
}

/** The text of the settings; undefined where the local stack has none. */
export function readSettings(directory: string): string | undefined {
  try {
    return fs.readFileSync(settingsFile(directory), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

/**
 * Returns a warning where a command has changed the settings, and their key is not a generated one.
 * @param before The text of the settings before the command.
 */
export async function keyWarning(
  directory: string,
  environment: NodeJS.ProcessEnv,
  before: string | undefined,
): Promise<string | undefined> {
  if (readSettings(directory) === before) {
    return undefined;
  }
  const args = ["config", "get", "wandbApiKey", "--stack", localStack];
  const found = await run("pulumi", args, { cwd: directory, env: environment }).catch(() => undefined);
  const key = found?.stdout.trim();
  return key === undefined || isGeneratedKey(key)
    ? undefined
    : `Warning: the W&B API key of the stack “${localStack}” is not a generated one. Pulumi.${localStack}.yaml and the stack's state ` +
        "encrypt it with a passphrase that is public. If it is a key of W&B, remove it from the settings " +
        "and replace it at https://wandb.ai/settings or https://forge.coreweave.com/settings.";
}
