import { AzureError } from "../error";

/** What happened by the operating system's code, and what to do. */
const causes = new Map<string, readonly [cause: string, remedy: string]>([
  ["ENOSPC", ["no space is left on the disk", "Free some space"]],
  ["EDQUOT", ["the disk quota is used up", "Free some space"]],
  [
    "EFBIG",
    ["the file is larger than the file system or the limit of the process allows", "Raise the limit"],
  ],
  ["EIO", ["the disk reported an error", "Check the disk"]],
  ["EACCES", ["the permission is missing", "Give your user the permission to read and write it"]],
  ["EPERM", ["the permission is missing", "Give your user the permission to read and write it"]],
  ["EROFS", ["the file system is read-only", "Make it writable"]],
  ["EISDIR", ["it is a folder", "Remove the folder"]],
  ["EMFILE", ["too many files are open", "Close some, or raise the limit"]],
  ["ENFILE", ["too many files are open", "Close some, or raise the limit"]],
]);

/** "Insufficient Storage". */
export const storageErrorStatus = 507;

/**
 * A file of the local Azure that cannot be read or written. As a response it has the status 507. A change that cannot be written is
 * kept in memory, and written before the next request is served.
 */
export class StorageError extends AzureError {
  constructor(message: string) {
    super(storageErrorStatus, "InsufficientStorage", message);
  }

  static reading(file: string, cause: unknown): StorageError {
    return new StorageError(describe("read", file, cause));
  }

  static writing(file: string, cause: unknown): StorageError {
    return new StorageError(describe("write", file, cause));
  }
}

function describe(operation: "read" | "write", file: string, error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const [cause, remedy] = causes.get(code) ?? [message, "Check the file and its disk"];
  const reason = code === "" || !causes.has(code) ? cause : `${cause} (${code})`;
  return `The local Azure cannot ${operation} ${file}: ${reason}. ${remedy}, then repeat what failed. Nothing that was confirmed is lost.`;
}

/** A journal with damaged lines before valid ones, which no crash leaves. */
export class DamagedFileError extends Error {
  constructor(file: string, line: number) {
    super(
      `Line ${line} of ${file} is damaged, and the lines after it are not. Restore the file from a backup, or remove it to start with an empty local Azure.`,
    );
  }
}

export const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "ENOENT";
