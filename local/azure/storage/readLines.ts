import type { FileSystem } from "./fileSystem";

const chunkSize = 1024 * 1024;
const lineBreak = 0x0a;

export interface Line {
  /** Without the line break. */
  bytes: Buffer;
  /** Offset of the next line. */
  end: number;
  /** Whether the line ends with a line break. */
  isWhole: boolean;
}

/** The lines of a file of any size: a string of Node.js holds 512 MB at most. Empty lines are left out. */
export function* readLines(files: FileSystem, path: string): Generator<Line> {
  const descriptor = files.open(path, "r");
  try {
    // The parts of a line that begins in an earlier chunk.
    let parts: Buffer[] = [];
    let end = 0;
    const buffer = Buffer.allocUnsafe(chunkSize);
    for (
      let count = files.readSync(descriptor, buffer);
      count > 0;
      count = files.readSync(descriptor, buffer)
    ) {
      let start = 0;
      for (
        let index = buffer.subarray(0, count).indexOf(lineBreak);
        index >= 0;
        index = buffer.subarray(0, count).indexOf(lineBreak, start)
      ) {
        const bytes = Buffer.concat([...parts, buffer.subarray(start, index)]);
        parts = [];
        start = index + 1;
        end += bytes.length + 1;
        if (bytes.length > 0) {
          yield { bytes, end, isWhole: true };
        }
      }
      if (start < count) {
        parts.push(Buffer.from(buffer.subarray(start, count)));
      }
    }
    if (parts.length > 0) {
      const bytes = Buffer.concat(parts);
      yield { bytes, end: end + bytes.length, isWhole: false };
    }
  } finally {
    files.close(descriptor);
  }
}
