/** A W&B key that is searched for in everything that is written or printed. */
import * as fs from "node:fs";
import * as path from "node:path";

/** Characters that differ in every encoding, and that occur nowhere else. */
export const planted = "wandb_v1_PLANTEDxKEYz7Qw-0f9E8d7C6b5A_4938271605xYzXyZ-planted_key_9_8_7_6_5_4";

/** The key as it could be written: raw, base64 at each of the three alignments, URL-encoded, JSON in base64. */
function spellings(key: string): string[] {
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.from("x".repeat(shift) + key)
      .toString("base64")
      // The characters at both ends depend on the neighbours.
      .slice(shift === 0 ? 0 : 4, -4),
  );
  const url = encodeURIComponent(key);
  const percent = [...Buffer.from(key)].map((byte) => `%${byte.toString(16)}`).join("");
  return [...new Set([key, url, percent, Buffer.from(key).toString("hex"), ...base64])];
}

const all = spellings(planted);

/** Names of the texts that hold the key, however it is spelt. */
export const holdersOf = (texts: readonly (readonly [name: string, text: string])[]): string[] =>
  texts.filter(([, text]) => all.some((spelling) => text.includes(spelling))).map(([name]) => name);

export function filesUnder(directory: string): string[] {
  return fs
    .readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
