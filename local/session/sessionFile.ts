import { createHmac, timingSafeEqual } from "node:crypto";
import * as path from "node:path";

/** How a command reaches the host of a state directory. */
export interface SessionFile {
  pid: number;
  port: number;
  /** Known to the host and to those who can read the file. It is never sent. */
  token: string;
}

export const sessionFilePath = (stateDirectory: string): string => path.join(stateDirectory, "session.json");

/** The lock of the host. */
export const hostLockPath = (stateDirectory: string): string => path.join(stateDirectory, "lock");

/** The longest line that either side reads from the other, in characters. */
export const maxLineLength = 64 * 1024;

/** Proves that a side knows the token. `nonce` is the command's, so that no answer can be used twice. */
export const proof = (side: "command" | "host", nonce: string, token: string): string =>
  createHmac("sha256", token).update(`${side} ${nonce}`).digest("base64url");

export function isProof(
  given: string | undefined,
  side: "command" | "host",
  nonce: string,
  token: string,
): boolean {
  const [expected, actual] = [Buffer.from(proof(side, nonce, token)), Buffer.from(given ?? "")];
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
