/** The token of the control routes. Every user of this machine reaches the port of the local Azure; only its owner reads the token. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import * as path from "node:path";
import { readTextFile, writeTextFile } from "../../storage/textFile";

/** Name of the token's file in the directory of the state. */
const fileName = "control-token";

const format = /^[\w-]{43}$/;

/** Loads the token of a state directory, or generates one where there is none. @throws StorageError */
export function loadControlToken(directory: string): string {
  const file = path.join(directory, fileName);
  const stored = readTextFile(file)?.trim();
  if (stored !== undefined && format.test(stored)) {
    return stored;
  }
  const token = randomBytes(32).toString("base64url");
  writeTextFile(file, `${token}\n`);
  return token;
}

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Compares secrets in a time that does not depend on where they differ. */
export const isSameSecret = (actual: string | null, expected: string): boolean =>
  timingSafeEqual(digest(actual ?? ""), digest(expected));

/**
 * The key in the URL of a virtual machine's endpoint. MSAL sends the URL in lower case, so that the key is hexadecimal.
 * @param identityHeader The secret of App Service's endpoint.
 */
export const machineKeyOf = (identityHeader: string): string =>
  createHmac("sha256", identityHeader).update("machine").digest("hex");

/** What to do where the token is missing or wrong. */
export const howToAuthenticate =
  "Send the header “Authorization: Bearer TOKEN”. `npm run local --` sets LOCAL_AZURE_TOKEN to the token, " +
  `and the file azure/${fileName} of the state directory (.local by default) contains it.`;
