/** The netrc file, in which `wandb login` stores API keys. The format is that of Python's `netrc` module, which W&B's client uses. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { reasonOf } from "../errors";

export interface Netrc {
  file: string;
  /** Passwords by machine. `default` is no machine: its password belongs to another service. */
  passwords: ReadonlyMap<string, string>;
  /** Why a part of the file, or all of it, is not read: a sentence without any value of the file. */
  problem?: string;
  /** Whether other users of the machine can read the file. */
  isShared: boolean;
}

/** Returns the path of the file: NETRC, `~/.netrc`, or `~/_netrc` as on Windows. */
export function netrcFile(environment: NodeJS.ProcessEnv = process.env, home: string = os.homedir()): string {
  if (environment.NETRC) {
    return environment.NETRC.replace(/^~(?=$|[\\/])/, home);
  }
  const [unix, windows] = [".netrc", "_netrc"].map((name) => path.join(home, name)) as [string, string];
  if (fs.existsSync(unix)) {
    return unix;
  }
  return fs.existsSync(windows) || process.platform === "win32" ? windows : unix;
}

/** Reads the file; undefined if it does not exist. A file that cannot be read has no passwords. */
export function readNetrc(file: string = netrcFile()): Netrc | undefined {
  try {
    const { passwords, problem } = parseNetrc(fs.readFileSync(file, "utf8"));
    const isShared = process.platform !== "win32" && (fs.statSync(file).mode & forOthers) !== 0;
    const sentence = problem && `${file} ${problem}. What follows is ignored.`;
    return { file, passwords, isShared, ...(sentence ? { problem: sentence } : {}) };
  } catch (error) {
    const problem = `${file} cannot be read (${reasonOf(error)}).`;
    return (error as NodeJS.ErrnoException).code === "ENOENT"
      ? undefined
      : { file, passwords: new Map(), isShared: false, problem };
  }
}

/** Permissions of a file's group and of everybody else. */
const forOthers = 0o077;

interface Word {
  text: string;
  /** Counts from 1. */
  line: number;
}

const entries: ReadonlySet<string> = new Set(["machine", "default"]);
const fields: ReadonlySet<string> = new Set(["login", "user", "account", "password"]);

/** @returns The passwords by machine, and what is wrong with the text; continues "The file …". */
export function parseNetrc(text: string): { passwords: Map<string, string>; problem?: string } {
  const passwords = new Map<string, string>();
  const words = wordsOf(text);
  /** Undefined before the first entry, and blank in the default entry. */
  let machine: string | undefined;
  for (let next = words.shift(); next; next = words.shift()) {
    const { text: keyword, line } = next;
    if (keyword.startsWith("#")) {
      // A comment at the end of a line.
      words.splice(0, words.findIndex((word) => word.line !== line) >>> 0);
      continue;
    }
    if (!entries.has(keyword) && (machine === undefined || !fields.has(keyword))) {
      return { passwords, problem: `has an unknown word in line ${line}` };
    }
    const value = keyword === "default" ? "" : words.shift()?.text;
    if (value === undefined) {
      return { passwords, problem: `ends after ${keyword} in line ${line}` };
    }
    machine = entries.has(keyword) ? value.toLowerCase() : machine;
    if (keyword === "password" && machine) {
      passwords.set(machine, value);
    }
  }
  return { passwords };
}

/** A word, or a quoted text. A backslash precedes a character that is meant as it is. */
const wordPattern = /"((?:[^"\\]|\\.)*)"|'([^']*)'|((?:\\.|\S)+)/g;

/** Returns the words of a text without comments and macros. */
function wordsOf(text: string): Word[] {
  let isMacro = false;
  return text.split(/\r?\n/).flatMap((line, index) => {
    isMacro = (isMacro && line.trim() !== "") || /^\s*macdef\b/.test(line);
    return isMacro || /^\s*#/.test(line) ? [] : wordsOfLine(line, index + 1);
  });
}

const wordsOfLine = (text: string, line: number): Word[] =>
  [...text.matchAll(wordPattern)].map(([, double, single, bare]) => ({
    text: single ?? (double ?? bare ?? "").replace(/\\(.)/g, "$1"),
    line,
  }));
