import { fingerprintOf, Fingerprints } from "../../../cli/trainingFile/fingerprints";

const prints = (lines: readonly string[]) =>
  lines.map((line) => fingerprintOf(Buffer.from(line), Buffer.byteLength(line)));

/** Lines that differ in a number alone, at each place of the four-byte words, in one or several of them. */
const families: Record<string, (number: number, padding: string) => string> = {
  "at the beginning": (number, padding) => `${padding}${number}${" and the same text after it".repeat(3)}`,
  "at the end": (number, padding) => `${"the same text before it, ".repeat(3)}${padding}${number}`,
  "in several words": (number, padding) => `${padding}${number} ${"x".repeat(9)} ${number * 7} ${number}`,
  "every eight bytes": (number, padding) =>
    [...String(number).padStart(6, "0")].map((digit) => `${padding}${digit}`.padEnd(8, "x")).join(""),
};

test.each(Object.entries(families))("lines that differ %s have different numbers", (_where, lineOf) => {
  for (const padding of ["", "a", "ab", "abc"]) {
    const lines = Array.from({ length: 50_000 }, (_value, number) => lineOf(number, padding));
    expect(new Set(prints(lines)).size).toBe(lines.length);
  }
});

test("the same bytes have the same number, wherever they are in memory", () => {
  const line = "the same line of a file";
  const file = Buffer.from(`x${line}\nxyz${line}`);
  const [begin, length] = [1, line.length];
  const other = file.lastIndexOf(line);
  expect(fingerprintOf(file.subarray(begin), length)).toBe(fingerprintOf(file.subarray(other), length));
  const set = new Fingerprints();
  expect(prints([line, line, `${line}.`]).map((print) => set.add(print))).toEqual([false, true, false]);
});
