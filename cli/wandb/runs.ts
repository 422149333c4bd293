/** Runs at W&B. Writing a run again changes nothing. */
import { UserError } from "../errors";
import { wandbPost, wandbQuery } from "./client";

/** Returns the URL of a run's page. */
export const runUrl = (entity: string, project: string, run: string): string =>
  `https://wandb.ai/${encodeURIComponent(entity)}/${encodeURIComponent(project)}/runs/${encodeURIComponent(run)}`;

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
}

const upsert = `mutation UpsertBucket($name: String, $project: String, $entity: String, $displayName: String, $jobType: String, $tags: [String!], $config: JSONString, $summaryMetrics: JSONString, $state: String) {
  upsertBucket(input: {name: $name, modelName: $project, entityName: $entity, displayName: $displayName, jobType: $jobType, tags: $tags, config: $config, summaryMetrics: $summaryMetrics, state: $state}) {
    bucket { name historyLineCount historyTail project { name entity { name } } }
  }
}`;

interface UpsertResult {
  upsertBucket: {
    bucket: {
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
  const { historyLineCount, historyTail, project: actual } = upsertBucket.bucket;
  return {
    id,
    project: actual.name,
    entity: actual.entity.name,
    lines: historyLineCount ?? 0,
    lastStep: lastStepOf(historyTail),
  };
}

/** @param historyTail JSON list of the last lines, which are JSON too. */
function lastStepOf(historyTail: string | null): number {
  const line = (JSON.parse(historyTail ?? "[]") as string[]).at(-1);
  return (JSON.parse(line ?? "{}") as { _step?: number })._step ?? -1;
}

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
  const path = `/files/${encodeURIComponent(run.entity)}/${encodeURIComponent(run.project)}/${encodeURIComponent(run.id)}/file_stream`;
  const { status, body } = await wandbPost(apiKey, path, {
    files: {
      "wandb-history.jsonl": { offset, content: rows.map((row) => JSON.stringify(row)) },
    },
    ...(exitcode === undefined ? {} : { complete: true, exitcode }),
  });
  if (status >= 300) {
    const { errors } = (body ?? {}) as { errors?: { message: string }[] };
    throw new UserError(`W&B rejected the run's history: ${status} ${errors?.[0]?.message ?? ""}`);
  }
}

/** Writes a run's summary. @throws UserError */
export async function writeSummary(
  apiKey: string,
  { id, project, entity }: OpenRun,
  summary: Record<string, unknown>,
): Promise<void> {
  await wandbQuery(apiKey, upsert, {
    name: id,
    project,
    entity,
    summaryMetrics: JSON.stringify(summary),
  });
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
