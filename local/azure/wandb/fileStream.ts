/** `file_stream`: how clients send a run's history, line by line and by offset, so that sending again does no harm. */
import { z } from "zod";
import { AzureError } from "../error";
import type { OpenCall as Call, Reply } from "../service";
import { requireEntity, requireViewer } from "./access";
import { findRun, historyOf, summaryFile, upsertRun, writeLines } from "./runs";
import { historyFile } from "./runs";

export const fileStreamBody = z.looseObject({
  files: z
    .record(z.string(), z.looseObject({ offset: z.int().min(0).default(0), content: z.array(z.string()) }))
    .nullish(),
  complete: z.boolean().nullish(),
  exitcode: z.int().nullish(),
  preempting: z.boolean().nullish(),
});

export function fileStream({ platform, params, headers, body }: Call<z.infer<typeof fileStreamBody>>): Reply {
  const user = requireViewer(platform, headers);
  const entity = requireEntity(user, params.entity!);
  const run = findRun(platform, entity, params.project!, params.run!);
  if (!run) {
    throw new AzureError(404, "NOT_FOUND", `run ${entity}/${params.project}/${params.run} not found`);
  }
  let summary: string | undefined;
  for (const [file, { offset, content }] of Object.entries(body.files ?? {})) {
    if (file === summaryFile) {
      summary = content.at(-1);
    } else {
      requireLines(file, content);
      writeLines(platform, run, file, offset, content);
    }
  }
  // Without a summary of the client's own, the last value of each metric is the summary.
  if (summary === undefined && body.files?.[historyFile]) {
    const last = Object.assign({}, ...historyOf(platform, run)) as Record<string, unknown>;
    summary = JSON.stringify({ ...(JSON.parse(run.summaryMetrics) as object), ...last });
  }
  const state = body.complete ? (body.exitcode ? "failed" : "finished") : "running";
  const { project, username, name } = run;
  upsertRun(platform, { entity, project, username }, { name, state, summaryMetrics: summary });
  return { status: 200, body: { exitcode: null, limits: {} } };
}

/** @throws AzureError 400 where a line of the history is not a JSON object. */
function requireLines(file: string, content: readonly string[]): void {
  if (file !== historyFile) {
    return;
  }
  for (const line of content) {
    let row: unknown;
    try {
      row = JSON.parse(line);
    } catch {
      row = undefined;
    }
    if (typeof row !== "object" || row === null || Array.isArray(row)) {
      throw new AzureError(400, "BAD_USER_INPUT", `a line of ${historyFile} is not a JSON object`);
    }
  }
}
