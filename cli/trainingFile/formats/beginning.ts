/** Recognizes a file by its first bytes: another format, or the method of its examples. */
import type { Method } from "../../openai/methods";
import { isObject } from "../findings";
import { methodOfExamples } from "../methodOf";
import { findBinaryFormat } from "./binary";
import { findEncoding } from "./encodings";
import type { Format } from "./format";
import { beginningOf, findTextFormat, isListed } from "./texts";

/** Bytes that are looked at. */
export const beginningBytes = 64 * 1024;

export interface Recognized {
  format?: Format;
  /** The method of most examples, if it can be told. */
  method?: Method;
}

/** @param bytes The first bytes of a file. @param isWhole Whether they are all. */
export function recognize(bytes: Buffer, isWhole: boolean): Recognized {
  const format = findBinaryFormat(bytes) ?? findEncoding(bytes);
  if (format) {
    return { format };
  }
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes).replace(/^\ufeff{1,9}/, "");
  const beginning = beginningOf(text, isWhole);
  const values = beginning.lines.map(parsed);
  const isJsonl = beginning.lines.some((line, index) => line.startsWith("{") && isObject(values[index]));
  return isJsonl && !isListed(beginning)
    ? { method: methodOfExamples(values) }
    : { format: findTextFormat(beginning), method: methodOfExamples(values) };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
