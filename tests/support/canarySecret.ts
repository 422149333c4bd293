/** The W&B key of the tests, which is searched for in everything that any command writes or prints. */
import * as fs from "node:fs";
import * as path from "node:path";

/** Characters that differ in every encoding, and that occur nowhere else. */
export const planted = "wandb_v1_PLANTEDxKEYz7Qw-0f9E8d7C6b5A_4938271605xYzXyZ-planted_key_9_8_7_6_5_4";

/**
 * The key as it could be written: raw, base64 at each of the three alignments, URL-encoded, hexadecimal, and escaped as JSON may
 * escape any character (it need not escape any that a W&B key has).
 */
function spellings(key: string): string[] {
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.from("x".repeat(shift) + key)
      .toString("base64")
      // The characters at both ends depend on the neighbours.
      .slice(shift === 0 ? 0 : 4, -4),
  );
  const bytes = [...Buffer.from(key)].map((byte) => byte.toString(16));
  const escaped = (prefix: string) => bytes.map((byte) => prefix + byte).join("");
  return [...new Set([key, encodeURIComponent(key), escaped("%"), escaped("\\u00"), escaped(""), ...base64])];
}

const all = spellings(planted);

/**
 * Lines of the engine's own trace (`-v=9`) that no program can keep a key out of: since 3.233 its filter for secrets
 * of the configuration runs before a line is put together (filteringHandler in sdk/go/common/util/logging/log.go).
 */
const engineTrace =
  /^.*"msg":"(Marshaling property for RPC\[|Unmarshaling property for RPC\[|Planner decided ).*$/gm;

/** Where alone such lines are: in what a command at `-v=9` prints, and in the engine's own log. */
const isTraced = (name: string) => / -v=9\b|\/pulumi\.[^/]+\.log\.INFO\.[^/]+$/.test(name);

/** Names of the texts that hold the key, however it is spelt: a text's name is the command that printed it, or its file. */
export const holdersOf = (texts: readonly (readonly [name: string, text: string])[]): string[] =>
  texts
    .filter(([name, text]) => {
      const ours = isTraced(name) ? text.replace(engineTrace, "") : text;
      return all.some((spelling) => ours.includes(spelling));
    })
    .map(([name]) => name);

/** @throws Error where a command has printed the key, other than the one that is there to print it. */
export function expectNoKey(command: string, { stdout, stderr }: { stdout: string; stderr: string }): void {
  if (/^pulumi config get /.test(command)) {
    return;
  }
  if (holdersOf([[command, `${stdout}\n${stderr}`]]).length > 0) {
    throw new Error(`the W&B key was printed by: ${command}`);
  }
}

/** Files below a directory that hold the key. */
export const filesWithKey = (directory: string): string[] =>
  filesUnder(directory)
    .filter((file) => holdersOf([[file, textOf(file)]]).length > 0)
    .map((file) => path.relative(directory, file));

/** Larger ones, in bytes, are training files that are wrong for their size: a test has written them. */
const largest = 256 * 1024 * 1024;

/** Empty where a process that is ending has removed the file meanwhile. */
function textOf(file: string): string {
  try {
    return fs.statSync(file).size > largest ? "" : fs.readFileSync(file, "latin1");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return "";
    }
    throw error;
  }
}

/** Where alone the key may be in a project's folder: the local Azure keeps there what is in vaults. */
export const vaultsFile = /^state\/azure\/vault-secrets/;

/** Packages, which are nobody's output, are left out. */
export function filesUnder(directory: string): string[] {
  return fs.readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(directory, entry.name);
    return entry.isDirectory()
      ? entry.name === "node_modules"
        ? []
        : filesUnder(name)
      : entry.isFile()
        ? [name]
        : [];
  });
}
