/** Everything that the account has of jobs, for commands that compare and report them. */
import type { EndpointOptions } from "../deployment/target";
import { counted, UserError } from "../errors";
import { checkEntity } from "../finetune/checkEntity";
import { recallJob } from "../finetune/createdJobs";
import { explanationOf, isMissing } from "../network/explain";
import { readCheckpoints } from "../openai/checkpoints";
import type { Checkpoint } from "../openai/checkpoints";
import type { OpenAiClient } from "../openai/client";
import { toUserError } from "../openai/errors";
import { listEvents, rowsOfEvents } from "../openai/events";
import type { JobEvent } from "../openai/events";
import { getJob, wandbOf } from "../openai/jobs";
import type { Job, RequestedFields } from "../openai/jobs";
import type { MetricsRow } from "../openai/metrics";
import { readResultFiles } from "../openai/results";
import { azureRunUrl } from "../wandb/runs";

export interface JobDetails {
  job: Job;
  /** What this machine remembers of the job's request; undefined if another one created it. */
  requested?: RequestedFields;
  /** Metrics by step: of the result file or, where there is none, of the events. */
  rows: readonly MetricsRow[];
  /** Oldest first. */
  events: readonly JobEvent[];
  /** In the order of the steps. */
  checkpoints: readonly Checkpoint[];
  files: readonly JobFile[];
  /** URL of the run at W&B; undefined if the job does not log there, or if the run's entity is not known. */
  runUrl?: string;
  /** What could not be read, in sentences. */
  missing: readonly string[];
}

export interface JobFile {
  role: "training" | "validation" | "results";
  id: string;
  /** Undefined if the file cannot be read, such as a deleted one. */
  name?: string;
  bytes?: number;
  /** Why it cannot be read. */
  problem?: string;
}

/** The entity of runs whose jobs specify none, or why it is not known. */
interface RunEntity {
  entity?: string;
  problem?: string;
}

/** As many as the colors and columns of a comparison can tell apart. */
const maxJobs = 20;

/**
 * Reads jobs, each once, in the order of the command line. What cannot be read beside a job is told in its details.
 * @throws UserError with every job that cannot be read.
 */
export async function readAllDetails(
  ids: readonly string[],
  openai: OpenAiClient,
  options: EndpointOptions,
): Promise<JobDetails[]> {
  const unique = [...new Set(ids)];
  if (unique.length > maxJobs) {
    throw new UserError(`${unique.length} jobs are too many for one comparison. Specify at most ${maxJobs}.`);
  }
  const jobs = await Promise.allSettled(unique.map((id) => getJob(openai, id)));
  const errors = jobs.flatMap((read) =>
    read.status === "rejected" ? [toUserError("The jobs", openai.endpoint, read.reason)] : [],
  );
  if (errors.length > 0) {
    throw new UserError([...new Set(errors.flatMap(({ lines }) => lines))], errors[0]?.exitCode);
  }
  const found = jobs.flatMap((read) => (read.status === "fulfilled" ? [read.value] : []));
  const { entity, problem } = await defaultEntity(found, options);
  const details: JobDetails[] = [];
  // One job after the other: each has several requests, and the account's limit of requests is shared.
  for (const job of found) {
    const read = await readDetails(job, openai, entity);
    const isWithoutEntity = problem !== undefined && wandbOf(job) && !read.runUrl;
    details.push(
      isWithoutEntity
        ? { ...read, missing: [...read.missing, `The entity of the W&B run is not known: ${problem}`] }
        : read,
    );
  }
  return details;
}

/** Reads what belongs to a job. @param entity The default entity of the W&B API key's user, if it is known. */
export async function readDetails(
  job: Job,
  { client }: OpenAiClient,
  entity: string | undefined,
): Promise<JobDetails> {
  const { signal } = new AbortController();
  const missing: string[] = [];
  const orMissing =
    <T>(what: string, none: T) =>
    (error: unknown): T => {
      missing.push(`${what} cannot be read: ${explanationOf(error)}`);
      return none;
    };
  const [events, results, checkpoints, files] = await Promise.all([
    listEvents(client, job.id, signal).catch(orMissing("The events", [] as JobEvent[])),
    readResultFiles(client, job, signal),
    readCheckpoints(client, job.id, signal).catch(orMissing("The checkpoints", [] as Checkpoint[])),
    Promise.all(filesOf(job).map((file) => describeFile(client, file))),
  ]);
  const rows = results.rows.length > 0 ? results.rows : rowsOfEvents(events);
  const wandb = wandbOf(job);
  const runEntity = wandb?.entity ?? entity;
  return {
    job,
    requested: recallJob(job.id),
    rows,
    events,
    checkpoints: checkpoints.map((checkpoint) => withMetrics(checkpoint, rows)),
    files,
    runUrl: wandb && runEntity ? azureRunUrl(runEntity, wandb.project, job.id) : undefined,
    missing: [
      ...missing,
      ...results.problems,
      ...unreadFiles(files),
      ...(results.rows.length > 0 ? [] : fromEvents(rows)),
    ],
  };
}

const fromEvents = (rows: readonly MetricsRow[]) =>
  rows.length > 0
    ? [
        `The metrics are those of ${counted(rows.length, "event")}, because there is no result file. Events do not report every step.`,
      ]
    : [];

const unreadFiles = (files: readonly JobFile[]) =>
  files.flatMap(({ role, id, problem }) =>
    problem === undefined ? [] : [`The name of the ${role} file ${id} cannot be read: ${problem}`],
  );

const filesOf = ({ training_file, validation_file, result_files }: Job): JobFile[] => [
  { role: "training", id: training_file },
  ...(validation_file ? [{ role: "validation" as const, id: validation_file }] : []),
  ...(result_files ?? []).map((id) => ({ role: "results" as const, id })),
];

const describeFile = (client: OpenAiClient["client"], file: JobFile): Promise<JobFile> =>
  client.files.retrieve(file.id).then(
    ({ filename, bytes }) => ({ ...file, name: filename, bytes }),
    (error: unknown) => ({
      ...file,
      problem: isMissing(error) ? "Azure does not have it any more." : explanationOf(error),
    }),
  );

/** Adds the metrics of a checkpoint's step, where Azure returns them of the step alone. */
const withMetrics = (checkpoint: Checkpoint, rows: readonly MetricsRow[]): Checkpoint => ({
  ...checkpoint,
  metrics: { ...rows.find(({ step }) => step === checkpoint.step), ...checkpoint.metrics },
});

/** Jobs that specify no entity log to the default one of the API key's user, which the stack's key tells. */
async function defaultEntity(jobs: readonly Job[], options: EndpointOptions): Promise<RunEntity> {
  const isNeeded = jobs.some((job) => wandbOf(job) && !wandbOf(job)?.entity);
  if (!isNeeded) {
    return {};
  }
  try {
    const { problems, defaultEntity: entity } = await checkEntity(options, new AbortController().signal);
    return { entity, problem: problems[0] };
  } catch (error) {
    return { problem: explanationOf(error) };
  }
}
