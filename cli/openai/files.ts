/** Training and validation files of an account. */
import { setTimeout as delay } from "node:timers/promises";
import type { AzureOpenAI } from "openai";
import { UserError } from "../errors";
import { abortable } from "./client";
import { fileState } from "./fileStatus";
import type { FileState } from "./fileStatus";
import { postFile } from "./streamedFile";
import type { FileContent } from "./streamedFile";

export type UploadedFile = Awaited<ReturnType<AzureOpenAI["files"]["retrieve"]>>;

/** What a file in Azure is found by. */
export interface FileIdentity {
  /** The end of its name, which identifies its content. */
  nameEnd: string;
  /** Undefined if the content is not known. */
  bytes?: number;
}

export interface FoundFiles {
  /** ID of a file with that content. */
  id?: string;
  /** What has the name and is not used: "file-… …". */
  unusable: string[];
}

/** A file with a status that is not known may never become usable, and its content can be uploaded again. */
const reusableStates: readonly FileState[] = ["ready", "processing"];

/** Finds an uploaded file, the oldest one if there are several, so that commands that run at the same time choose the same one. */
export async function findFile(
  client: AzureOpenAI,
  { nameEnd, bytes }: FileIdentity,
  signal: AbortSignal,
): Promise<FoundFiles> {
  const usable: UploadedFile[] = [];
  const unusable: string[] = [];
  for await (const file of client.files.list({ purpose: "fine-tune" }, abortable(signal))) {
    if (!file.filename.endsWith(nameEnd)) {
      continue;
    }
    if (bytes !== undefined && file.bytes !== bytes) {
      unusable.push(`${file.id} has ${file.bytes} bytes instead of ${bytes}`);
    } else if (!reusableStates.includes(fileState(file))) {
      unusable.push(`${file.id} has the status ${file.status}`);
    } else {
      usable.push(file);
    }
  }
  usable.sort((a, b) => a.created_at - b.created_at || (a.id < b.id ? -1 : 1));
  return { id: usable[0]?.id, unusable };
}

/** Has Azure import a file from a URL. @returns Its ID, before Azure has downloaded it. */
export const importFile = async (
  client: AzureOpenAI,
  { name, url }: { name: string; url: string },
  signal: AbortSignal,
): Promise<string> => {
  const body = { purpose: "fine-tune", filename: name, content_url: url };
  return (await client.post<UploadedFile>("/files/import", { body, ...abortable(signal) })).id;
};

/** Lists the account's files, of every purpose. */
export async function listFiles(client: AzureOpenAI, signal: AbortSignal): Promise<UploadedFile[]> {
  const files: UploadedFile[] = [];
  for await (const file of client.files.list({}, abortable(signal))) {
    files.push(file);
  }
  return files;
}

/** Deletes a file. */
export const deleteFile = async (client: AzureOpenAI, id: string): Promise<void> =>
  void (await client.files.delete(id));

/** Uploads a file in one request. @throws The error of `read` if it fails: Azure then has no part of the file. */
export async function uploadFile(
  client: AzureOpenAI,
  file: FileContent,
  signal: AbortSignal,
): Promise<string> {
  const form = { field: "file", values: { purpose: "fine-tune" } };
  const uploaded = await postFile<UploadedFile>(client, "/files", file, form, signal);
  await requireBytes(client, uploaded, file.bytes, signal);
  return uploaded.id;
}

/**
 * Compares Azure's number of bytes with what was sent, where Azure returns one. Whether it does before it has processed the file is
 * not known.
 * @throws UserError if they differ. The file is deleted first, since its name is that of other content.
 */
export async function requireBytes(
  client: AzureOpenAI,
  { id, bytes: received, status }: UploadedFile,
  sent: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  const isKnown = typeof received === "number" && (received > 0 || status === "processed");
  if (!isKnown || sent === undefined || received === sent) {
    return;
  }
  const isDeleted = await client.files.delete(id, abortable(signal)).then(
    () => true,
    () => false,
  );
  throw new UserError(
    `Azure received ${received} of ${sent} bytes as ${id}. ${isDeleted ? "The file was deleted from Azure" : "Delete the file from Azure"}. Run the command again.`,
    1,
  );
}

const processingTimeoutMs = 60 * 60_000;

export interface Processing {
  /** The number of bytes that were sent; undefined if Azure has downloaded the file. */
  bytes?: number;
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
  { bytes, client, signal, pollSeconds, onWait }: Processing,
): Promise<void> {
  const deadline = Date.now() + processingTimeoutMs;
  for (let poll = 0; Date.now() <= deadline; poll += 1) {
    const file = await client.files.retrieve(id, abortable(signal));
    await requireBytes(client, file, bytes, signal);
    const state = fileState(file);
    if (state === "ready") {
      return;
    }
    if (state === "unusable") {
      const { status_details: details } = file;
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
