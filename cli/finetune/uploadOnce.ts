/** Uploads a training file once: an uploaded file with the same content is used. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { SingleBar } from "cli-progress";
import type { OpenAiClient } from "../openai/client";
import { findFile, uploadFile, waitUntilProcessed } from "../openai/files";
import type { NamedFile } from "../openai/files";
import { isTerminal, visibleLine } from "../output";
import type { Output } from "../output";

export interface Uploading {
  openai: OpenAiClient;
  output: Output;
  signal: AbortSignal;
  /** Seconds between requests for the file's status. */
  pollSeconds: number;
}

/** In a log, only the progress of a larger upload is printed. */
const minLoggedBytes = 8 * 1024 * 1024;

/** @returns ID of the processed file. @throws UserError if Azure rejects the file. */
export async function uploadOnce(file: string, uploading: Uploading): Promise<string> {
  const { openai, output, signal, pollSeconds } = uploading;
  const { client } = openai;
  const named = { name: await nameByContent(file), bytes: fs.statSync(file).size };
  const existing = await findFile(client, named, signal);
  if (existing) {
    output.print(`✔ ${file} is already uploaded: ${existing}`);
  }
  const id = existing ?? (await uploadWithProgress(file, named, uploading));
  output.emit("file", { path: file, id });
  const onWait = () => output.print(`… Azure is processing ${file}`);
  await waitUntilProcessed(id, file, { client, signal, pollSeconds, onWait });
  return id;
}

/** Returns the file's name with the start of its content's digest, so that a later command finds the uploaded file. */
async function nameByContent(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of fs.createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk);
  }
  return `${path.basename(file, ".jsonl")}.${hash.digest("hex").slice(0, 16)}.jsonl`;
}

async function uploadWithProgress(
  file: string,
  { name, bytes }: NamedFile,
  { openai, output, signal }: Uploading,
): Promise<string> {
  const isShown = !output.json && (isTerminal(process.stderr) || bytes > minLoggedBytes);
  const bar = isShown ? progressBar(`Uploading ${visibleLine(file)}`) : undefined;
  let sent = 0;
  bar?.start(bytes, 0);
  openai.onBytesSent((more) => bar?.update(Math.min(bytes, (sent += more))));
  try {
    const id = await uploadFile(openai.client, file, name, signal);
    // Before the line below, which the bar would overwrite.
    bar?.stop();
    output.print(`✔ Uploaded ${file}: ${id} (${(bytes / 1024 / 1024).toFixed(1)} MB)`);
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
