/** Texts that are not UTF-8, by their byte-order mark or the zero bytes of their first characters. */
import type { Format } from "./format";

const convertFrom = (encoding: string) => `iconv -f ${encoding} -t UTF-8 FILE > OUT`;

const utf16 = (encoding: string): Format => ({
  what: "is UTF-16, which PowerShell's > writes",
  advice: "Save it as UTF-8",
  command: convertFrom(encoding),
});
const utf32 = (encoding: string): Format => ({
  what: "is UTF-32",
  advice: "Save it as UTF-8",
  command: convertFrom(encoding),
});

/** `.` is a byte that is not zero, `0` a zero, and two digits are that byte. The longer ones are first. */
const patterns: readonly { begin: string[]; format: Format }[] = [
  { begin: ["ff", "fe", "0", "0"], format: utf32("UTF-32") },
  { begin: ["0", "0", "fe", "ff"], format: utf32("UTF-32") },
  { begin: ["ff", "fe"], format: utf16("UTF-16") },
  { begin: ["fe", "ff"], format: utf16("UTF-16") },
  { begin: [".", "0", "0", "0", ".", "0", "0", "0"], format: utf32("UTF-32LE") },
  { begin: ["0", "0", "0", ".", "0", "0", "0", "."], format: utf32("UTF-32BE") },
  { begin: [".", "0", ".", "0"], format: utf16("UTF-16LE") },
  { begin: ["0", ".", "0", "."], format: utf16("UTF-16BE") },
];

const zeros: Format = {
  what: "begins with zero bytes, which a copy that was interrupted or a full disk leaves",
  advice: "Write the file again",
};

const utf7: Format = { what: "is UTF-7", advice: "Save it as UTF-8", command: convertFrom("UTF-7") };

export const encodings: readonly Format[] = [...patterns.map(({ format }) => format), utf7, zeros];

/** @param head The first bytes of a file. */
export function findEncoding(head: Buffer): Format | undefined {
  const match = patterns.find(
    ({ begin }) => head.length >= begin.length && begin.every((byte, index) => isByte(byte, head[index])),
  );
  if (match) {
    return match.format;
  }
  if (head.subarray(0, 4).toString("latin1") === "+AHs") {
    return utf7;
  }
  return head.length > 0 && head.subarray(0, 16).every((byte) => byte === 0) ? zeros : undefined;
}

function isByte(pattern: string, byte: number | undefined): boolean {
  if (pattern === ".") {
    return byte !== undefined && byte > 0;
  }
  return byte === Number.parseInt(pattern, 16);
}

/** A text in which no line with other than ASCII characters is UTF-8. @param lines Which lines, in words. */
export const otherEncoding = (lines: string): Format => ({
  what: `is not valid UTF-8: no line with other than ASCII characters is (${lines})`,
  advice: "Save it as UTF-8. It may be Windows-1252",
  command: convertFrom("WINDOWS-1252"),
});
