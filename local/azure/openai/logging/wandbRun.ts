/** A job's run at W&B: its start, its metrics and its end. */
import type { ArmResource } from "../../arm/resources";
import type { Platform } from "../../service";
import type { Job, WandbRun, WandbSettings } from "../model/jobs";
import { namedHyperparameters } from "../model/hyperparameters";
import { methodOf } from "../model/methods";
import type { Metrics } from "../model/metrics";
import { defaultTrainingType } from "../model/models";
import { sendAsAccount } from "./sendAsAccount";
import type { OutgoingRequest } from "./sendAsAccount";
import { wandbAuthorization } from "./wandbKey";

const wandbHost = "api.wandb.ai";

const upsertBucket = `mutation UpsertBucket($name: String, $project: String, $entity: String, $displayName: String, $jobType: String, $tags: [String!], $config: JSONString, $summaryMetrics: JSONString, $state: String) {
  upsertBucket(input: {name: $name, modelName: $project, entityName: $entity, displayName: $displayName, jobType: $jobType, tags: $tags, config: $config, summaryMetrics: $summaryMetrics, state: $state}) {
    bucket { name project { name entity { name } } }
  }
}`;

/** Creates a job's run, or finds it where an earlier attempt created it. @throws WandbLoggingError */
export async function startRun(
  platform: Platform,
  account: ArmResource,
  job: Job,
  { project, entity, name, tags }: WandbSettings,
): Promise<WandbRun> {
  const variables = {
    name: job.id,
    project,
    entity: entity ?? null,
    displayName: name ?? job.id,
    jobType: "fine-tune",
    tags: [...(tags ?? []), "openai/finetune", `openai/${job.baseModel}`, `openai/${job.id}`],
    config: JSON.stringify(runConfig(job)),
  };
  const { data } = (await sendAsAccount(platform, account, {
    ...upsertRequest(variables, "Weights & Biases refused the run"),
    authorization: await wandbAuthorization(platform, account),
  })) as { data: { upsertBucket: { bucket: { project: { name: string; entity: { name: string } } } } } };
  const created = data.upsertBucket.bucket.project;
  return { entity: created.entity.name, project: created.name, lines: 0 };
}

/** A run's configuration in W&B's form: `{ name: { value } }`. */
function runConfig(job: Job): Record<string, { value: unknown }> {
  const { type } = methodOf(job);
  const config = {
    model: job.model,
    training_file: job.trainingFile,
    validation_file: job.validationFile ?? null,
    seed: job.seed,
    trainingType: job.trainingType ?? defaultTrainingType,
    method: type,
    ...namedHyperparameters(type, job.hyperparameters),
  };
  return Object.fromEntries(Object.entries(config).map(([name, value]) => [name, { value }]));
}

/** Appends rows to a run's history. @throws WandbLoggingError */
export async function sendMetrics(
  platform: Platform,
  account: ArmResource,
  jobId: string,
  run: WandbRun,
  rows: readonly Metrics[],
): Promise<void> {
  await sendAsAccount(platform, account, {
    ...fileStreamRequest(jobId, run, rows),
    authorization: await wandbAuthorization(platform, account),
  });
}

/** Ends a run. @param exitcode 0 for a job that succeeded. @throws WandbLoggingError */
export async function finishRun(
  platform: Platform,
  account: ArmResource,
  jobId: string,
  run: WandbRun,
  exitcode: 0 | 1,
  summary: Record<string, unknown>,
): Promise<void> {
  const authorization = await wandbAuthorization(platform, account);
  const end = { complete: true, exitcode };
  await sendAsAccount(platform, account, { ...fileStreamRequest(jobId, run, [], end), authorization });
  const variables = {
    name: jobId,
    project: run.project,
    entity: run.entity,
    state: exitcode === 0 ? "finished" : "failed",
    summaryMetrics: JSON.stringify(summary),
  };
  await sendAsAccount(platform, account, {
    ...upsertRequest(variables, "Weights & Biases refused the summary"),
    authorization,
  });
}

type UnauthorizedRequest = Omit<OutgoingRequest, "authorization">;

const upsertRequest = (variables: Record<string, unknown>, failure: string): UnauthorizedRequest => ({
  method: "POST",
  host: wandbHost,
  target: "/graphql",
  body: { query: upsertBucket, variables },
  failure,
});

/** Rows that follow those that the run has, and the end of the run where one is given. */
function fileStreamRequest(
  jobId: string,
  { entity, project, lines }: WandbRun,
  rows: readonly Metrics[],
  end: { complete?: boolean; exitcode?: number } = {},
): UnauthorizedRequest {
  const content = rows.map((row) => JSON.stringify({ _step: row.step, ...row }));
  return {
    method: "POST",
    host: wandbHost,
    target: `/files/${encodeURIComponent(entity)}/${encodeURIComponent(project)}/${jobId}/file_stream`,
    body: { files: { "wandb-history.jsonl": { offset: lines, content } }, ...end },
    failure: "Weights & Biases refused the metrics",
  };
}
