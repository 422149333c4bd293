/** Runs at W&B. Writing a run again changes nothing. */
import { UserError } from "../errors";
import { wandbPost, wandbQuery } from "./client";
import { appUrl, isPublicServer } from "./server";

/** Returns the URL of a run's page, at the server that is used. */
export const runUrl = (entity: string, project: string, run: string, pages = appUrl()): string =>
  `${pages}/${encodeURIComponent(entity)}/${encodeURIComponent(project)}/runs/${encodeURIComponent(run)}`;

/** Returns the URL of the page of a run that Azure logs, which is at W&B's public server. */
export const azureRunUrl = (entity: string, project: string, run: string): string =>
  runUrl(entity, project, run, isPublicServer() ? appUrl() : appUrl({}));

export interface RunSettings {
  /** ID in the run's URL. An existing run with this ID is used. */
  id: string;
  project: string;
  /** @default The user's default entity. */
  entity?: string;
  displayName: string;
  tags: string[];
  jobType: string;
  config: Record<string, unknown>;
}

export interface OpenRun {
  id: string;
  project: string;
  entity: string;
  /** Number of lines in the run's history. */
  lines: number;
  /** The highest step in the run's history; -1 if the history is empty. */
  lastStep: number;
  /** `running`, `finished`, `failed`, `crashed` or `killed`. */
  state: string | null;
  summary: Record<string, unknown>;
}

const upsert = `mutation UpsertBucket($name: String, $project: String, $entity: String, $displayName: String, $jobType: String, $tags: [String!], $config: JSONString, $summaryMetrics: JSONString, $state: String) {
  upsertBucket(input: {name: $name, modelName: $project, entityName: $entity, displayName: $displayName, jobType: $jobType, tags: $tags, config: $config, summaryMetrics: $summaryMetrics, state: $state}) {
    bucket { name state summaryMetrics historyLineCount historyTail project { name entity { name } } }
  }
}`;

interface UpsertResult {
  upsertBucket: {
    bucket: {
      state: string | null;
      summaryMetrics: string | null;
      historyLineCount: number | null;
      historyTail: string | null;
      project: { name: string; entity: { name: string } };
    };
  };
}

/** Creates a run, or opens an existing one. @throws UserError */
export async function openRun(apiKey: string, run: RunSettings): Promise<OpenRun> {
  const { id, project, entity, displayName, tags, jobType, config } = run;
  const { upsertBucket } = await wandbQuery<UpsertResult>(apiKey, upsert, {
    name: id,
    project,
    entity: entity ?? null,
    displayName,
    tags,
    jobType,
    config: JSON.stringify(
      Object.fromEntries(Object.entries(config).map(([name, value]) => [name, { value }])),
    ),
  });
  const { state, summaryMetrics, project: actual, ...history } = upsertBucket.bucket;
  return {
    id,
    project: actual.name,
    entity: actual.entity.name,
    state,
    summary: JSON.parse(summaryMetrics ?? "{}") as Record<string, unknown>,
    ...extentOf(history),
  };
}

type Extent = Pick<OpenRun, "lines" | "lastStep">;

interface HistoryFields {
  historyLineCount: number | null;
  /** JSON list of the last lines, which are JSON too. */
  historyTail: string | null;
}

function extentOf({ historyLineCount, historyTail }: HistoryFields): Extent {
  const line = (JSON.parse(historyTail ?? "[]") as string[]).at(-1);
  return {
    lines: historyLineCount ?? 0,
    lastStep: (JSON.parse(line ?? "{}") as { _step?: number })._step ?? -1,
  };
}

/** Lines of one request: about a megabyte. */
const linesPerRequest = 5000;

/**
 * Writes lines of a run's history. They replace the lines that W&B has at these places, as when W&B's client syncs a run again.
 * @param offset Number of the lines before.
 * @param exitcode Ends the run; 0 if the job succeeded.
 * @throws UserError
 */
export async function writeHistory(
  apiKey: string,
  run: OpenRun,
  offset: number,
  rows: readonly Record<string, unknown>[],
  exitcode?: number,
): Promise<void> {
  const path = `/files/${[run.entity, run.project, run.id].map(encodeURIComponent).join("/")}/file_stream`;
  for (let start = 0; start === 0 || start < rows.length; start += linesPerRequest) {
    const content = rows.slice(start, start + linesPerRequest).map((row) => JSON.stringify(row));
    const isEnd = exitcode !== undefined && start + linesPerRequest >= rows.length;
    const { status, body } = await wandbPost(apiKey, path, {
      files: { "wandb-history.jsonl": { offset: offset + start, content } },
      ...(isEnd ? { complete: true, exitcode } : {}),
    });
    if (status >= 300) {
      const { errors } = (body ?? {}) as { errors?: { message: string }[] };
      throw new UserError(`W&B rejected the run's history: ${status} ${errors?.[0]?.message ?? ""}`);
    }
  }
}

/** Writes a run's summary. @returns What the history has then. @throws UserError */
export async function writeSummary(
  apiKey: string,
  { id, project, entity }: Pick<OpenRun, "id" | "project" | "entity">,
  summary: Record<string, unknown>,
): Promise<Extent> {
  const { upsertBucket } = await wandbQuery<UpsertResult>(apiKey, upsert, {
    name: id,
    project,
    entity,
    summaryMetrics: JSON.stringify(summary),
  });
  return extentOf(upsertBucket.bucket);
}

/** What W&B has of a run's history. */
export interface LoggedHistory {
  /** Number of lines, with those that W&B merges because they have the same step. */
  lines: number;
  /** By step. */
  rows: Record<string, unknown>[];
}

const pageQuery = `query HistoryPage($project: String!, $entity: String, $name: String!, $minStep: Int64, $maxStep: Int64, $samples: Int) {
  project(name: $project, entityName: $entity) {
    run(name: $name) { history(minStep: $minStep, maxStep: $maxStep, samples: $samples) }
  }
}`;

/** Steps of one page. With as many samples, W&B returns all of them. */
const stepsPerPage = 10_000;

/** Reads a run's whole history, as W&B's own client does: by ranges of steps. @throws UserError */
export async function readLoggedHistory(
  apiKey: string,
  { id, project: projectName, entity, lines, lastStep }: OpenRun,
): Promise<LoggedHistory> {
  const rows: Record<string, unknown>[] = [];
  for (let minStep = 0; lines > 0 && minStep <= lastStep; minStep += stepsPerPage) {
    const { project } = await wandbQuery<HistoryResult>(apiKey, pageQuery, {
      name: id,
      project: projectName,
      entity,
      minStep,
      maxStep: minStep + stepsPerPage,
      samples: stepsPerPage,
    });
    rows.push(...(project?.run?.history ?? []).map((line) => JSON.parse(line) as Record<string, unknown>));
  }
  return { lines, rows };
}

const historyQuery = `query RunHistory($project: String!, $entity: String, $name: String!, $samples: Int) {
  project(name: $project, entityName: $entity) {
    entityName
    run(name: $name) { state history(samples: $samples) }
  }
}`;

interface HistoryResult {
  project: { entityName: string; run: { state: string; history: string[] } | null } | null;
}

export interface RunHistory {
  entity: string;
  state: string;
  rows: Record<string, number>[];
}

/** More steps than a job has, so that W&B returns all of them. */
const maxSamples = 10_000;

/** Reads a run's history; undefined if the run does not exist. @throws UserError */
export async function readHistory(
  apiKey: string,
  { id, project: projectName, entity }: Pick<RunSettings, "id" | "project" | "entity">,
): Promise<RunHistory | undefined> {
  const { project } = await wandbQuery<HistoryResult>(apiKey, historyQuery, {
    name: id,
    project: projectName,
    entity: entity ?? null,
    samples: maxSamples,
  });
  if (!project?.run) {
    return undefined;
  }
  const { state, history } = project.run;
  const rows = history.map((line) => JSON.parse(line) as Record<string, number>);
  return { entity: project.entityName, state, rows };
}
