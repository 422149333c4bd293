import { createHash, randomBytes } from "node:crypto";
import * as path from "node:path";
import { disk } from "./fileSystem";
import type { FileSystem } from "./fileSystem";
import { discard, syncDirectory, writeWhole } from "./replaceFile";
import { isMissing, StorageError } from "./storageError";

/** Stores contents that are too large for the journal: training files, result files, files of runs. */
export interface Blobs {
  /** Resolves when the content is on disk. A failure or a crash leaves the old content or the new one. @throws StorageError */
  put(name: string, content: Buffer): Promise<void>;
  get(name: string): Promise<Buffer | undefined>;
  delete(name: string): Promise<void>;
}

export function openBlobs(directory: string, files: FileSystem = disk): Blobs {
  // Names come from clients, so the path has a digest instead.
  const pathOf = (name: string) => path.join(directory, createHash("sha256").update(name).digest("hex"));
  return {
    async put(name, content) {
      const fresh = `${pathOf(name)}.${randomBytes(4).toString("hex")}.new`;
      try {
        files.makeDirectory(directory);
        const descriptor = files.open(fresh, "w");
        try {
          await writeWhole(files, descriptor, content);
          await files.sync(descriptor);
        } finally {
          files.close(descriptor);
        }
        files.rename(fresh, pathOf(name));
        syncDirectory(files, directory);
      } catch (error) {
        discard(files, fresh);
        throw StorageError.writing(pathOf(name), error);
      }
    },
    async get(name) {
      return files.readFile(pathOf(name)).catch((error: unknown) => {
        if (isMissing(error)) {
          return undefined;
        }
        throw StorageError.reading(pathOf(name), error);
      });
    },
    async delete(name) {
      try {
        files.remove(pathOf(name));
      } catch (error) {
        throw StorageError.writing(pathOf(name), error);
      }
    },
  };
}
