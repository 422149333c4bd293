/** Small files of text beside the journals: the control routes' token, and the certificate authority. */
import * as fs from "node:fs";
import { disk } from "./fileSystem";
import { replaceFile } from "./replaceFile";
import { isMissing, StorageError } from "./storageError";

/** Reads a file; undefined where there is none. @throws StorageError where it cannot be read. */
export function readTextFile(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw StorageError.reading(file, error);
  }
}

/** Writes a file. A failure or a crash leaves the old one. @throws StorageError */
export function writeTextFile(file: string, text: string): void {
  try {
    replaceFile(disk, file, [Buffer.from(text)]);
  } catch (error) {
    throw StorageError.writing(file, error);
  }
}
