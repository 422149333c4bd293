/** Runs of W&B, as they are kept: what describes them, and the lines of their streams (history, events, output). */
import { randomBytes } from "node:crypto";
import type { Platform } from "../service";

export interface Run {
  /** Storage id: `entity/project/name`, encoded as GraphQL ids are. */
  id: string;
  entity: string;
  project: string;
  /** The short id in the run's address. */
  name: string;
  displayName: string;
  description?: string;
  notes?: string;
  tags: readonly string[];
  group?: string;
  jobType?: string;
  sweep?: string;
  commit?: string;
  /** JSON text: `{ key: { value, desc } }`. */
  config: string;
  /** JSON text. */
  summaryMetrics: string;
  state: string;
  username: string;
  createdAt: string;
  heartbeatAt: string;
}

export interface Project {
  entity: string;
  name: string;
  /** Counts from 1. */
  number: number;
  createdAt: string;
}

/** The streams of a run, by the names that clients give them. */
export const historyFile = "wandb-history.jsonl";
export const eventsFile = "wandb-events.jsonl";
export const summaryFile = "wandb-summary.json";
export const outputFile = "output.log";

const runs = (platform: Platform) => platform.store.collection<Run>("wandbRuns");
const projects = (platform: Platform) => platform.store.collection<Project>("wandbProjects");
/** One record a line: `RUN/FILE/NUMBER`. */
const lines = (platform: Platform) => platform.store.collection<string>("wandbLines");
const counts = (platform: Platform) => platform.store.collection<number>("wandbLineCounts");

export const runId = (entity: string, project: string, name: string) =>
  Buffer.from(`Run:v1:${name}:${project}:${entity}`).toString("base64");

export function findProject(platform: Platform, entity: string, name: string): Project | undefined {
  return projects(platform).get(`${entity}/${name}`);
}

export function listProjects(platform: Platform, entity: string): Project[] {
  return [...projects(platform).values()].filter((project) => project.entity === entity);
}

export function ensureProject(platform: Platform, entity: string, name: string): Project {
  const known = findProject(platform, entity, name);
  if (known) {
    return known;
  }
  const number = [...projects(platform).values()].length + 1;
  const project = { entity, name, number, createdAt: now(platform) };
  projects(platform).put(`${entity}/${name}`, project);
  return project;
}

export function findRun(platform: Platform, entity: string, project: string, name: string): Run | undefined {
  return runs(platform).get(runId(entity, project, name));
}

export function findRunById(platform: Platform, id: string): Run | undefined {
  return runs(platform).get(id);
}

/** Newest first, as W&B lists them. */
export function listRuns(platform: Platform, { entity, name }: Project): Run[] {
  return [...runs(platform).values()]
    .filter((run) => run.entity === entity && run.project === name)
    .reverse();
}

export interface RunChange extends Partial<
  Omit<Run, "id" | "entity" | "project" | "name" | "createdAt" | "username">
> {
  name?: string;
}

/** Makes a run or changes what is given of it; what is left out stays. */
export function upsertRun(
  platform: Platform,
  where: { entity: string; project: string; username: string },
  change: RunChange,
): { run: Run; inserted: boolean } {
  const { entity, project, username } = where;
  ensureProject(platform, entity, project);
  const name = change.name ?? randomBytes(6).toString("base64url").toLowerCase().slice(0, 8);
  const before = findRun(platform, entity, project, name);
  const given = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined && value !== null),
  ) as RunChange;
  const at = now(platform);
  const run: Run = {
    id: runId(entity, project, name),
    entity,
    project,
    displayName: name,
    tags: [],
    config: "{}",
    summaryMetrics: "{}",
    state: "running",
    username,
    createdAt: at,
    ...before,
    ...given,
    heartbeatAt: at,
    name,
  };
  runs(platform).put(run.id, run);
  return { run, inserted: !before };
}

export function deleteRun(platform: Platform, run: Run): void {
  for (const file of [historyFile, eventsFile, outputFile]) {
    const count = lineCount(platform, run, file);
    for (let number = 0; number < count; number += 1) {
      lines(platform).delete(`${run.id}/${file}/${number}`);
    }
    counts(platform).delete(`${run.id}/${file}`);
  }
  runs(platform).delete(run.id);
}

export function lineCount(platform: Platform, { id }: Run, file: string): number {
  return counts(platform).get(`${id}/${file}`) ?? 0;
}

/** Writes lines from an offset on: sending the same lines at the same offset again changes nothing. */
export function writeLines(
  platform: Platform,
  run: Run,
  file: string,
  offset: number,
  content: readonly string[],
): void {
  content.forEach((line, index) => lines(platform).put(`${run.id}/${file}/${offset + index}`, line));
  const count = Math.max(lineCount(platform, run, file), offset + content.length);
  counts(platform).put(`${run.id}/${file}`, count);
}

export function readLines(platform: Platform, run: Run, file: string): string[] {
  const count = lineCount(platform, run, file);
  return Array.from(
    { length: count },
    (_, number) => lines(platform).get(`${run.id}/${file}/${number}`) ?? "",
  );
}

/** A run's history: its rows by step, those of one step put together. */
export function historyOf(platform: Platform, run: Run): Record<string, unknown>[] {
  const rows = new Map<number, Record<string, unknown>>();
  readLines(platform, run, historyFile).forEach((line, index) => {
    if (line !== "") {
      const row = JSON.parse(line) as Record<string, unknown>;
      const step = Number(row._step ?? index);
      rows.set(step, { ...rows.get(step), ...row, _step: step });
    }
  });
  return [...rows.entries()].sort(([one], [other]) => one - other).map(([, row]) => row);
}

const now = (platform: Platform) => new Date(platform.clock.now()).toISOString();
