/** `file_stream`: clients send a run's history line by line and by offset, so that sending again repeats nothing. */
import { AzureError } from "../../error";
import type { OpenCall, Platform, Reply } from "../../service";
import { findViewer, requireEntity, requireViewer } from "../access";
import { readHistory } from "../model/history";
import { historyFile, summaryFile, writeLines } from "../model/runLines";
import { findRun, upsertRun } from "../model/runs";
import type { Run } from "../model/runs";
import type { FileStreamBody } from "../wire/fileStream";

type FileStreamCall = OpenCall<FileStreamBody, "entity" | "project" | "run">;

export function postFileStream(call: FileStreamCall): Reply {
  const { platform, body } = call;
  const run = requireRun(call);
  for (const [file, { offset, content }] of Object.entries(body.files ?? {})) {
    if (file !== summaryFile) {
      requireHistoryRows(file, content);
      writeLines(platform, run.id, file, offset, content);
    }
  }
  upsertRun(platform, run, {
    name: run.name,
    state: stateOf(body),
    summaryMetrics: summaryOf(platform, run, body),
  });
  return { status: 200, body: { exitcode: null, limits: {} } };
}

function requireRun({ platform, params, headers }: FileStreamCall): Run {
  const user = requireViewer(findViewer(platform, headers));
  const entity = requireEntity(user, params.entity);
  const run = findRun(platform, entity, params.project, params.run);
  if (!run) {
    throw new AzureError(404, "NOT_FOUND", `run ${entity}/${params.project}/${params.run} not found`);
  }
  return run;
}

function stateOf({ complete, exitcode }: FileStreamBody): string {
  if (!complete) {
    return "running";
  }
  return exitcode ? "failed" : "finished";
}

/** The summary that the client sends; without one, the last value of each metric. @returns undefined for no change. */
function summaryOf(platform: Platform, run: Run, { files }: FileStreamBody): string | undefined {
  const sent = files?.[summaryFile]?.content.at(-1);
  if (sent !== undefined || !files?.[historyFile]) {
    return sent;
  }
  const lastValues = Object.fromEntries(readHistory(platform, run.id).flatMap(Object.entries<unknown>));
  return JSON.stringify({ ...(JSON.parse(run.summaryMetrics) as object), ...lastValues });
}

/** @throws AzureError 400 for a line of the history that is not a JSON object. */
function requireHistoryRows(file: string, content: readonly string[]): void {
  if (file === historyFile && !content.every(isJsonObject)) {
    throw new AzureError(400, "BAD_USER_INPUT", `a line of ${historyFile} is not a JSON object`);
  }
}

function isJsonObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
