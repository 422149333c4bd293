/** Runs at W&B, written so that writing them again changes nothing. */
import { wandbPost, wandbQuery } from "./client";
import { UserError } from "../failure";

export interface RunSettings {
  /** The id in the run's address; a run that has it is taken. */
  id: string;
  project: string;
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
  /** Lines of the history that W&B has already. */
  lines: number;
  /** The highest step among them; -1: none. */
  lastStep: number;
}

const upsert = `mutation UpsertBucket($name: String, $project: String, $entity: String, $displayName: String, $jobType: String, $tags: [String!], $config: JSONString, $summaryMetrics: JSONString, $state: String) {
  upsertBucket(input: {name: $name, modelName: $project, entityName: $entity, displayName: $displayName, jobType: $jobType, tags: $tags, config: $config, summaryMetrics: $summaryMetrics, state: $state}) {
    bucket { name historyLineCount historyTail project { name entity { name } } }
  }
}`;

interface Upserted {
  upsertBucket: {
    bucket: {
      historyLineCount: number | null;
      historyTail: string | null;
      project: { name: string; entity: { name: string } };
    };
  };
}

/** Makes a run, or takes it up where it was left. @throws UserError */
export async function openRun(key: string, run: RunSettings): Promise<OpenRun> {
  const { id, project, entity, displayName, tags, jobType, config } = run;
  const { upsertBucket } = await wandbQuery<Upserted>(key, upsert, {
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
  const { historyLineCount, historyTail, project: found } = upsertBucket.bucket;
  const tail = JSON.parse(historyTail ?? "[]") as string[];
  const last = tail.length > 0 ? (JSON.parse(tail.at(-1)!) as { _step?: number }) : {};
  return {
    id,
    project: found.name,
    entity: found.entity.name,
    lines: historyLineCount ?? 0,
    lastStep: last._step ?? -1,
  };
}

/** Appends rows to the history, by W&B's own count of lines. @throws UserError */
export async function appendHistory(
  key: string,
  run: OpenRun,
  rows: readonly Record<string, unknown>[],
  exitcode?: number,
): Promise<void> {
  const path = `/files/${encodeURIComponent(run.entity)}/${encodeURIComponent(run.project)}/${encodeURIComponent(run.id)}/file_stream`;
  const { status, body } = await wandbPost(key, path, {
    files: {
      "wandb-history.jsonl": { offset: run.lines, content: rows.map((row) => JSON.stringify(row)) },
    },
    ...(exitcode === undefined ? {} : { complete: true, exitcode }),
  });
  if (status >= 300) {
    const { errors } = (body ?? {}) as { errors?: { message: string }[] };
    throw new UserError(`W&B refused the history: ${status} ${errors?.[0]?.message ?? ""}`);
  }
}

/** Writes the summary of a run. @throws UserError */
export async function writeSummary(
  key: string,
  { id, project, entity }: OpenRun,
  summary: Record<string, unknown>,
): Promise<void> {
  await wandbQuery(key, upsert, {
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

interface History {
  project: { entityName: string; run: { state: string; history: string[] } | null } | null;
}

/** A run's history as W&B has it. @returns undefined where there is no such run. @throws UserError */
export async function readHistory(
  key: string,
  { id, project, entity }: { id: string; project: string; entity?: string },
): Promise<{ entity: string; state: string; rows: Record<string, number>[] } | undefined> {
  const found = await wandbQuery<History>(key, historyQuery, {
    name: id,
    project,
    entity: entity ?? null,
    samples: 10_000,
  });
  const run = found.project?.run;
  return run
    ? {
        entity: found.project!.entityName,
        state: run.state,
        rows: run.history.map((line) => JSON.parse(line) as Record<string, number>),
      }
    : undefined;
}
