import * as path from "node:path";
import type { FileSystem } from "./fileSystem";

/** Writes all bytes: a disk that is almost full writes some of them, and fails at the next call. */
export async function writeWhole(files: FileSystem, descriptor: number, bytes: Buffer): Promise<void> {
  for (let rest = bytes; rest.length > 0;) {
    rest = rest.subarray(requireProgress(await files.write(descriptor, rest)));
  }
}

function writeWholeSync(files: FileSystem, descriptor: number, bytes: Buffer): void {
  for (let rest = bytes; rest.length > 0;) {
    rest = rest.subarray(requireProgress(files.writeSync(descriptor, rest)));
  }
}

function requireProgress(written: number): number {
  if (written <= 0) {
    throw Object.assign(new Error("no bytes were written"), { code: "EIO" });
  }
  return written;
}

/**
 * Replaces a file by new content. A failure or a crash leaves the old file as it was.
 * @returns The number of bytes.
 */
export function replaceFile(files: FileSystem, file: string, chunks: Iterable<Buffer>): number {
  const fresh = `${file}.new`;
  let size = 0;
  try {
    // An interrupted run may have left one, with another mode.
    files.remove(fresh);
    const descriptor = files.open(fresh, "w");
    try {
      for (const chunk of chunks) {
        writeWholeSync(files, descriptor, chunk);
        size += chunk.length;
      }
      files.syncSync(descriptor);
    } finally {
      files.close(descriptor);
    }
    files.rename(fresh, file);
  } catch (error) {
    discard(files, fresh);
    throw error;
  }
  syncDirectory(files, path.dirname(file));
  return size;
}

/** Makes new names in a directory durable. */
export function syncDirectory(files: FileSystem, directory: string): void {
  const descriptor = files.open(directory, "r");
  try {
    files.syncSync(descriptor);
  } finally {
    files.close(descriptor);
  }
}

/** Removes an unfinished file where that is possible. The error that left it unfinished is the one to report. */
export function discard(files: FileSystem, file: string): void {
  try {
    files.remove(file);
  } catch {
    // The next write of the file replaces it.
  }
}
