const newline = 0x0a;

/**
 * The longest line that is read, in bytes. An example has at most 65,536 tokens, which are less than a megabyte of text, and images of
 * 10 MB each. Without a limit, the whole file could be one line.
 */
export const maxLineBytes = 64_000_000;

/** A line without its newline, undefined if it is longer than the limit, or a number of empty lines. */
export type Line = Buffer | undefined | number;

/** Splits chunks of a file into lines, so that the file's size does not matter. Each byte is copied at most once. */
export async function* splitLines(
  chunks: AsyncIterable<Buffer>,
  maxBytes = maxLineBytes,
): AsyncGenerator<Line[]> {
  /** The line whose end is not read yet. */
  const rest = new UnfinishedLine(maxBytes);
  for await (const chunk of chunks) {
    const lines: Line[] = [];
    let begin = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, begin)) {
      lines.push(rest.end(chunk.subarray(begin, end)));
      begin = end + 1;
      // A buffer for each empty line would cost more than all else.
      const empty = countNewlines(chunk, begin);
      if (empty > 0) {
        lines.push(empty);
        begin += empty;
      }
    }
    rest.add(chunk.subarray(begin));
    if (lines.length > 0) {
      yield lines;
    }
  }
  if (rest.bytes > 0) {
    yield [rest.end(Buffer.alloc(0))];
  }
}

function countNewlines(chunk: Buffer, begin: number): number {
  let end = begin;
  while (chunk[end] === newline) {
    end += 1;
  }
  return end - begin;
}

/** A buffer that grows by doubling: many small chunks are copied as often as few large ones. */
class UnfinishedLine {
  bytes = 0;
  private buffer = Buffer.alloc(0);

  constructor(private readonly maxBytes: number) {}

  add(part: Buffer): void {
    const bytes = this.bytes + part.length;
    if (bytes > this.maxBytes) {
      this.buffer = Buffer.alloc(0);
    } else if (part.length > 0) {
      this.reserve(bytes);
      part.copy(this.buffer, this.bytes);
    }
    this.bytes = bytes;
  }

  end(part: Buffer): Buffer | undefined {
    if (this.bytes === 0 && part.length <= this.maxBytes) {
      return part;
    }
    this.add(part);
    const line = this.bytes > this.maxBytes ? undefined : this.buffer.subarray(0, this.bytes);
    this.bytes = 0;
    this.buffer = Buffer.alloc(0);
    return line;
  }

  private reserve(bytes: number): void {
    if (bytes > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(bytes, 2 * this.buffer.length));
      this.buffer.copy(larger, 0, 0, this.bytes);
      this.buffer = larger;
    }
  }
}
