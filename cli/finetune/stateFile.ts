/**
 * Files of what the CLI remembers between its runs. Only a missing file means that nothing is remembered: without what it cannot read
 * or write, the CLI would create a job again.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { UserError } from "../errors";

/** Reads a file; undefined where there is none. @throws UserError where it cannot be read. */
export const readStateFile = (file: string): string | undefined =>
  attempt("read", file, () => existing(() => fs.readFileSync(file, "utf8")));

/** When a file was written, in milliseconds since the epoch; undefined where there is none. @throws UserError */
export const writtenAt = (file: string): number | undefined =>
  attempt("read", file, () => existing(() => fs.statSync(file).mtimeMs));

/** Writes a file. Whatever fails meanwhile leaves the old one or the new one. @throws UserError where it cannot be written. */
export function writeStateFile(file: string, text: string): void {
  const fresh = `${file}.${process.pid}.new`;
  attempt("write", file, () => {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    try {
      const descriptor = fs.openSync(fresh, "w", 0o600);
      try {
        fs.writeFileSync(descriptor, text);
        fs.fsyncSync(descriptor);
      } finally {
        fs.closeSync(descriptor);
      }
      fs.renameSync(fresh, file);
    } catch (error) {
      fs.rmSync(fresh, { force: true });
      throw error;
    }
  });
}

/**
 * Creates an empty file: of several processes one succeeds.
 * @returns Whether this one did.
 * @throws UserError where it cannot be written.
 */
export const createStateFile = (file: string): boolean =>
  attempt("write", file, () => {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    try {
      fs.closeSync(fs.openSync(file, "wx", 0o600));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") {
        return false;
      }
      throw error;
    }
  });

/** Removes a file, if there is one. @throws UserError where it cannot be removed. */
export const removeStateFile = (file: string): void =>
  attempt("remove", file, () => fs.rmSync(file, { force: true }));

/** Removes the files of a kind that were written long ago. */
export function forgetOldFiles(directory: string, extension: string, lifetimeMs: number): void {
  try {
    for (const name of fs.readdirSync(directory).filter((entry) => entry.endsWith(extension))) {
      const file = path.join(directory, name);
      const modified = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
      if (Date.now() - modified > lifetimeMs) {
        fs.rmSync(file, { force: true });
      }
    }
  } catch {
    // What is left over changes nothing, and the next call removes it.
  }
}

function existing<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

const reasons = new Map([
  ["ENOSPC", "no space is left on the disk"],
  ["EDQUOT", "the disk quota is used up"],
  ["EROFS", "the file system is read-only"],
  ["EACCES", "the permission is missing"],
  ["EPERM", "the permission is missing"],
  ["EIO", "the disk reported an error"],
  ["EISDIR", "it is a folder"],
  ["ENOTDIR", "one of its folders is a file"],
]);

function attempt<Result>(action: string, file: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    const reason = reasons.get(code) ?? message;
    throw new UserError(
      `The CLI cannot ${action} ${file}: ${reason} (${code}). It keeps there what protects you from creating a job twice. ` +
        "Correct that, or set XDG_STATE_HOME to another folder, then run the same command again.",
    );
  }
}
