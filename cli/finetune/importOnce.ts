/** Imports a training file from a URL once: Azure downloads it, and this machine does not see its content. */
import { createHash } from "node:crypto";
import * as path from "node:path";
import { completeCommands } from "../deployment/completeCommands";
import { findFile, importFile, waitUntilProcessed } from "../openai/files";
import type { Uploading } from "./uploadOnce";

/** Parameters of a blob's URL that tell its versions apart. All others, such as a signature, are other ways to the same content. */
const identifyingParameters = ["versionid", "snapshot"];

/** Parameters of a shared access signature: when it ends, and what it permits. */
const signature = { expiry: "se", permissions: "sp" } as const;

/** Returns everything that is wrong with the URL of a training file. What Azure finds at it is not known here. */
export function importUrlProblems(text: string, now = Date.now()): string[] {
  if (!URL.canParse(text)) {
    return [`${text} is not a URL. Specify the URL of a blob, or the path of a file.`];
  }
  const url = new URL(text);
  const source = urlWithoutQuery(text);
  const expiry = Date.parse(url.searchParams.get(signature.expiry) ?? "");
  const permissions = url.searchParams.get(signature.permissions);
  return [
    ...(url.protocol === "https:"
      ? []
      : [`${source} is not encrypted. Specify a URL that starts with https://.`]),
    ...(url.username || url.password
      ? [`${source} contains a user name or a password. Use a shared access signature instead.`]
      : []),
    ...(path.posix.basename(url.pathname) === ""
      ? [`${source} names no file. Specify the URL of a blob.`]
      : []),
    ...(expiry <= now
      ? [
          `The signature of ${source} expired on ${new Date(expiry).toISOString().slice(0, 16)}Z. Create another one.`,
        ]
      : []),
    ...(permissions !== null && !permissions.includes("r")
      ? [
          `The signature of ${source} does not permit to read (sp=${permissions}). Create one with the permission r.`,
        ]
      : []),
  ];
}

/** Returns a URL without its query, which may contain a signature, and without credentials. */
export function urlWithoutQuery(text: string): string {
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname}`;
}

/** The end of the file's name in Azure, which identifies the URL and not the content. */
function nameEndOf(text: string): string {
  const url = new URL(text);
  const identity = [
    urlWithoutQuery(text),
    ...identifyingParameters.map((name) => url.searchParams.get(name) ?? ""),
  ];
  const digest = createHash("sha256").update(JSON.stringify(identity)).digest("hex");
  return `.${digest.slice(0, 16)}.url.jsonl`;
}

/** @param url Without problems. @returns ID of the processed file. @throws UserError if Azure cannot import it. */
export async function importOnce(
  url: string,
  { openai: { client }, output, signal, pollSeconds, target = {} }: Uploading,
): Promise<string> {
  const source = urlWithoutQuery(url);
  const nameEnd = nameEndOf(url);
  const { id: existing, unusable } = await findFile(client, { nameEnd }, signal);
  unusable.forEach((reason) => output.print(`! ${reason}. It is not used.`));
  if (existing) {
    output.print(
      `✔ ${source} is already imported: ${existing}`,
      completeCommands(
        `  To import it again, first delete that file: npx azure-openai-wandb files delete ${existing}`,
        target,
      ),
    );
  }
  const name = `${path.posix.basename(new URL(url).pathname, ".jsonl")}${nameEnd}`;
  const imported = existing ?? (await importFile(client, { name, url }, signal));
  // Another process may have imported it meanwhile.
  const id = existing ?? (await findFile(client, { nameEnd }, signal)).id ?? imported;
  output.emit("file", { path: source, id });
  const onWait = () => output.print(`… Azure is importing ${source}`);
  await waitUntilProcessed(id, source, { client, signal, pollSeconds, onWait });
  if (!existing) {
    output.print(`✔ Imported ${source}: ${id}`);
  }
  return id;
}
