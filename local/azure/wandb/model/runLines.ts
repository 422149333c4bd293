/** The lines of a run's streams: its history, its events and its output. */
import type { Platform } from "../../service";

/** Names of the streams, as clients send them. */
export const historyFile = "wandb-history.jsonl";
export const eventsFile = "wandb-events.jsonl";
export const summaryFile = "wandb-summary.json";
export const outputFile = "output.log";

/** One record a line: `RUN/FILE/NUMBER`. */
const lines = (platform: Platform) => platform.store.collection<string>("wandbLines");
const counts = (platform: Platform) => platform.store.collection<number>("wandbLineCounts");

export function lineCount(platform: Platform, runId: string, file: string): number {
  return counts(platform).get(`${runId}/${file}`) ?? 0;
}

/** Writes lines from an offset on; writing the same lines at the same offset again changes nothing. */
export function writeLines(
  platform: Platform,
  runId: string,
  file: string,
  offset: number,
  content: readonly string[],
): void {
  content.forEach((line, index) => lines(platform).put(`${runId}/${file}/${offset + index}`, line));
  const count = Math.max(lineCount(platform, runId, file), offset + content.length);
  counts(platform).put(`${runId}/${file}`, count);
}

export function readLines(platform: Platform, runId: string, file: string): string[] {
  return Array.from(
    { length: lineCount(platform, runId, file) },
    (_, number) => lines(platform).get(`${runId}/${file}/${number}`) ?? "",
  );
}

export function removeLines(platform: Platform, runId: string): void {
  for (const file of [historyFile, eventsFile, outputFile]) {
    const count = lineCount(platform, runId, file);
    for (let number = 0; number < count; number += 1) {
      lines(platform).delete(`${runId}/${file}/${number}`);
    }
    counts(platform).delete(`${runId}/${file}`);
  }
}
