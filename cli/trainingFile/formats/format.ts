/** A format that is not JSONL, and how to convert it. */
import * as path from "node:path";
import { shellQuoted } from "../../shellQuoted";

export interface Format {
  /** Continues "the file …": `is compressed with gzip`. */
  what: string;
  /** What to do, as one imperative sentence without its full stop. `Convert it to JSONL` by default. */
  advice?: string;
  /** A command for a shell. FILE is the file, OUT the converted one. */
  command?: string;
}

/** Returns the problem of a file in another format, as the continuation of "the file …". */
export function formatProblem({ what, advice, command }: Format, file: string): string {
  const act = advice ?? "Convert it to JSONL";
  return command ? `${what}. ${act}. For example: ${withPaths(command, file)}` : `${what}. ${act}.`;
}

/** A file that is read from a pipe has no path: the command keeps FILE. */
function withPaths(command: string, file: string): string {
  const isPath = !file.includes(" ") || file.includes(path.sep);
  const { dir, name } = path.parse(file);
  const jsonl = path.join(dir, `${name}.jsonl`);
  const converted = jsonl === path.normalize(file) ? path.join(dir, `${name}.converted.jsonl`) : jsonl;
  const paths: Record<string, string> = {
    FILE: isPath ? shellQuoted(file) : "FILE",
    OUT: isPath ? shellQuoted(converted) : "converted.jsonl",
  };
  return command.replace(/\b(FILE|OUT)\b/g, (name) => paths[name] ?? name);
}

/** A command that converts each line, or the whole file, with jq. */
export const jq = (filter: string): string => `jq -c '${filter}' FILE > OUT`;

/** A command that prints the converted file with Python. `f` is the path. */
export const python = (program: string): string => `python3 -c "${program}" FILE > OUT`;
