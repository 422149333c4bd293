/** Uploads a training file, once: a file of the same content that is there already is taken. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { SingleBar } from "cli-progress";
import { UserError } from "../failure";
import { abortable } from "../openai/client";
import type { OpenAiClient } from "../openai/client";
import { isTerminal } from "../output";
import type { Output } from "../output";

export interface Uploading {
  openai: OpenAiClient;
  output: Output;
  signal: AbortSignal;
  /** Seconds between looks at a file that is processed. */
  poll: number;
}

/** Bytes of an upload that takes more than a moment. */
const largeFile = 8 * 1024 * 1024;

/** The file's name with the start of its digest, by which a later run finds it again. */
async function nameOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of fs.createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk);
  }
  return `${path.basename(file, ".jsonl")}.${hash.digest("hex").slice(0, 16)}.jsonl`;
}

/**
 * @returns The id of the file at Azure, processed.
 * @throws UserError where Azure does not take what is in it.
 */
export async function uploadOnce(file: string, uploading: Uploading): Promise<string> {
  const { openai, output, signal } = uploading;
  const name = await nameOf(file);
  const bytes = fs.statSync(file).size;
  let id: string | undefined;
  for await (const known of openai.client.files.list({ purpose: "fine-tune" }, abortable(signal))) {
    if (known.filename === name && known.bytes === bytes && known.status !== "error") {
      id = known.id;
      output.say(`✔ ${file} is uploaded already: ${id}`);
      break;
    }
  }
  id ??= await upload(file, name, bytes, uploading);
  output.emit("file", { path: file, id });
  await processed(file, id, uploading);
  return id;
}

async function upload(
  file: string,
  name: string,
  bytes: number,
  { openai, output, signal }: Uploading,
): Promise<string> {
  const title = `Uploading ${file}`;
  // In a log, a bar is worth its lines only where the upload takes a while.
  const isShown = !output.json && (isTerminal(process.stderr) || bytes > largeFile);
  const bar = !isShown
    ? undefined
    : new SingleBar({
        format: `  ${title} {bar} {percentage} %`,
        noTTYOutput: true,
        notTTYSchedule: 2000,
        hideCursor: true,
        stopOnComplete: false,
        clearOnComplete: true,
        stream: process.stderr,
      });
  let sent = 0;
  bar?.start(bytes, 0);
  openai.onSent((more) => bar?.update(Math.min(bytes, (sent += more))));
  try {
    // Read from the disk while it goes out, so that its size does not matter.
    const content = new File([await fs.openAsBlob(file)], name);
    const { id } = await openai.client.files.create(
      { purpose: "fine-tune", file: content },
      abortable(signal),
    );
    bar?.stop();
    output.say(`✔ ${file} is uploaded: ${id} (${(bytes / 1024 / 1024).toFixed(1)} MB)`);
    return id;
  } finally {
    bar?.stop();
    openai.onSent(undefined);
  }
}

/** Waits until Azure has looked at a file; an hour at most. */
async function processed(
  file: string,
  id: string,
  { openai, output, signal, poll }: Uploading,
): Promise<void> {
  const until = Date.now() + 60 * 60_000;
  for (let told = false; ; told = true) {
    const { status, status_details: details } = await openai.client.files.retrieve(id, abortable(signal));
    if (status === "processed") {
      return;
    }
    if (status === "error") {
      throw new UserError(`Azure does not take ${file}: ${details ?? "it says no reason"}`, 1);
    }
    if (Date.now() > until) {
      throw new UserError(
        `Azure still processes ${file} (${id}) after an hour: run the command again later.`,
      );
    }
    if (!told) {
      output.say(`… Azure looks at ${file}`);
    }
    await delay(poll * 1000, undefined, { signal });
  }
}
