/** What a training file contained when it was validated, and the proof that the same bytes are uploaded. */
import { createHash } from "node:crypto";
import { UserError } from "../errors";
import type { OpenFile } from "./openFile";

export interface Content {
  bytes: number;
  /** SHA-256 of all bytes, in hexadecimal digits. */
  digest: string;
}

/** A file is not what was validated. */
export class FileChanged extends UserError {
  constructor(file: string) {
    super(`${file} changed while it was read. Run the command again when nothing writes to it.`, 1);
  }
}

/** Passes chunks on, and adds them to the content that `end` returns. */
export function contentRecorder() {
  const hash = createHash("sha256");
  let bytes = 0;
  return {
    async *record(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    end: (): Content => ({ bytes, digest: hash.digest("hex") }),
  };
}

/**
 * Reads a validated file again. The last chunk follows only if all chunks are what was validated. A request that sends them never
 * ends otherwise, and Azure has no file with other content, even if this process is killed.
 * @throws FileChanged
 */
export async function* readUnchanged(file: OpenFile, expected: Content): AsyncGenerator<Buffer> {
  const recorder = contentRecorder();
  let last: Buffer | undefined;
  let bytes = 0;
  for await (const chunk of recorder.record(file.chunks())) {
    bytes += chunk.length;
    if (bytes > expected.bytes) {
      throw new FileChanged(file.path);
    }
    if (last) {
      yield last;
    }
    last = chunk;
  }
  const { digest } = recorder.end();
  if (bytes !== expected.bytes || digest !== expected.digest) {
    throw new FileChanged(file.path);
  }
  if (last) {
    yield last;
  }
}

/** @throws FileChanged if a file was written to while it was read: what was read may be a part of it. */
export async function requireWhole(file: OpenFile, { bytes }: Content): Promise<void> {
  if ((await file.size()) !== bytes) {
    throw new FileChanged(file.path);
  }
}
