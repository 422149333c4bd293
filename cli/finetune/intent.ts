/**
 * What is about to be asked for, written down before it is asked. A process that is killed between the request and its answer
 * leaves this behind, and the next one knows that a job may be on its way which no list has yet.
 */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { homedir } from "node:os";
import * as path from "node:path";
import type { JobRequest } from "./request";

/** Milliseconds after which an intent means nothing any more: a request is answered or dropped long before. */
const lifetime = 10 * 60_000;

export interface Intent {
  /** When the same request was about to be sent by a process that heard no answer, in milliseconds. */
  readonly unansweredSince: number | undefined;
  begin(): void;
  end(): void;
}

/** @param endpoint Where the request goes. */
export function intentOf(endpoint: string, request: JobRequest): Intent {
  const digest = createHash("sha256")
    .update(JSON.stringify([endpoint, request]))
    .digest("hex");
  const directory = path.join(
    process.env.XDG_STATE_HOME || path.join(homedir(), ".local", "state"),
    "azure-openai-wandb",
  );
  const file = path.join(directory, `${digest.slice(0, 32)}.intent`);
  const since = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return {
    unansweredSince: since !== undefined && Date.now() - since < lifetime ? since : undefined,
    begin() {
      fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
      // Its time says everything; nothing of the request is kept.
      fs.writeFileSync(file, "");
    },
    end: () => fs.rmSync(file, { force: true }),
  };
}
