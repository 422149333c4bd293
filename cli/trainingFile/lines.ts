import * as fs from "node:fs";

const newline = 0x0a;
const chunkBytes = 1024 * 1024;

/**
 * Reads a file line by line, without the newlines, so that its size does not matter.
 * @param onChunk Receives the number of bytes of each chunk that is read.
 */
export async function* readLines(path: string, onChunk: (bytes: number) => void): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  const chunks = fs.createReadStream(path, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>;
  for await (const chunk of chunks) {
    onChunk(chunk.length);
    let data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    for (let end = data.indexOf(newline); end >= 0; end = data.indexOf(newline)) {
      yield data.subarray(0, end);
      data = data.subarray(end + 1);
    }
    rest = Buffer.from(data);
  }
  if (rest.length > 0) {
    yield rest;
  }
}
