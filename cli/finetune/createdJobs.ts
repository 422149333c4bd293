/**
 * What this machine's jobs were requested with. Whether Azure returns a job's suffix, training type and method is not known, and
 * without them a job cannot be told from one that differs in them alone.
 */
import { createHash } from "node:crypto";
import * as path from "node:path";
import { requestedFields } from "../openai/jobs";
import type { JobRequest, RequestedFields } from "../openai/jobs";
import { stateDirectory } from "../stateDirectory";
import { forgetOldFiles, readStateFile, writeStateFile } from "./stateFile";

/** No job runs longer than 30 days. */
const lifetimeMs = 31 * 86_400_000;
const extension = ".job";

const fileOf = (jobId: string) =>
  path.join(stateDirectory(), `${createHash("sha256").update(jobId).digest("hex").slice(0, 32)}${extension}`);

/** Remembers what a job was requested with. */
export function rememberJob(jobId: string, request: JobRequest): void {
  const file = fileOf(jobId);
  writeStateFile(file, JSON.stringify(requestedFields(request)));
  forgetOldFiles(path.dirname(file), extension, lifetimeMs);
}

/** Returns what a job was requested with; undefined if this machine did not create it. */
export function recallJob(jobId: string): RequestedFields | undefined {
  const text = readStateFile(fileOf(jobId));
  try {
    return text === undefined ? undefined : (JSON.parse(text) as RequestedFields);
  } catch {
    // An earlier version could be interrupted while it wrote the file: nothing is known.
    return undefined;
  }
}
