/**
 * Writes a stack's state as a whole. Pulumi has no command that reads, changes and writes a state under one lock: `stack import` locks the
 * stack only while it writes, and compares nothing (CLI 3.250: the `ImportDeployment` of its backends). So the state is read again
 * immediately before, and the history of updates immediately after.
 */
import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { documentationUrl } from "../documentationUrl";
import { UserError } from "../errors";
import { shellQuoted } from "../shellQuoted";
import { stateDirectory } from "../stateDirectory";
import { exportState, runPulumi, stackArguments, stackVariables, updateHistory } from "./runPulumi";
import type { StackChoice } from "./runPulumi";

/** A state that was replaced. */
export interface Backup {
  file: string;
  /** Restores it. */
  command: string;
}

export interface StateWriter {
  /**
   * @param before The state that was read.
   * @param after What it becomes.
   * @throws UserError if the state is locked or was written meanwhile.
   */
  write(before: string, after: string): Promise<void>;
}

/** @param onBackup Called before each write, when the replaced state is on disk. */
export function stateWriter(stack: StackChoice, onBackup: (backup: Backup) => void): StateWriter {
  return {
    async write(before, after) {
      const backup = writeBackup(before, stack);
      // The state is the later one of the two reads, so that what ends between them is in it.
      const updates = deploymentsIn(await updateHistory(stack));
      if ((await exportState(stack)) !== before) {
        fs.rmSync(backup.file, { force: true });
        throw new UserError(
          "The stack's state changed after it was read: another deployment is running or has ended. This change was not written. When no deployment is running, run the command again.",
        );
      }
      onBackup(backup);
      await importState(after, stack);
      if (deploymentsIn(await updateHistory(stack)) !== updates) {
        throw new UserError(
          `Another deployment ended at the moment in which the state was written, and the state may lack what it changed. Restore its state from the backend's own history before you run pulumi up: see ${documentationUrl("how-to/recover#restore-the-state")}. The state before both is in ${backup.file}.`,
        );
      }
    },
  };
}

/** Tells histories apart by what deployed. Pulumi Cloud has an entry for each import of a state, a storage backend has none. */
const deploymentsIn = (history: string): string =>
  (JSON.parse(history) as { kind: string; startTime: string }[])
    .filter(({ kind }) => kind !== "import")
    .map(({ kind, startTime }) => `${kind} ${startTime}`)
    .join();

/** Keeps a state, with its secrets encrypted, in a file that only this user can read. */
function writeBackup(state: string, stack: StackChoice): Backup {
  const directory = path.join(stateDirectory(), "backups");
  const time = new Date().toISOString().replace(/[:.]/g, "-");
  const file = path.join(directory, `${time}-${randomUUID().slice(0, 8)}.json`);
  try {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    fs.writeFileSync(file, state, { mode: 0o600, flag: "wx" });
  } catch (error) {
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    throw new UserError(
      `The backup of the state cannot be written to ${directory} (${code}), so the state was not changed. Set XDG_STATE_HOME to a folder that you can write to.`,
    );
  }
  const command = [
    "npx pulumi stack import --file",
    shellQuoted(file),
    ...stackArguments(stack).map((word) => shellQuoted(word)),
  ].join(" ");
  return { file, command };
}

/** Imports a state through a file that only this user can read. */
async function importState(state: string, stack: StackChoice): Promise<void> {
  const directory = fs.mkdtempSync(path.join(tmpdir(), "azure-openai-wandb-"));
  const file = path.join(directory, "state.json");
  try {
    fs.writeFileSync(file, state, { mode: 0o600 });
    await runPulumi(
      ["stack", "import", "--file", file, ...stackArguments(stack)],
      "write the stack's state",
      stackVariables(stack),
    );
  } catch (error) {
    const { message } = error as Error;
    throw isLocked(message)
      ? new UserError([
          message,
          "  If the deployment that holds the lock was interrupted, run this command with --unlock.",
        ])
      : error;
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

/** What a storage backend, and Pulumi Cloud, return for a stack on which a deployment is running. */
const isLocked = (message: string) => /locked|currently in progress/.test(message);
