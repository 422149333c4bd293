/**
 * The Uploads API: a file in parts, which become a file when the upload is completed. Azure lists it since api-version
 * 2024-08-01-preview: up to 9 GB, for two hours. OpenAI allows 8 GB, one hour and parts of 64 MB; what both allow is used.
 */
import type { AzureOpenAI } from "openai";
import { abortable } from "./client";
import { requireBytes } from "./files";
import type { UploadedFile } from "./files";
import { postFile } from "./streamedFile";
import type { FileContent } from "./streamedFile";

/** Bytes of each part but the last. */
export const partBytes = 64_000_000;

export interface Upload {
  id: string;
  /** Seconds since the epoch, until which Azure keeps the parts. */
  expires_at: number;
}

/** Begins an upload. Azure deletes it, with its parts, if it is not completed in time. */
export const createUpload = (
  client: AzureOpenAI,
  { name, bytes }: Pick<FileContent, "name" | "bytes">,
  signal: AbortSignal,
): Promise<Upload> =>
  client.uploads.create(
    { filename: name, bytes, purpose: "fine-tune", mime_type: "text/jsonl" },
    abortable(signal),
  );

/** Adds a part. @returns Its ID. @throws The error of `read` if it fails. */
export async function addPart(
  client: AzureOpenAI,
  upload: string,
  part: FileContent,
  signal: AbortSignal,
): Promise<string> {
  const path = `/uploads/${encodeURIComponent(upload)}/parts`;
  return (await postFile<{ id: string }>(client, path, part, { field: "data" }, signal)).id;
}

/**
 * Completes an upload with its parts, in their order.
 * @returns The file's ID; undefined if Azure does not return one.
 * @throws UserError if Azure has another number of bytes.
 */
export async function completeUpload(
  client: AzureOpenAI,
  upload: string,
  { parts, bytes }: { parts: readonly string[]; bytes: number },
  signal: AbortSignal,
): Promise<string | undefined> {
  const { file } = await client.uploads.complete(upload, { part_ids: [...parts] }, abortable(signal));
  if (!file) {
    return undefined;
  }
  await requireBytes(client, file as UploadedFile, bytes, signal);
  return file.id;
}

/** Ends an upload that must not become a file. What Azure answers changes nothing: nobody completes it. */
export const cancelUpload = (client: AzureOpenAI, upload: string, signal: AbortSignal): Promise<unknown> =>
  client.uploads.cancel(upload, abortable(signal)).catch(() => undefined);
