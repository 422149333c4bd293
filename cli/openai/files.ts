/** Training and validation files of an account. */
import * as fs from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { AzureOpenAI } from "openai";
import { UserError } from "../errors";
import { abortable } from "./client";

export interface NamedFile {
  name: string;
  bytes: number;
}

/** Returns the ID of an uploaded file that Azure did not reject; undefined if there is none. */
export async function findFile(
  client: AzureOpenAI,
  { name, bytes }: NamedFile,
  signal: AbortSignal,
): Promise<string | undefined> {
  for await (const file of client.files.list({ purpose: "fine-tune" }, abortable(signal))) {
    if (file.filename === name && file.bytes === bytes && file.status !== "error") {
      return file.id;
    }
  }
  return undefined;
}

/** Uploads a file under a name. @returns The file's ID. */
export async function uploadFile(
  client: AzureOpenAI,
  path: string,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  // Streamed from the disk, so that the file's size does not matter.
  const file = new File([await fs.openAsBlob(path)], name);
  const { id } = await client.files.create({ purpose: "fine-tune", file }, abortable(signal));
  return id;
}

const processingTimeoutMs = 60 * 60_000;

export interface Processing {
  client: AzureOpenAI;
  signal: AbortSignal;
  pollSeconds: number;
  /** Called once if Azure is still processing the file. */
  onWait: () => void;
}

/**
 * Waits until Azure has processed an uploaded file, an hour at most.
 * @param path The file's local path, for messages.
 * @throws UserError if Azure rejects the file.
 */
export async function waitUntilProcessed(
  id: string,
  path: string,
  { client, signal, pollSeconds, onWait }: Processing,
): Promise<void> {
  const deadline = Date.now() + processingTimeoutMs;
  for (let poll = 0; Date.now() <= deadline; poll += 1) {
    const { status, status_details: details } = await client.files.retrieve(id, abortable(signal));
    if (status === "processed") {
      return;
    }
    if (status === "error") {
      throw new UserError(
        details ? `Azure rejected ${path}: ${details}` : `Azure rejected ${path} without a reason.`,
        1,
      );
    }
    if (poll === 0) {
      onWait();
    }
    await delay(pollSeconds * 1000, undefined, { signal });
  }
  throw new UserError(
    `Azure is still processing ${path} (${id}) after an hour. Run the command again later.`,
  );
}
