/** Uploads a training file once: an uploaded file with the same content is used. */
import * as path from "node:path";
import { SingleBar } from "cli-progress";
import type { OpenAiClient } from "../openai/client";
import { findFile, uploadFile, waitUntilProcessed } from "../openai/files";
import { isTerminal, visibleLine } from "../output";
import type { Output } from "../output";
import { readUnchanged } from "../trainingFile/content";
import type { Content } from "../trainingFile/content";
import type { OpenFile } from "../trainingFile/openFile";

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
}

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
  { openai, output, signal }: Uploading,
): Promise<string> {
  const { bytes } = content;
  const name = `${path.basename(file.path, ".jsonl")}${nameEnd}`;
  const isShown = !output.json && (isTerminal(process.stderr) || bytes > minLoggedBytes);
  const bar = isShown ? progressBar(`Uploading ${visibleLine(file.path)}`) : undefined;
  let sent = 0;
  bar?.start(bytes, 0);
  openai.onBytesSent((more) => bar?.update(Math.min(bytes, (sent += more))));
  try {
    const read = () => readUnchanged(file, content);
    const id = await uploadFile(openai.client, { name, bytes, read }, signal);
    // Before the line below, which the bar would overwrite.
    bar?.stop();
    output.print(`✔ Uploaded ${file.path}: ${id} (${(bytes / 1024 / 1024).toFixed(1)} MB)`);
    return id;
  } finally {
    bar?.stop();
    openai.onBytesSent(undefined);
  }
}

const progressBar = (title: string) =>
  new SingleBar({
    format: `  ${title} {bar} {percentage} %`,
    noTTYOutput: true,
    notTTYSchedule: 2000,
    hideCursor: true,
    stopOnComplete: false,
    clearOnComplete: true,
    stream: process.stderr,
  });
