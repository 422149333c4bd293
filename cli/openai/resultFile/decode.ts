/** From a file's bytes to its text, and what a file is that is no text. */

/** A text with the size of the file that it is, without base64; or what the file is instead: continues "it is …". */
export type Decoded = { text: string; size: number } | { kind: string };

/** The first bytes of files that are no text. */
const signatures: readonly [bytes: string, kind: string][] = [
  ["\x1f\x8b", "compressed (gzip)"],
  ["PK\x03\x04", "a ZIP archive or an Excel workbook"],
  ["%PDF-", "a PDF document"],
  ["PAR1", "a Parquet file"],
];

const encodings: readonly [mark: readonly number[], encoding: string][] = [
  [[0xef, 0xbb, 0xbf], "utf-8"],
  [[0xff, 0xfe], "utf-16le"],
  [[0xfe, 0xff], "utf-16be"],
];

/** Base64 of base64 exists, where two services encode one after the other. */
const maxNesting = 3;

/** Decodes UTF-8 and UTF-16, with and without a byte-order mark, also where they are encoded in base64 as OpenAI's own service returns files. */
export function decode(bytes: Uint8Array, nesting = 0): Decoded {
  const start = Buffer.from(bytes.subarray(0, 8)).toString("latin1");
  const signature = signatures.find(([first]) => start.startsWith(first));
  if (signature) {
    return { kind: signature[1] };
  }
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes).replaceAll("\ufeff", "");
  if (text.includes("\0")) {
    return { kind: "a binary file" };
  }
  const encoded = nesting < maxNesting ? bytesOfBase64(text) : undefined;
  return encoded ? decode(encoded, nesting + 1) : { text, size: bytes.length };
}

function encodingOf(bytes: Uint8Array): string {
  const marked = encodings.find(([mark]) => mark.every((byte, index) => bytes[index] === byte));
  if (marked) {
    return marked[1];
  }
  // Names of metrics are ASCII: one byte of each character of UTF-16 is zero.
  const [first, second] = bytes;
  if (first === 0 && second) {
    return "utf-16be";
  }
  return first && second === 0 ? "utf-16le" : "utf-8";
}

/** Returns the bytes that a text encodes in base64, with or without line breaks; undefined if it is another text. */
function bytesOfBase64(text: string): Uint8Array | undefined {
  const [, payload = ""] = /^\s*"?(?:data:[^,]*;base64,)?([\w+/\s-]+={0,2})"?\s*$/.exec(text) ?? [];
  const compact = payload.replace(/\s/g, "");
  const bytes = Buffer.from(compact, "base64");
  return compact.length >= minBase64Length && isText(bytes) ? bytes : undefined;
}

/** A shorter text can be the header of a file with one column. */
const minBase64Length = 12;

const isText = (bytes: Uint8Array): boolean => {
  try {
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
    // eslint-disable-next-line no-control-regex -- A text has no control characters but tabs and line breaks.
    return !/[\0-\x08\x0e-\x1f\x7f]/.test(text);
  } catch {
    return false;
  }
};
