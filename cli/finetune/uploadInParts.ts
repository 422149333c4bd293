/** Uploads a large file in parts. A part that fails is sent again, and what an interrupted command has sent is not sent again. */
import { createHash } from "node:crypto";
import type { Hash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { APIError } from "openai";
import type { AzureOpenAI } from "openai";
import { UserError } from "../errors";
import { waitBefore } from "../network/send";
import { services } from "../network/service";
import { outcomeOf, replyOf, toUserError } from "../openai/errors";
import { addPart, cancelUpload, completeUpload, createUpload } from "../openai/uploads";
import { FileChanged } from "../trainingFile/content";
import { unfinishedUpload } from "./unfinishedUpload";
import type { SentPart, StartedUpload, UnfinishedUpload } from "./unfinishedUpload";
import type { ValidatedFile } from "./uploadOnce";

export interface PartsUpload {
  client: AzureOpenAI;
  endpoint: string;
  /** The file's name in Azure. */
  name: string;
  partBytes: number;
  signal: AbortSignal;
  /** Receives how many bytes Azure has, or will have with the chunk that is being sent. */
  onProgress: (bytes: number) => void;
  onNotice: (text: string) => void;
  /** Finds the file in Azure, which another process may have completed. */
  find: () => Promise<string | undefined>;
}

/** Attempts to send a part, besides those of the client. */
const maxPartAttempts = 4;
const firstRetryMs = 1000;
/** How often an upload begins that Azure has lost. */
const maxUploads = 2;

/** @returns ID of the file. @throws UserError if the file has changed: Azure then has no file of it. */
export async function uploadInParts(validated: ValidatedFile, upload: PartsUpload): Promise<string> {
  const { endpoint, signal, find, onNotice } = upload;
  const unfinished = unfinishedUpload(endpoint, validated.content.digest);
  for (let round = 1; ; round += 1) {
    const started = await continueOrBegin(validated, upload, unfinished);
    try {
      const id = await sendAndComplete(validated, started, upload, unfinished);
      unfinished.forget();
      return id;
    } catch (error) {
      if (!isLost(error)) {
        throw signal.aborted ? error : withRemedy(error, started, validated, upload);
      }
      unfinished.forget();
      const found = await find();
      if (found || round === maxUploads) {
        return found ?? rethrow(error);
      }
      onNotice(`! Azure has no upload ${started.id} any more. Starting over.`);
    }
  }
}

async function continueOrBegin(
  { file, content }: ValidatedFile,
  { client, name, partBytes, signal, onNotice }: PartsUpload,
  unfinished: UnfinishedUpload,
): Promise<StartedUpload> {
  const recalled = unfinished.recall();
  if (recalled) {
    onNotice(`… Continuing the upload of ${file.path}`);
    return recalled;
  }
  const { id, expires_at } = await createUpload(client, { name, bytes: content.bytes }, signal);
  return { id, expires_at, partBytes, parts: [] };
}

function rethrow(error: unknown): never {
  throw error;
}

/** Whether Azure refuses to go on with an upload: it has expired, or another process has completed or cancelled it. */
const isLost = (error: unknown): boolean =>
  error instanceof APIError && [400, 404, 409, 410].includes(error.status as number);

function withRemedy(
  error: unknown,
  { parts, partBytes }: StartedUpload,
  { file, content }: ValidatedFile,
  { endpoint }: PartsUpload,
): unknown {
  if (error instanceof UserError || parts.length === 0) {
    return error;
  }
  const sent = Math.min(parts.length * partBytes, content.bytes);
  const { lines, exitCode } = toUserError(`The upload of ${file.path}`, endpoint, error);
  return new UserError(
    [
      ...lines,
      `  Azure has ${inMegabytes(sent)} of ${inMegabytes(content.bytes)} MB. Run the same command again within an hour to send the rest.`,
    ],
    exitCode,
  );
}

/** Formats a number of bytes in decimal megabytes, without the unit. */
export const inMegabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);

async function sendAndComplete(
  validated: ValidatedFile,
  started: StartedUpload,
  upload: PartsUpload,
  unfinished: UnfinishedUpload,
): Promise<string> {
  const { client, signal, find } = upload;
  const { content, file } = validated;
  const abandon = async () => {
    unfinished.forget();
    await cancelUpload(client, started.id, signal);
  };
  const digest = await sendParts(validated, started, upload, unfinished).catch(async (error: unknown) => {
    if (error instanceof FileChanged) {
      await abandon();
    }
    throw error;
  });
  if (digest !== content.digest) {
    await abandon();
    throw new FileChanged(file.path);
  }
  const parts = started.parts.map(({ id }) => id);
  const completed = await completeUpload(client, started.id, { parts, bytes: content.bytes }, signal);
  const id = completed ?? (await find());
  if (!id) {
    throw new UserError(
      `Azure completed the upload ${started.id} of ${file.path} and lists no file. Run the command again.`,
      1,
    );
  }
  return id;
}

interface Range {
  from: number;
  bytes: number;
}

/** A part that Azure has, and the digest of the file to its end. */
interface KnownPart {
  part: SentPart;
  whole: Hash;
}

/** @returns The digest of what Azure has: of each part as it was sent in the attempt that succeeded. */
async function sendParts(
  validated: ValidatedFile,
  started: StartedUpload,
  upload: PartsUpload,
  unfinished: UnfinishedUpload,
): Promise<string> {
  const { bytes } = validated.content;
  const count = Math.ceil(bytes / started.partBytes);
  let whole = createHash("sha256");
  for (let index = 0; index < count; index += 1) {
    const from = index * started.partBytes;
    const range: Range = { from, bytes: Math.min(started.partBytes, bytes - from) };
    let known = await findSentPart(validated, range, started.parts[index], whole);
    if (!known) {
      known = await sendPart(validated, range, started.id, upload, whole);
      started.parts[index] = known.part;
      unfinished.remember(started);
    }
    ({ whole } = known);
    upload.onProgress(from + range.bytes);
  }
  return whole.digest("hex");
}

/** Returns the part that an earlier run has sent; undefined if the file has other content there. */
async function findSentPart(
  validated: ValidatedFile,
  range: Range,
  part: SentPart | undefined,
  before: Hash,
): Promise<KnownPart | undefined> {
  if (!part) {
    return undefined;
  }
  const reader = rangeReader(validated, range, before);
  for await (const _chunk of reader.read()) {
    // Read for its digest.
  }
  const { digest, whole } = reader.end();
  return digest === part.digest ? { part, whole } : undefined;
}

async function sendPart(
  validated: ValidatedFile,
  range: Range,
  uploadId: string,
  { client, signal, onProgress }: PartsUpload,
  before: Hash,
): Promise<KnownPart> {
  for (let attempt = 1; ; attempt += 1) {
    let reader = rangeReader(validated, range, before);
    const read = async function* () {
      // The client, too, sends a request again that fails.
      reader = rangeReader(validated, range, before);
      let position = range.from;
      for await (const chunk of reader.read()) {
        yield chunk;
        onProgress((position += chunk.length));
      }
    };
    try {
      const id = await addPart(client, uploadId, { name: "part", bytes: range.bytes, read }, signal);
      const { digest, whole } = reader.end();
      return { part: { id, digest }, whole };
    } catch (error) {
      const outcome = outcomeOf(error);
      if (signal.aborted || outcome === "rejected" || attempt === maxPartAttempts) {
        throw error;
      }
      const delayMs = firstRetryMs * 2 ** (attempt - 1);
      await (outcome === "throttled"
        ? waitBefore(services.openAi, replyOf(error), delayMs, signal)
        : delay(delayMs, undefined, { signal }));
    }
  }
}

/** Reads a range of the file once. @param before The digest of the file up to the range. */
function rangeReader({ file }: ValidatedFile, { from, bytes }: Range, before: Hash) {
  const part = createHash("sha256");
  const whole = before.copy();
  return {
    /** @throws FileChanged if the file ends before the range does. */
    async *read(): AsyncGenerator<Buffer> {
      let rest = bytes;
      for await (const chunk of file.chunks(from, bytes)) {
        part.update(chunk);
        whole.update(chunk);
        rest -= chunk.length;
        yield chunk;
      }
      if (rest > 0) {
        throw new FileChanged(file.path);
      }
    },
    end: () => ({ digest: part.digest("hex"), whole }),
  };
}
