/** W&B's GraphQL: the schema's fields, answered from the runs that are kept. */
import { graphql } from "graphql";
import type { GraphQLError } from "graphql";
import { AzureError } from "../error";
import type { Platform, Reply } from "../service";
import { mayUse, requireEntity, requireViewer, viewerOf } from "./access";
import { fileUrl, filesOf } from "./files";
import type { WandbUser } from "./keys";
import {
  deleteRun,
  ensureProject,
  eventsFile,
  findProject,
  findRun,
  findRunById,
  historyFile,
  historyOf,
  lineCount,
  listProjects,
  listRuns,
  outputFile,
  readLines,
  upsertRun,
} from "./runs";
import type { Project, Run, RunChange } from "./runs";
import { schema } from "./schema";

interface Request {
  query: string;
  variables?: Record<string, unknown> | null;
  operationName?: string | null;
}

/** Runs a query as whoever holds the key. W&B answers 400 to what is not in its schema, 401 and 403 to who may not. */
export async function execute(
  platform: Platform,
  headers: Headers,
  { query, variables, operationName }: Request,
): Promise<Reply> {
  const asked: Asked = { platform, user: viewerOf(platform, headers), headers };
  const { data, errors } = await graphql({
    schema,
    source: query,
    rootValue: { ...queries(asked), ...mutations(asked) },
    variableValues: variables ?? undefined,
    // The Python client sends an empty name where it means none.
    operationName: operationName || undefined,
  });
  const refused = errors?.find(({ originalError }) => originalError instanceof AzureError);
  if (refused) {
    throw refused.originalError as AzureError;
  }
  const failed = errors?.find(({ originalError }) => originalError !== undefined);
  if (failed) {
    throw failed.originalError as Error;
  }
  return {
    status: data === undefined && errors ? 400 : 200,
    body: { ...(data === undefined ? {} : { data }), ...(errors ? { errors: errors.map(shownError) } : {}) },
  };
}

const shownError = ({ message, path }: GraphQLError) => ({ message, ...(path ? { path } : {}) });

interface Asked {
  platform: Platform;
  user: WandbUser | undefined;
  headers: Headers;
}

const entity = (name: string) => ({
  id: Buffer.from(`Entity:${name}`).toString("base64"),
  name,
  available: false,
  organization: null,
});

function shownUser({ username, entity: own, teams }: WandbUser): Record<string, unknown> {
  return {
    id: Buffer.from(`User:${username}`).toString("base64"),
    name: username,
    username,
    email: `${username}@contoso.example`,
    admin: false,
    flags: "{}",
    entity: own,
    apiKeys: { edges: [] },
    teams: { edges: teams.map((name) => ({ node: entity(name) })) },
  };
}

interface Named {
  name: string;
  entityName?: string | null;
}

function queries(asked: Asked): Record<string, unknown> {
  const { platform, user } = asked;
  const project = ({ name, entityName }: Named) => {
    const owner = entityName ?? user?.entity;
    const found = user && owner && mayUse(user, owner) ? findProject(platform, owner, name) : undefined;
    return found ? shownProject(asked, found) : null;
  };
  return {
    // A key that W&B does not know gives a viewer of null (wandb/core/internal/wbapi/authhandler.go).
    viewer: () => (user ? shownUser(user) : null),
    serverInfo: () => ({ features: [], cliVersionInfo: {}, latestLocalVersionInfo: null }),
    entity: ({ name }: { name?: string | null }) => {
      const asked_ = name ?? user?.entity;
      return user && asked_ && mayUse(user, asked_) ? entity(asked_) : null;
    },
    project,
    model: project,
    models: ({ entityName }: { entityName?: string | null }) => {
      const owner = entityName ?? user?.entity;
      const found = user && owner && mayUse(user, owner) ? listProjects(platform, owner) : [];
      return connection(
        found.map((one) => shownProject(asked, one)),
        {},
      );
    },
    organization: () => null,
  };
}

interface Paging {
  after?: string | null;
  first?: number | null;
}

/** A page of a list, by cursors that count. */
function connection(nodes: readonly unknown[], { after, first }: Paging): Record<string, unknown> {
  const from = after ? Number(after) : 0;
  const to = Math.min(nodes.length, from + (first ?? 50));
  return {
    edges: nodes.slice(from, to).map((node, index) => ({ node, cursor: String(from + index + 1) })),
    pageInfo: { endCursor: to > from ? String(to) : null, hasNextPage: to < nodes.length },
  };
}

function shownProject(asked: Asked, project: Project): Record<string, unknown> {
  const { platform } = asked;
  const run = ({ name }: { name: string }) => {
    const found = findRun(platform, project.entity, project.name, name);
    return found ? shownRun(asked, found) : null;
  };
  return {
    id: Buffer.from(`Project:v1:${project.name}:${project.entity}`).toString("base64"),
    internalId: String(project.number),
    name: project.name,
    entityName: project.entity,
    entity: entity(project.entity),
    readOnly: false,
    createdAt: project.createdAt,
    runCount: () => listRuns(platform, project).length,
    run,
    bucket: run,
    // Filters are not evaluated: every client here asks for a run by its name, or for all of them.
    runs: (paging: Paging) =>
      connection(
        listRuns(platform, project).map((one) => shownRun(asked, one)),
        paging,
      ),
  };
}

interface Range {
  minStep?: number | null;
  maxStep?: number | null;
  samples?: number | null;
}

function shownRun(asked: Asked, run: Run): Record<string, unknown> {
  const { platform } = asked;
  const tail = (file: string) => JSON.stringify(readLines(platform, run, file).slice(-2));
  return {
    ...run,
    projectId: () => String(findProject(platform, run.entity, run.project)!.number),
    project: () => shownProject(asked, findProject(platform, run.entity, run.project)!),
    sweepName: run.sweep ?? null,
    readOnly: false,
    user: { id: run.username, name: run.username, username: run.username },
    systemMetrics: "{}",
    wandbConfig: ({ keys }: { keys?: string[] | null }) => {
      const { _wandb: internal } = JSON.parse(run.config) as {
        _wandb?: { value?: Record<string, unknown> };
      };
      return JSON.stringify(
        Object.fromEntries((keys ?? []).map((key) => [key, internal?.value?.[key] ?? null])),
      );
    },
    historyKeys: () => historyKeys(historyOf(platform, run)),
    historyLineCount: () => lineCount(platform, run, historyFile),
    eventsLineCount: () => lineCount(platform, run, eventsFile),
    logLineCount: () => lineCount(platform, run, outputFile),
    historyTail: () => tail(historyFile),
    eventsTail: () => tail(eventsFile),
    history: ({ minStep, maxStep, samples }: Range) =>
      historyOf(platform, run)
        .filter(({ _step: step }) => Number(step) >= (minStep ?? 0) && Number(step) < (maxStep ?? Infinity))
        .slice(0, samples ?? undefined)
        .map((row) => JSON.stringify(row)),
    events: () => readLines(platform, run, eventsFile),
    sampledHistory: ({ specs }: { specs: string[] }) =>
      specs.map((spec) => sampled(historyOf(platform, run), JSON.parse(spec) as SampleSpec)),
    // Nothing is ever exported to parquet: all rows are live.
    parquetHistory: ({ liveKeys }: { liveKeys: string[] }) => ({
      parquetUrls: [],
      liveData: sampled(historyOf(platform, run), { keys: liveKeys }),
    }),
    files: ({ names, ...paging }: Paging & { names?: string[] | null }) =>
      connection(filesOf(platform, run, names ?? undefined), paging),
  };
}

interface SampleSpec {
  keys?: string[];
  samples?: number;
  minStep?: number;
  maxStep?: number;
}

/** Rows that have every key that is asked for, and those keys alone. */
function sampled(
  rows: readonly Record<string, unknown>[],
  { keys = [], samples, minStep = 0, maxStep = Infinity }: SampleSpec,
): Record<string, unknown>[] {
  const found = rows.filter(
    (row) => Number(row._step) >= minStep && Number(row._step) <= maxStep && keys.every((key) => key in row),
  );
  const every = samples && found.length > samples ? found.length / samples : 1;
  const kept = every === 1 ? found : found.filter((_, index) => Math.floor(index % every) === 0);
  return keys.length === 0 ? kept : kept.map((row) => Object.fromEntries(keys.map((key) => [key, row[key]])));
}

function historyKeys(rows: readonly Record<string, unknown>[]): Record<string, unknown> {
  const keys: Record<string, { typeCounts: { type: string; count: number }[]; monotonic: boolean }> = {};
  for (const row of rows) {
    for (const [key, value] of Object.entries(row)) {
      keys[key] ??= { typeCounts: [{ type: typeof value, count: 0 }], monotonic: key === "_step" };
      keys[key].typeCounts[0]!.count += 1;
    }
  }
  return { sets: [], keys, lastStep: Number(rows.at(-1)?._step ?? -1) };
}

interface UpsertBucketInput extends RunChange {
  id?: string | null;
  groupName?: string;
  modelName?: string | null;
  entityName?: string | null;
}

interface RunFilesInput {
  entityName: string;
  projectName: string;
  runName: string;
  files: string[];
}

function mutations({ platform, user, headers }: Asked): Record<string, unknown> {
  const requireUser = () => user ?? requireViewer(platform, headers);
  const asked = { platform, user, headers };
  const requireRun = (id: string) => {
    const run = findRunById(platform, id);
    if (!run) {
      throw new AzureError(404, "NOT_FOUND", "run not found");
    }
    requireEntity(requireUser(), run.entity);
    return run;
  };
  return {
    upsertBucket({ input }: { input: UpsertBucketInput }) {
      const viewer = requireUser();
      const { id, groupName, modelName, entityName, ...change } = input;
      const known = id ? requireRun(id) : undefined;
      const owner = known?.entity ?? requireEntity(viewer, entityName ?? viewer.entity);
      const where = {
        entity: owner,
        project: known?.project ?? modelName ?? "uncategorized",
        username: viewer.username,
      };
      for (const text of [change.config, change.summaryMetrics]) {
        requireJson(text);
      }
      const wanted = { ...kept(change), group: groupName, ...(known ? { name: known.name } : {}) };
      const { run, inserted } = upsertRun(platform, where, wanted);
      return { bucket: shownRun(asked, run), inserted };
    },
    upsertModel({ input }: { input: { name?: string; entityName?: string } }) {
      const viewer = requireUser();
      const owner = requireEntity(viewer, input.entityName ?? viewer.entity);
      const name = input.name ?? "uncategorized";
      const inserted = !findProject(platform, owner, name);
      const model = shownProject(asked, ensureProject(platform, owner, name));
      return { model, project: model, inserted };
    },
    createRunFiles({ input }: { input: RunFilesInput }) {
      const { entityName, projectName, runName, files } = input;
      requireEntity(requireUser(), entityName);
      const run = findRun(platform, entityName, projectName, runName);
      if (!run) {
        throw new AzureError(404, "NOT_FOUND", "run not found");
      }
      return {
        runID: run.id,
        uploadHeaders: [],
        files: files.map((name) => ({ name, uploadUrl: fileUrl(platform, run, name) })),
      };
    },
    markRunFilesUploaded: () => ({ success: true }),
    deleteRun({ input }: { input: { id: string } }) {
      deleteRun(platform, requireRun(input.id));
      return { clientMutationId: null };
    },
    updateRunState({ input }: { input: { id: string; state: string } }) {
      const { entity: owner, project, username, name } = requireRun(input.id);
      upsertRun(platform, { entity: owner, project, username }, { name, state: input.state });
      return { success: true };
    },
  };
}

/** Of what clients say of a run, what is kept. */
const described = [
  "name",
  "displayName",
  "description",
  "notes",
  "tags",
  "jobType",
  "state",
  "commit",
  "sweep",
  "config",
  "summaryMetrics",
] as const satisfies readonly (keyof RunChange)[];

const kept = (change: RunChange): RunChange =>
  Object.fromEntries(described.map((name) => [name, change[name]]));

function requireJson(text: string | undefined | null): void {
  try {
    JSON.parse(text ?? "{}");
  } catch {
    throw new AzureError(400, "BAD_USER_INPUT", "a JSONString is not JSON");
  }
}
