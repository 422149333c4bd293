/**
 * The intent to create a job, on disk before the request is sent. If the process is killed before it receives the response, the
 * next process finds the intent, and knows that a job may exist that Azure does not list yet.
 */
import { createHash } from "node:crypto";
import * as path from "node:path";
import type { JobRequest } from "../openai/jobs";
import { stateDirectory } from "../stateDirectory";
import { createStateFile, removeStateFile, writeStateFile, writtenAt } from "./stateFile";

/** An older intent is ignored: its request was processed or dropped long ago. */
const lifetimeMs = 10 * 60_000;

export interface CreationIntent {
  /** When a process sent the same request and received no response, in milliseconds since the epoch. */
  readonly unansweredSince: number | undefined;
  /**
   * Begins an intent that no other process has begun since this one looked.
   * @returns false if another process is sending the same request now.
   */
  claim(): boolean;
  /** Begins the intent, or begins it again before another attempt. */
  begin(): void;
  end(): void;
}

/** @param endpoint URL that the request is sent to. */
export function creationIntent(endpoint: string, request: JobRequest): CreationIntent {
  const digest = createHash("sha256")
    .update(JSON.stringify([endpoint, request]))
    .digest("hex");
  const file = path.join(stateDirectory(), `${digest.slice(0, 32)}.intent`);
  const since = writtenAt(file);
  return {
    unansweredSince: since !== undefined && Date.now() - since < lifetimeMs ? since : undefined,
    // The file's time is all that is needed, so the request is not stored.
    claim() {
      if (since === undefined) {
        return createStateFile(file);
      }
      // An intent of an earlier process was considered already.
      writeStateFile(file, "");
      return true;
    },
    begin: () => writeStateFile(file, ""),
    end: () => removeStateFile(file),
  };
}
