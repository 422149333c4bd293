/**
 * A training file, opened once. What is validated, and what is uploaded later, are reads of the same descriptor: a file that is
 * renamed over the path, or another target of a symbolic link, changes neither. What can be read only once (a pipe, `<(…)`,
 * standard input) is copied to a temporary file that has no name.
 */
import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { UserError } from "../errors";
import { bytesBetweenCollections, freeYoungBuffers } from "./youngMemory";

/** Azure OpenAI's limit. Its megabytes are decimal: an account's capability `MaxTrainingFileSize` is 512000000. */
export const megabyte = 1_000_000;
export const maxMegabytes = 512;

/** Larger chunks cost memory, since each is a buffer of its own. */
const chunkBytes = 256 * 1024;
/** The argument that stands for standard input. */
const standardInput = "-";
const standardInputDescriptor = 0;

export interface OpenFile {
  /** The path that the user specified, for messages. */
  path: string;
  /** The current size, in bytes. */
  size(): Promise<number>;
  /** Reads from the start, or from a position, to the current end, or as many bytes. Each chunk is a buffer of its own. */
  chunks(from?: number, bytes?: number): AsyncGenerator<Buffer>;
  close(): Promise<void>;
}

/** @param file Path of the file, or `-` for standard input. @throws UserError if it cannot be opened or copied. */
export async function openFile(file: string): Promise<OpenFile> {
  try {
    if (file === standardInput) {
      return opened(
        "standard input",
        await copyOnce(fs.createReadStream("", { fd: standardInputDescriptor })),
      );
    }
    const handle = await fs.promises.open(file);
    const stats = await handle.stat();
    if (stats.isFile()) {
      return opened(file, handle);
    }
    // Reading a folder fails with EISDIR. The stream closes the descriptor.
    return opened(file, await copyOnce(handle.createReadStream()));
  } catch (error) {
    throw toReadError(file, error);
  }
}

function opened(file: string, handle: fs.promises.FileHandle): OpenFile {
  return {
    path: file,
    size: async () => (await handle.stat()).size,
    async *chunks(from = 0, bytes = Infinity) {
      let unfreed = 0;
      for (let position = from; position < from + bytes;) {
        const wanted = Math.min(chunkBytes, from + bytes - position);
        const { bytesRead, buffer } = await handle
          .read(Buffer.allocUnsafe(wanted), 0, wanted, position)
          .catch((error: unknown) => {
            throw toReadError(file, error);
          });
        if (bytesRead === 0) {
          return;
        }
        position += bytesRead;
        unfreed += bytesRead;
        if (unfreed > bytesBetweenCollections) {
          unfreed = 0;
          freeYoungBuffers();
        }
        yield buffer.subarray(0, bytesRead);
      }
    },
    close: () => handle.close(),
  };
}

/** Copies a stream to a file that only this process can open. A stream that never ends is cut after the largest size that is valid. */
async function copyOnce(stream: fs.ReadStream): Promise<fs.promises.FileHandle> {
  const name = path.join(tmpdir(), `azure-openai-wandb-${randomUUID()}`);
  const copy = await fs.promises.open(name, "wx+", 0o600).catch(toCopyError);
  try {
    // Without a name, it vanishes with this process, even with one that is killed.
    await fs.promises.unlink(name);
    let bytes = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      await copy.appendFile(chunk).catch(toCopyError);
      bytes += chunk.length;
      if (bytes > maxMegabytes * megabyte) {
        break;
      }
    }
    return copy;
  } catch (error) {
    await copy.close();
    throw error;
  }
}

function toCopyError(error: unknown): never {
  const { code = "unknown error" } = error as NodeJS.ErrnoException;
  throw new UserError(
    `What is read once cannot be copied to ${tmpdir()} (${code}). Free space there, or set TMPDIR to another folder.`,
  );
}

function toReadError(file: string, error: unknown): UserError {
  if (error instanceof UserError) {
    return error;
  }
  const { code = "unknown error" } = error as NodeJS.ErrnoException;
  const messages: Record<string, string> = {
    ENOENT: `${file} does not exist. Check the path.`,
    EISDIR: `${file} is a folder. Specify a JSONL file.`,
  };
  return new UserError(
    messages[code] ?? `${file} cannot be read (${code}). Check the path and its permissions.`,
  );
}
