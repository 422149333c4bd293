/** A YAML or JSON file with the lines of its values, for messages. JSON is read as YAML, which contains it. */
import * as fs from "node:fs";
import { isCollection, isNode, LineCounter, parseDocument } from "yaml";
import type { Document } from "yaml";
import { UserError } from "../errors";

const maxBytes = 1_000_000;

export type Path = readonly (string | number)[];

export interface StructuredFile {
  /** The path that the user specified, for messages. */
  path: string;
  /** Undefined if the file cannot be parsed. */
  value: unknown;
  /** What is wrong with the syntax, with the file and the line. */
  problems: string[];
  /** The line of a value, or of the innermost value around it that exists. */
  lineOf(path: Path): number;
  /** Names a place in the file: `job.yaml, line 3`. */
  place(path: Path): string;
}

/** @throws UserError if the file cannot be read. */
export async function readStructuredFile(path: string): Promise<StructuredFile> {
  return parseStructured(path, await readText(path));
}

export function parseStructured(path: string, text: string): StructuredFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const lineOf = (place: Path) => lineAt(offsetOf(document, place));
  const problems = document.errors.map(
    ({ message, pos: [offset] }) => `${path}, line ${lineAt(offset)}: ${firstSentence(message)}`,
  );
  return {
    path,
    value: problems.length > 0 ? undefined : toValue(document, path, problems),
    problems,
    lineOf,
    place: (place) => `${path}, line ${lineOf(place)}`,
  };
}

const firstSentence = (message: string) => `${message.split("\n")[0]?.replace(/\.$/, "")}.`;

/** A file of references that grow exponentially is refused. */
function toValue(document: Document, path: string, problems: string[]): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    problems.push(`${path}: ${(error as Error).message}. Write the values without references.`);
    return undefined;
  }
}

/** Returns where the value of a path begins, or the innermost value around it that exists. For a key, where the key begins. */
function offsetOf({ contents }: Document, path: Path): number {
  let node: unknown = contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of path) {
    if (!isCollection(node)) {
      break;
    }
    const pair = node.items.find((item) => (item as { key?: { value?: unknown } }).key?.value === step) as
      { key?: unknown; value?: unknown } | undefined;
    const next: unknown = pair ? pair.value : node.get(step, true);
    const place = pair?.key ?? next;
    if (!isNode(place)) {
      break;
    }
    offset = place.range?.[0] ?? offset;
    node = next;
  }
  return offset;
}

async function readText(path: string): Promise<string> {
  try {
    const bytes = await fs.promises.readFile(path);
    if (bytes.length > maxBytes) {
      throw new UserError(`${path} has more than ${maxBytes / 1_000_000} MB. Specify a YAML or JSON file.`);
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw toReadError(path, error);
  }
}

function toReadError(path: string, error: unknown): UserError {
  if (error instanceof UserError) {
    return error;
  }
  const { code } = error as NodeJS.ErrnoException;
  const messages: Record<string, string> = {
    ENOENT: "does not exist. Check the path.",
    EISDIR: "is a folder. Specify a YAML or JSON file.",
    ERR_ENCODING_INVALID_ENCODED_DATA: "is not UTF-8. Save the file as UTF-8.",
  };
  return new UserError(
    `${path} ${messages[code ?? ""] ?? `cannot be read (${code ?? "unknown error"}). Check the path and its permissions.`}`,
  );
}
