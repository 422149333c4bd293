/** Files of an account: uploaded, checked, read back, deleted. */
import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { ArmResource } from "../arm/resources";
import { AzureError } from "../error";
import type { Call, Platform, Reply } from "../service";
import { requireDataAction } from "./access";
import { isV1, listed, seconds } from "./list";
import { parseTrainingFile } from "./trainingFile";

/** A file, as it is kept; its content is a blob of the same id. */
export interface OpenAiFile {
  id: string;
  accountId: string;
  filename: string;
  purpose: string;
  bytes: number;
  createdAt: number;
  status: "pending" | "processed" | "error";
  /** Polls until its processing ends. */
  left: number;
  error?: string;
  /** Examples in it, once it is processed. */
  examples?: number;
}

/** Azure OpenAI's limits for an account. */
const mostFiles = 50;
const mostBytes = 1024 ** 3;

export const files = (platform: Platform) => platform.store.collection<OpenAiFile>("openaiFiles");
export const blobOf = (file: { id: string; accountId: string }) => `openai/${file.accountId}/${file.id}`;

export const uploadBody = z.looseObject({
  purpose: z.enum(["fine-tune", "assistants", "batch", "evals", "user_data"]),
  file: z.instanceof(File),
});

function shownFile(file: OpenAiFile): Record<string, unknown> {
  const { id, bytes, createdAt, filename, purpose, status, error } = file;
  return {
    id,
    object: "file",
    bytes,
    created_at: createdAt,
    filename,
    purpose,
    status,
    ...(error ? { status_details: error, error: { code: "jsonlValidationFailed", message: error } } : {}),
  };
}

export function findFile(platform: Platform, account: ArmResource, id: string): OpenAiFile | undefined {
  return files(platform).get(`${account.id}/${id}`);
}

function requireFile(call: Call, action: string): OpenAiFile {
  const account = requireDataAction(call, action);
  const file = findFile(call.platform, account, call.params.fileId!);
  if (!file) {
    throw new AzureError(
      404,
      "notFound",
      `The specified file '${call.params.fileId!.slice(0, 60)}' was not found.`,
    );
  }
  return file;
}

export async function uploadFile(call: Call<z.infer<typeof uploadBody>>): Promise<Reply> {
  const { platform, body, url } = call;
  const account = requireDataAction(call as Call, "files/write");
  const uploaded = filesOf(platform, account).filter(({ purpose }) => purpose === body.purpose);
  const bytes = uploaded.reduce((sum, file) => sum + file.bytes, body.file.size);
  if (uploaded.length >= mostFiles || bytes > mostBytes) {
    throw new AzureError(
      400,
      "quotaExceeded",
      `The account has ${uploaded.length} files: at most ${mostFiles} files and ${mostBytes} bytes are allowed. Delete files that are not used any more.`,
    );
  }
  const file: OpenAiFile = {
    id: `file-${randomBytes(16).toString("hex")}`,
    accountId: account.id,
    filename: body.file.name,
    purpose: body.purpose,
    bytes: body.file.size,
    createdAt: seconds(platform),
    status: "pending",
    left: platform.settings.current.fineTuning.filePolls,
  };
  await platform.blobs.put(blobOf(file), Buffer.from(await body.file.arrayBuffer()));
  files(platform).put(`${account.id}/${file.id}`, file);
  return { status: isV1(url) ? 200 : 201, body: shownFile(file) };
}

const filesOf = (platform: Platform, { id }: ArmResource) =>
  [...files(platform).values()].filter(({ accountId }) => accountId === id);

/** Keeps a file that the service made itself, such as a job's results. */
export async function writeResultFile(
  platform: Platform,
  accountId: string,
  id: string,
  content: string,
): Promise<void> {
  const file: OpenAiFile = {
    id,
    accountId,
    filename: "results.csv",
    purpose: "fine-tune-results",
    bytes: Buffer.byteLength(content),
    createdAt: seconds(platform),
    status: "processed",
    left: 0,
  };
  await platform.blobs.put(blobOf(file), Buffer.from(content));
  files(platform).put(`${accountId}/${id}`, file);
}

/** Counts a look at a file that is being processed; the last one ends it, by really reading the file. */
export async function processFile(platform: Platform, file: OpenAiFile): Promise<OpenAiFile> {
  if (file.status !== "pending") {
    return file;
  }
  let next: OpenAiFile = { ...file, left: file.left - 1 };
  if (file.left <= 0) {
    try {
      const content = (await platform.blobs.get(blobOf(file)))!;
      const examples = file.purpose === "fine-tune" ? parseTrainingFile(content).length : undefined;
      next = { ...next, status: "processed", examples };
    } catch (error) {
      const { message } = error as Error;
      const reason = error instanceof TypeError ? "The file is not valid UTF-8." : message;
      next = { ...next, status: "error", error: `Validation of jsonl file failed: ${reason}` };
    }
  }
  files(platform).put(`${file.accountId}/${file.id}`, next);
  return next;
}

export async function getFile(call: Call): Promise<Reply> {
  const file = await processFile(call.platform, requireFile(call, "files/read"));
  return { status: 200, body: shownFile(file) };
}

export async function listFiles(call: Call): Promise<Reply> {
  const account = requireDataAction(call, "files/read");
  const purpose = call.url.searchParams.get("purpose");
  const found = await Promise.all(
    filesOf(call.platform, account).map((file) => processFile(call.platform, file)),
  );
  const wanted = found.filter((file) => purpose === null || file.purpose === purpose).reverse();
  return { status: 200, body: listed(call, wanted.map(shownFile), 10_000) };
}

export async function getContent(call: Call): Promise<Reply> {
  const content = await call.platform.blobs.get(blobOf(requireFile(call, "files/read")));
  return { status: 200, headers: { "content-type": "application/octet-stream" }, body: content };
}

export async function deleteFile(call: Call): Promise<Reply> {
  const file = requireFile(call, "files/delete");
  files(call.platform).delete(`${file.accountId}/${file.id}`);
  await call.platform.blobs.delete(blobOf(file));
  return isV1(call.url)
    ? { status: 200, body: { id: file.id, object: "file", deleted: true } }
    : { status: 204 };
}
