/** Uploads a training file once: an uploaded file with the same content is used. */
import * as path from "node:path";
import { SingleBar } from "cli-progress";
import type { StackOptions } from "../deployment/stackOptions";
import type { EndpointOptions } from "../deployment/target";
import type { OpenAiClient } from "../openai/client";
import { findFile, uploadFile, waitUntilProcessed } from "../openai/files";
import { partBytes } from "../openai/uploads";
import { isCalledByProgram } from "../callContext";
import { isTerminal, visibleLine } from "../output";
import type { Output } from "../output";
import { readUnchanged } from "../trainingFile/content";
import type { Content } from "../trainingFile/content";
import type { OpenFile } from "../trainingFile/openFile";
import { inMegabytes, uploadInParts } from "./uploadInParts";

/** A file that is open, and what it contained when it was validated. */
export interface ValidatedFile {
  file: OpenFile;
  content: Content;
}

export interface Uploading {
  openai: OpenAiClient;
  output: Output;
  signal: AbortSignal;
  /** Seconds between requests for the file's status. */
  pollSeconds: number;
  /** When a file is uploaded in parts. */
  inParts?: PartsLimits;
  /** What specifies the account, for commands in messages. @default no options */
  target?: EndpointOptions & StackOptions;
}

interface PartsLimits {
  /** The size of the largest file that one request uploads, in bytes. */
  above: number;
  /** Size of each part but the last, in bytes. */
  partBytes: number;
}

/** Azure accepts larger files in one request, and later fails with a 500 from about 150 MB on (azure-skills, August 2026). */
const defaultParts: PartsLimits = { above: 100_000_000, partBytes };

/** In a log, only the progress of a larger upload is printed. */
const minLoggedBytes = 8 * 1024 * 1024;

/** Digits of the content's digest in a file's name. */
const nameDigits = 16;

/** @returns ID of the processed file. @throws UserError if the file has changed, or Azure rejects it. */
export async function uploadOnce(validated: ValidatedFile, uploading: Uploading): Promise<string> {
  const { openai, output, signal, pollSeconds } = uploading;
  const { client } = openai;
  const { content, file } = validated;
  const { bytes } = content;
  // Without the name on this machine: a renamed file, or another pipe, has the same content.
  const identity = { nameEnd: `.${content.digest.slice(0, nameDigits)}.jsonl`, bytes };
  const { id: existing, unusable } = await findFile(client, identity, signal);
  unusable.forEach((reason) => output.print(`! ${reason}. It is not used.`));
  if (existing) {
    output.print(`✔ ${file.path} is already uploaded: ${existing}`);
  }
  const uploaded = existing ?? (await uploadWithProgress(validated, identity.nameEnd, uploading));
  // Another process may have uploaded the same content meanwhile.
  const id = existing ?? (await findFile(client, identity, signal)).id ?? uploaded;
  output.emit("file", { path: file.path, id });
  const onWait = () => output.print(`… Azure is processing ${file.path}`);
  await waitUntilProcessed(id, file.path, { bytes, client, signal, pollSeconds, onWait });
  return id;
}

async function uploadWithProgress(
  { file, content }: ValidatedFile,
  nameEnd: string,
  uploading: Uploading,
): Promise<string> {
  const { openai, output, signal, inParts = defaultParts } = uploading;
  const { bytes } = content;
  const name = `${path.basename(file.path, ".jsonl")}${nameEnd}`;
  const isShown =
    !output.json && !isCalledByProgram() && (isTerminal(process.stderr) || bytes > minLoggedBytes);
  const bar = isShown ? progressBar(`Uploading ${visibleLine(file.path)}`) : undefined;
  const onProgress = (sent: number) =>
    bar?.update(Math.min(bytes, sent), { sent: inMegabytes(sent), size: inMegabytes(bytes) });
  bar?.start(bytes, 0, { sent: inMegabytes(0), size: inMegabytes(bytes) });
  try {
    const id =
      bytes > inParts.above
        ? await uploadInParts(
            { file, content },
            {
              ...openai,
              name,
              partBytes: inParts.partBytes,
              signal,
              onProgress,
              onNotice: (text) => output.print(text),
              find: async () => (await findFile(openai.client, { nameEnd, bytes }, signal)).id,
            },
          )
        : await uploadAtOnce({ file, content }, name, uploading, onProgress);
    // Before the line below, which the bar would overwrite.
    bar?.stop();
    output.print(`✔ Uploaded ${file.path}: ${id} (${(bytes / 1024 / 1024).toFixed(1)} MB)`);
    return id;
  } finally {
    bar?.stop();
  }
}

async function uploadAtOnce(
  { file, content }: ValidatedFile,
  name: string,
  { openai, signal }: Uploading,
  onProgress: (sent: number) => void,
): Promise<string> {
  let sent = 0;
  openai.onBytesSent((more) => onProgress((sent += more)));
  const read = () => {
    // A request that is sent again begins at the start.
    sent = 0;
    return readUnchanged(file, content);
  };
  try {
    return await uploadFile(openai.client, { name, bytes: content.bytes, read }, signal);
  } finally {
    openai.onBytesSent(undefined);
  }
}

const progressBar = (title: string) =>
  new SingleBar({
    format: `  ${title} {bar} {percentage} % ({sent} of {size} MB)`,
    noTTYOutput: true,
    notTTYSchedule: 2000,
    hideCursor: true,
    stopOnComplete: false,
    clearOnComplete: true,
    stream: process.stderr,
  });
