import type { OpenFile } from "../trainingFile/openFile";

const maxExamples = 100;
const maxBytes = 4_000_000;

/** Returns the first examples of a training file, without lines that are not JSON. */
export async function firstExamples(file: OpenFile): Promise<unknown[]> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of file.chunks()) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxBytes) {
      break;
    }
  }
  const lines = Buffer.concat(chunks)
    .toString("utf8")
    .replace(/^\ufeff/, "")
    .split("\n");
  return lines.slice(0, maxExamples).flatMap(parsed);
}

/** The last line may be a part. */
function parsed(line: string): unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
