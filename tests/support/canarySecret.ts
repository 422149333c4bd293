/** The canary secret: the W&B API key of the tests, for which everything that a command writes or prints is searched. */
import * as fs from "node:fs";
import * as path from "node:path";

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

/**
 * Lines of the engine's own trace (`-v=9`) that show secrets of any program: since 3.233 its filter for secrets of the
 * configuration runs before a line is formatted (filteringHandler in sdk/go/common/util/logging/log.go).
 */
const engineTrace =
  /^.*"msg":"(Marshaling property for RPC\[|Unmarshaling property for RPC\[|Planner decided ).*$/gm;

/** Such lines are only in the output of a command at `-v=9`, and in the engine's own log. */
const isTraced = (name: string) => / -v=9\b|\/pulumi\.[^/]+\.log\.INFO\.[^/]+$/.test(name);

/** Names of the texts that contain the secret in any encoding: a text's name is the command that printed it, or its file. */
export const textsWithKey = (texts: readonly (readonly [name: string, text: string])[]): string[] =>
  texts
    .filter(([name, text]) => {
      const searched = isTraced(name) ? text.replace(engineTrace, "") : text;
      return canaryEncodings.some((encoding) => searched.includes(encoding));
    })
    .map(([name]) => name);

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
    .filter((file) => textsWithKey([[file, textOf(file)]]).length > 0)
    .map((file) => path.relative(directory, file));

/** Larger files, in bytes, are training files that a test has written to be too large. */
const maxFileSize = 256 * 1024 * 1024;

/** A file's content; empty where a process that is ending has removed the file. */
function textOf(file: string): string {
  try {
    return fs.statSync(file).size > maxFileSize ? "" : fs.readFileSync(file, "latin1");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return "";
    }
    throw error;
  }
}

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
