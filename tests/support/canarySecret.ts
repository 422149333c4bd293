/** The canary secret: the W&B API key of the tests, for which everything that a command writes or prints is searched. */
import * as fs from "node:fs";
import * as path from "node:path";
import * as zlib from "node:zlib";

/** It has characters that differ in every encoding, and occurs nowhere else. */
// cspell:disable-next-line
export const canarySecret = "wandb_v1_CANARYsxKEYz7Qw-0f9E8d7C6b5A_4938271605xYzXyZ-canary_keyx_9_8_7_6_5_4";

/**
 * The encodings of a secret: raw, base64 at each of the three alignments, URL-encoded, hexadecimal, and with each character
 * escaped as JSON permits.
 */
function encodings(secret: string): string[] {
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.from("x".repeat(shift) + secret)
      .toString("base64")
      // The characters at both ends depend on the characters beside them.
      .slice(shift === 0 ? 0 : 4, -4),
  );
  const bytes = [...Buffer.from(secret)].map((byte) => byte.toString(16));
  const escaped = (prefix: string) => bytes.map((byte) => prefix + byte).join("");
  return [
    ...new Set([secret, encodeURIComponent(secret), escaped("%"), escaped("\\u00"), escaped(""), ...base64]),
  ];
}

const canaryEncodings = encodings(canarySecret);

/** Whether a text contains the secret in any encoding. */
export const containsKey = (text: string): boolean =>
  canaryEncodings.some((encoding) => text.includes(encoding));

/** Names of the texts that contain the secret in any encoding: a text's name is the command that printed it, or its file. */
export const textsWithKey = (texts: readonly (readonly [name: string, text: string])[]): string[] =>
  texts.filter(([, text]) => containsKey(text)).map(([name]) => name);

/** @throws Error where a command has printed the secret, other than `pulumi config get`. */
export function expectNoKey(command: string, { stdout, stderr }: { stdout: string; stderr: string }): void {
  if (/^pulumi config get /.test(command)) {
    return;
  }
  if (textsWithKey([[command, `${stdout}\n${stderr}`]]).length > 0) {
    throw new Error(`the W&B API key was printed by: ${command}`);
  }
}

/** Files below a directory that contain the secret. */
export const filesWithKey = (directory: string): string[] =>
  filesUnder(directory)
    .filter((file) => containsKey(textOf(file)))
    .map((file) => path.relative(directory, file));

/** Larger files, in bytes, are training files that a test has written to be too large. */
const maxFileSize = 256 * 1024 * 1024;

/** A file's content, decompressed where it is compressed; empty where a process that is ending has removed the file. */
export function textOf(file: string): string {
  try {
    return fs.statSync(file).size > maxFileSize ? "" : decompressed(fs.readFileSync(file)).toString("latin1");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return "";
    }
    throw error;
  }
}

const decompressed = (content: Buffer): Buffer =>
  content[0] === 0x1f && content[1] === 0x8b
    ? // A log that is still being written has no end.
      zlib.gunzipSync(content, { finishFlush: zlib.constants.Z_SYNC_FLUSH })
    : content;

/** The only file of a project that may contain the secret: the local Azure's vaults. */
export const vaultsFile = /^state\/azure\/vault-secrets/;

/** Files below a directory, except packages. */
export function filesUnder(directory: string): string[] {
  return fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(directory, entry.name);
    if (entry.isDirectory()) {
      return entry.name === "node_modules" ? [] : filesUnder(name);
    }
    return entry.isFile() ? [name] : [];
  });
}
