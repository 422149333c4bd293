import * as fs from "node:fs/promises";
import * as path from "node:path";
import { createHash, randomBytes } from "node:crypto";

/** Stores contents that are too large for the journal: training files, result files, files of runs. */
export interface Blobs {
  /** Resolves when the content is on disk. A crash leaves the old content or the new one. */
  put(name: string, content: Buffer): Promise<void>;
  get(name: string): Promise<Buffer | undefined>;
  delete(name: string): Promise<void>;
}

export function openBlobs(directory: string): Blobs {
  // Names come from clients, so the path has a digest instead.
  const pathOf = (name: string) => path.join(directory, createHash("sha256").update(name).digest("hex"));
  return {
    async put(name, content) {
      await fs.mkdir(directory, { recursive: true, mode: 0o700 });
      const fresh = `${pathOf(name)}.${randomBytes(4).toString("hex")}.new`;
      const file = await fs.open(fresh, "w", 0o600);
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      await fs.rename(fresh, pathOf(name));
    },
    async get(name) {
      return fs.readFile(pathOf(name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") {
          return undefined;
        }
        throw error;
      });
    },
    delete: (name) => fs.rm(pathOf(name), { force: true }),
  };
}
