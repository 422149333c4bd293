import { randomBytes } from "node:crypto";
import type { Platform } from "../../service";
import { ensureProject } from "./projects";
import type { Project } from "./projects";
import { removeLines } from "./runLines";

export interface Run {
  /** Storage id: `entity/project/name`, encoded as GraphQL ids are. */
  id: string;
  entity: string;
  project: string;
  /** The short id in the run's URL. */
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
  /** ISO 8601, as is `heartbeatAt`. */
  createdAt: string;
  heartbeatAt: string;
}

const runs = (platform: Platform) => platform.store.collection<Run>("wandbRuns");

const runId = (entity: string, project: string, name: string) =>
  Buffer.from(`Run:v1:${name}:${project}:${entity}`).toString("base64");

export function findRun(platform: Platform, entity: string, project: string, name: string): Run | undefined {
  return runs(platform).get(runId(entity, project, name));
}

export function findRunById(platform: Platform, id: string): Run | undefined {
  return runs(platform).get(id);
}

/** A project's runs, newest first as W&B lists them. */
export function listRuns(platform: Platform, { entity, name }: Project): Run[] {
  return [...runs(platform).values()]
    .filter((run) => run.entity === entity && run.project === name)
    .reverse();
}

/** What a write of a run can set; null and undefined change nothing. */
export type RunChange = {
  [Property in keyof Omit<Run, "id" | "entity" | "project" | "createdAt" | "heartbeatAt" | "username">]?:
    Run[Property] | null;
};

/** Where a run belongs, and who writes it. */
export interface RunOwner {
  entity: string;
  project: string;
  username: string;
}

/** Creates a run, or changes an existing one. @param change Its name: default a generated one. */
export function upsertRun(
  platform: Platform,
  { entity, project, username }: RunOwner,
  change: RunChange,
): { run: Run; inserted: boolean } {
  ensureProject(platform, entity, project);
  const name = change.name ?? generateName();
  const before = findRun(platform, entity, project, name);
  const set = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined && value !== null),
  ) as Partial<Run>;
  const now = new Date(platform.clock.now()).toISOString();
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
    createdAt: now,
    ...before,
    ...set,
    heartbeatAt: now,
    name,
  };
  runs(platform).put(run.id, run);
  return { run, inserted: !before };
}

/** Eight letters and digits, as the names that W&B generates. */
const generateName = () => randomBytes(6).toString("base64url").toLowerCase().slice(0, 8);

export function removeRun(platform: Platform, run: Run): void {
  removeLines(platform, run.id);
  runs(platform).delete(run.id);
}
