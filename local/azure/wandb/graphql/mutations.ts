import { AzureError } from "../../error";
import type { Platform } from "../../service";
import { requireEntity, requireViewer } from "../access";
import { ensureProject, findProject } from "../model/projects";
import { runFileUrl } from "../model/runFiles";
import { findRun, findRunById, removeRun, upsertRun } from "../model/runs";
import type { Run, RunChange } from "../model/runs";
import type { WandbUser } from "../model/users";
import { toResponseProject, toResponseRun } from "../wire/runs";

/** Where W&B logs runs that specify no project. */
const defaultProject = "uncategorized";

interface UpsertBucketInput extends RunChange {
  id?: string | null;
  groupName?: string | null;
  modelName?: string | null;
  entityName?: string | null;
}

interface RunFilesInput {
  entityName: string;
  projectName: string;
  runName: string;
  files: string[];
}

/** The fields of the schema's `Mutation`. */
export function mutations(platform: Platform, user: WandbUser | undefined): Record<string, unknown> {
  const requireRun = (run: Run | undefined): Run => {
    if (!run) {
      throw new AzureError(404, "NOT_FOUND", "run not found");
    }
    requireEntity(requireViewer(user), run.entity);
    return run;
  };

  return {
    upsertBucket({ input }: { input: UpsertBucketInput }) {
      const viewer = requireViewer(user);
      const { id, groupName, modelName, entityName } = input;
      const existing = id ? requireRun(findRunById(platform, id)) : undefined;
      const owner = {
        entity: existing?.entity ?? requireEntity(viewer, entityName ?? viewer.entity),
        project: existing?.project ?? modelName ?? defaultProject,
        username: viewer.username,
      };
      requireJson(input.config);
      requireJson(input.summaryMetrics);
      const change = { ...writableProperties(input), group: groupName };
      const { run, inserted } = upsertRun(
        platform,
        owner,
        existing ? { ...change, name: existing.name } : change,
      );
      return { bucket: toResponseRun(platform, run), inserted };
    },

    upsertModel({ input }: { input: { name?: string; entityName?: string } }) {
      const viewer = requireViewer(user);
      const entity = requireEntity(viewer, input.entityName ?? viewer.entity);
      const name = input.name ?? defaultProject;
      const inserted = !findProject(platform, entity, name);
      const project = toResponseProject(platform, ensureProject(platform, entity, name));
      return { model: project, project, inserted };
    },

    createRunFiles({ input }: { input: RunFilesInput }) {
      const { entityName, projectName, runName, files } = input;
      requireEntity(requireViewer(user), entityName);
      const run = requireRun(findRun(platform, entityName, projectName, runName));
      return {
        runID: run.id,
        uploadHeaders: [],
        files: files.map((name) => ({ name, uploadUrl: runFileUrl(platform, run, name) })),
      };
    },

    markRunFilesUploaded: () => ({ success: true }),

    deleteRun({ input }: { input: { id: string } }) {
      removeRun(platform, requireRun(findRunById(platform, input.id)));
      return { clientMutationId: null };
    },

    updateRunState({ input }: { input: { id: string; state: string } }) {
      const run = requireRun(findRunById(platform, input.id));
      upsertRun(platform, run, { name: run.name, state: input.state });
      return { success: true };
    },
  };
}

/** The properties of a run that clients write as they are. */
const writable = [
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

const writableProperties = (input: UpsertBucketInput): RunChange =>
  Object.fromEntries(writable.map((name) => [name, input[name]]));

function requireJson(text: string | undefined | null): void {
  try {
    JSON.parse(text ?? "{}");
  } catch {
    throw new AzureError(400, "BAD_USER_INPUT", "a JSONString is not JSON");
  }
}
