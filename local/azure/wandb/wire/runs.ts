/** Projects and their runs, which refer to each other. GraphQL evaluates the functions that a query selects. */
import type { Platform } from "../../service";
import { historyKeys, readHistory, sampleHistory } from "../model/history";
import type { SampleSpec } from "../model/history";
import { ensureProject } from "../model/projects";
import type { Project } from "../model/projects";
import { listRunFiles, runFileUrl } from "../model/runFiles";
import type { RunFile } from "../model/runFiles";
import { eventsFile, historyFile, lineCount, outputFile, readLines } from "../model/runLines";
import { findRun, listRuns } from "../model/runs";
import type { Run } from "../model/runs";
import { toResponseConnection, toResponseId } from "./graphql";
import type { Paging } from "./graphql";
import { toResponseEntity } from "./users";

export function toResponseProject(platform: Platform, project: Project): Record<string, unknown> {
  const run = ({ name }: { name: string }) => {
    const found = findRun(platform, project.entity, project.name, name);
    return found ? toResponseRun(platform, found) : null;
  };
  return {
    id: toResponseId(`Project:v1:${project.name}:${project.entity}`),
    internalId: String(project.number),
    name: project.name,
    entityName: project.entity,
    entity: toResponseEntity(project.entity),
    readOnly: false,
    createdAt: project.createdAt,
    runCount: () => listRuns(platform, project).length,
    run,
    bucket: run,
    // Filters are not evaluated: all clients here request a run by its name, or all runs.
    runs: (paging: Paging) =>
      toResponseConnection(
        listRuns(platform, project).map((found) => toResponseRun(platform, found)),
        paging,
      ),
  };
}

export function toResponseRun(platform: Platform, run: Run): Record<string, unknown> {
  const project = () => ensureProject(platform, run.entity, run.project);
  return {
    ...run,
    projectId: () => String(project().number),
    project: () => toResponseProject(platform, project()),
    sweepName: run.sweep ?? null,
    readOnly: false,
    user: { id: run.username, name: run.username, username: run.username },
    systemMetrics: "{}",
    wandbConfig: ({ keys }: { keys?: string[] | null }) => internalConfig(run, keys ?? []),
    ...toResponseHistory(platform, run.id),
    files: ({ names, ...paging }: Paging & { names?: string[] | null }) =>
      toResponseConnection(
        listRunFiles(platform, run, names ?? undefined).map((file) => toResponseFile(platform, run, file)),
        paging,
      ),
  };
}

/** What W&B's client writes about itself below `_wandb` of the configuration. */
function internalConfig({ config }: Run, keys: readonly string[]): string {
  const { _wandb: internal } = JSON.parse(config) as { _wandb?: { value?: Record<string, unknown> } };
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, internal?.value?.[key] ?? null])));
}

interface StepRange {
  minStep?: number | null;
  /** Exclusive. */
  maxStep?: number | null;
  samples?: number | null;
}

function toResponseHistory(platform: Platform, runId: string): Record<string, unknown> {
  const history = () => readHistory(platform, runId);
  const tail = (file: string) => JSON.stringify(readLines(platform, runId, file).slice(-2));
  return {
    historyKeys: () => historyKeys(history()),
    historyLineCount: () => lineCount(platform, runId, historyFile),
    eventsLineCount: () => lineCount(platform, runId, eventsFile),
    logLineCount: () => lineCount(platform, runId, outputFile),
    historyTail: () => tail(historyFile),
    eventsTail: () => tail(eventsFile),
    history: ({ minStep, maxStep, samples }: StepRange) =>
      history()
        .filter(({ _step: step }) => Number(step) >= (minStep ?? 0) && Number(step) < (maxStep ?? Infinity))
        .slice(0, samples ?? undefined)
        .map((row) => JSON.stringify(row)),
    events: () => readLines(platform, runId, eventsFile),
    sampledHistory: ({ specs }: { specs: string[] }) =>
      specs.map((spec) => sampleHistory(history(), JSON.parse(spec) as SampleSpec)),
    // No history is exported to Parquet: all rows are live.
    parquetHistory: ({ liveKeys }: { liveKeys: string[] }) => ({
      parquetUrls: [],
      liveData: sampleHistory(history(), { keys: liveKeys }),
    }),
  };
}

function toResponseFile(
  platform: Platform,
  run: Run,
  { name, bytes, updatedAt }: RunFile,
): Record<string, unknown> {
  return {
    id: toResponseId(`${run.id}/${name}`),
    name,
    url: runFileUrl(platform, run, name),
    directUrl: runFileUrl(platform, run, name),
    sizeBytes: bytes,
    mimetype: "application/octet-stream",
    md5: null,
    updatedAt,
  };
}
