import * as fs from "node:fs";
import { UserError } from "./errors";

/** Writes the file of `--output`. An existing one is replaced only with `--force`. @throws UserError */
export function writeNewFile(file: string, text: string, force: boolean): void {
  try {
    fs.writeFileSync(file, text, { flag: force ? "w" : "wx" });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(
      code === "EEXIST"
        ? `--output ${file} exists. Specify another file, or add --force to replace it.`
        : `--output ${file} cannot be written (${code ?? "unknown error"}). Check the path and its permissions.`,
    );
  }
}
