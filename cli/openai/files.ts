/** Training and validation files of an account. */
import { setTimeout as delay } from "node:timers/promises";
import type { AzureOpenAI } from "openai";
import { UserError } from "../errors";
import { abortable } from "./client";

type UploadedFile = Awaited<ReturnType<AzureOpenAI["files"]["retrieve"]>>;

/** What a file in Azure is found by. */
export interface FileIdentity {
  /** The end of its name, which identifies its content. */
  nameEnd: string;
  bytes: number;
}

export interface FoundFiles {
  /** ID of a file with that content. */
  id?: string;
  /** What has the name and is not used: "file-… …". */
  unusable: string[];
}

/** Statuses from which no file becomes usable. OpenAI's client types only some of Azure's. */
const unusableStatuses = ["error", "failed", "canceled", "cancelled", "deleting", "deleted"];
const isUnusable = ({ status }: UploadedFile) => unusableStatuses.includes(status);

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
    if (file.bytes !== bytes) {
      unusable.push(`${file.id} has ${file.bytes} bytes instead of ${bytes}`);
    } else if (isUnusable(file)) {
      unusable.push(`${file.id} has the status ${file.status}`);
    } else {
      usable.push(file);
    }
  }
  usable.sort((a, b) => a.created_at - b.created_at || (a.id < b.id ? -1 : 1));
  return { id: usable[0]?.id, unusable };
}

export interface Upload {
  name: string;
  bytes: number;
  /** Reads the content from its start, once for each attempt. */
  read: () => AsyncIterable<Uint8Array>;
}

/**
 * Uploads a file under a name.
 * @throws The error of `read` if it fails: the request is then aborted before its end, so that Azure has no part of the file.
 */
export async function uploadFile(
  client: AzureOpenAI,
  { name, bytes, read }: Upload,
  signal: AbortSignal,
): Promise<string> {
  const failure = new AbortController();
  const readOrAbort = async function* () {
    try {
      yield* read();
    } catch (error) {
      failure.abort(error);
      throw error;
    }
  };
  const body = new FormData();
  body.append("purpose", "fine-tune");
  // Without a third argument, which would copy the file and lose its stream. So would the client's `files.create`.
  body.append("file", new StreamedFile(name, bytes, readOrAbort));
  try {
    const uploaded = await client.post<UploadedFile>("/files", {
      body,
      signal: AbortSignal.any([signal, failure.signal]),
    });
    await requireBytes(client, uploaded, bytes, signal);
    return uploaded.id;
  } catch (error) {
    throw failure.signal.aborted ? failure.signal.reason : error;
  }
}

/** A file whose content is read as it is sent. Its size is known, so that the request has a Content-Length. */
class StreamedFile extends File {
  constructor(
    name: string,
    bytes: number,
    private readonly read: () => AsyncIterable<Uint8Array>,
  ) {
    super([], name);
    Object.defineProperty(this, "size", { value: bytes });
  }

  override stream(): ReturnType<File["stream"]> {
    return ReadableStream.from(this.read()) as ReturnType<File["stream"]>;
  }
}

/**
 * Compares Azure's number of bytes with what was sent, where Azure returns one. Whether it does before it has processed the file is
 * not known.
 * @throws UserError if they differ. The file is deleted first, since its name is that of other content.
 */
async function requireBytes(
  client: AzureOpenAI,
  { id, bytes: received, status }: UploadedFile,
  sent: number,
  signal: AbortSignal,
): Promise<void> {
  const isKnown = typeof received === "number" && (received > 0 || status === "processed");
  if (!isKnown || received === sent) {
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
  /** The number of bytes that were sent. */
  bytes: number;
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
    if (file.status === "processed") {
      return;
    }
    if (isUnusable(file)) {
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
