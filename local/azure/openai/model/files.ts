/** The files of accounts: what is stored of them, and how they are processed. */
import { randomBytes } from "node:crypto";
import { limitOf } from "../../arm/cognitiveservices/model/limits";
import type { ArmResource } from "../../arm/resources";
import { AzureError } from "../../error";
import type { Platform } from "../../service";
import { StorageError } from "../../storage/storageError";
import { epochSeconds } from "../epochSeconds";
import { parseTrainingFile } from "./trainingFile";

/** A file's record; its content is a blob. */
export interface OpenAiFile {
  id: string;
  accountId: string;
  filename: string;
  purpose: string;
  bytes: number;
  /** Seconds since the epoch. */
  createdAt: number;
  status: "pending" | "processed" | "error";
  /** Requests for the file until its processing ends. */
  remainingPolls: number;
  error?: string;
  /** Why the file could not be imported. */
  importError?: string;
  /** Number of training examples, once a file for fine-tuning is processed. */
  examples?: number;
}

/** Azure OpenAI's limit for an account, besides those that the account's capabilities list. */
const maxTotalBytes = 1024 ** 3;

const files = (platform: Platform) => platform.store.collection<OpenAiFile>("openaiFiles");
const fileKey = ({ accountId, id }: Pick<OpenAiFile, "accountId" | "id">) => `${accountId}/${id}`;
const blobName = (file: Pick<OpenAiFile, "accountId" | "id">) => `openai/${fileKey(file)}`;

export const newFileId = (): string => `file-${randomBytes(16).toString("hex")}`;

export function findFile(
  platform: Platform,
  { id: accountId }: Pick<ArmResource, "id">,
  id: string,
): OpenAiFile | undefined {
  return files(platform).get(fileKey({ accountId, id }));
}

export function listFiles(platform: Platform, { id }: ArmResource): OpenAiFile[] {
  return [...files(platform).values()].filter(({ accountId }) => accountId === id);
}

/** @throws AzureError 400 where a file for fine-tuning is larger than the account allows. */
export function requireFileSize(
  platform: Platform,
  { purpose, bytes }: Pick<OpenAiFile, "purpose" | "bytes">,
): void {
  const maxBytes = limitOf(platform, "MaxTrainingFileSize");
  if (purpose === "fine-tune" && bytes > maxBytes) {
    throw new AzureError(
      400,
      "invalidPayload",
      `The file has ${bytes} bytes: at most ${maxBytes} bytes are allowed.`,
    );
  }
}

/** @throws AzureError 400 `quotaExceeded` where another file of this size exceeds the account's limits. */
export function requireFileQuota(
  platform: Platform,
  account: ArmResource,
  { purpose, bytes }: Pick<OpenAiFile, "purpose" | "bytes">,
): void {
  const existing = listFiles(platform, account).filter((file) => file.purpose === purpose);
  const maxFiles = limitOf(platform, "MaxUserFileCount");
  const totalBytes = existing.reduce((sum, file) => sum + file.bytes, bytes);
  if (existing.length >= maxFiles || totalBytes > maxTotalBytes) {
    throw new AzureError(
      400,
      "quotaExceeded",
      `The account has ${existing.length} files: at most ${maxFiles} files and ${maxTotalBytes} bytes are allowed. Delete files that are not used any more.`,
    );
  }
}

/** Stores a file that the service has received, and has yet to process. */
export const receiveFile = (
  platform: Platform,
  { id: accountId }: ArmResource,
  properties: Pick<OpenAiFile, "filename" | "purpose" | "importError">,
  content: Buffer,
): Promise<OpenAiFile> =>
  writeFile(
    platform,
    {
      id: newFileId(),
      accountId,
      ...properties,
      status: "pending",
      remainingPolls: platform.settings.current.fineTuning.filePolls,
    },
    content,
  );

/** Stores a file with its content. */
export async function writeFile(
  platform: Platform,
  properties: Omit<OpenAiFile, "bytes" | "createdAt">,
  content: Buffer,
): Promise<OpenAiFile> {
  const file: OpenAiFile = { ...properties, bytes: content.length, createdAt: epochSeconds(platform) };
  await platform.blobs.put(blobName(file), content);
  files(platform).put(fileKey(file), file);
  return file;
}

/** A file's content. @throws Error where there is none. */
export async function readFile(
  platform: Platform,
  file: Pick<OpenAiFile, "accountId" | "id">,
): Promise<Buffer> {
  const content = await platform.blobs.get(blobName(file));
  if (!content) {
    throw new Error(`The file ${file.id} has no content.`);
  }
  return content;
}

export async function removeFile(platform: Platform, file: OpenAiFile): Promise<void> {
  files(platform).delete(fileKey(file));
  // A file that is listed has its content, whatever fails in between.
  await platform.store.flush();
  await platform.blobs.delete(blobName(file));
}

/** Counts a poll of a file that is being processed; the last poll validates its content. */
export async function pollFile(platform: Platform, file: OpenAiFile): Promise<OpenAiFile> {
  if (file.status !== "pending") {
    return file;
  }
  const polled: OpenAiFile = {
    ...file,
    remainingPolls: file.remainingPolls - 1,
    ...(file.remainingPolls <= 0 ? await validateFile(platform, file) : {}),
  };
  files(platform).put(fileKey(file), polled);
  return polled;
}

async function validateFile(
  platform: Platform,
  file: OpenAiFile,
): Promise<Pick<OpenAiFile, "status" | "examples" | "error">> {
  if (file.importError) {
    return { status: "error", error: file.importError };
  }
  try {
    const content = await readFile(platform, file);
    const examples = file.purpose === "fine-tune" ? parseTrainingFile(content).length : undefined;
    return { status: "processed", examples };
  } catch (error) {
    if (error instanceof StorageError) {
      throw error;
    }
    const { message } = error as Error;
    const reason = error instanceof TypeError ? "The file is not valid UTF-8." : message;
    return { status: "error", error: `Validation of jsonl file failed: ${reason}` };
  }
}
