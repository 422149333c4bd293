/** Checkpoints of a fine-tuning job, and their copies in other accounts. */
import type { AzureOpenAI } from "openai";
import { abortable } from "./client";
import { toMetricsRow } from "./metrics";
import type { MetricsRow } from "./metrics";

export interface Checkpoint {
  id: string;
  step: number;
  /** Name by which it is deployed. */
  model: string;
  metrics: MetricsRow;
}

/** Reads a job's checkpoints, in the order of their steps. */
export async function readCheckpoints(
  client: AzureOpenAI,
  jobId: string,
  signal: AbortSignal,
): Promise<Checkpoint[]> {
  const checkpoints: Checkpoint[] = [];
  for await (const checkpoint of client.fineTuning.jobs.checkpoints.list(jobId, {}, abortable(signal))) {
    const { id, step_number: step, fine_tuned_model_checkpoint: model, metrics } = checkpoint;
    checkpoints.push({ id, step, model, metrics: toMetricsRow({ ...metrics }) });
  }
  return checkpoints.sort((a, b) => a.step - b.step);
}

/** Where a checkpoint is copied to. */
export interface CopyDestination {
  /** ARM ID of the account. */
  destinationResourceId: string;
  region: string;
}

export interface CopyState {
  /** Name of the model in the other account, the same as here. */
  checkpointedModelName: string;
  copiedAccountDetails: (CopyDestination & { status: string })[];
}

/** The copy is a preview feature, which this header enables (Azure's "API version lifecycle"). It is on the v1 paths alone. */
const previewHeaders = { "aoai-copy-ft-checkpoints": "preview" };

const copyPath = (endpoint: string, jobId: string, checkpointId: string) =>
  `${endpoint}openai/v1/fine_tuning/jobs/${encodeURIComponent(jobId)}/checkpoints/${encodeURIComponent(checkpointId)}/copy`;

interface CopyTarget {
  client: AzureOpenAI;
  endpoint: string;
  jobId: string;
  checkpointId: string;
  signal: AbortSignal;
}

const options = ({ signal }: CopyTarget) => ({
  headers: previewHeaders,
  // The v1 paths have no dated versions.
  query: { "api-version": undefined },
  ...abortable(signal),
});

/** Starts to copy a checkpoint to another account. */
export const startCopy = (target: CopyTarget, destination: CopyDestination): Promise<CopyState> =>
  target.client.post<CopyState>(copyPath(target.endpoint, target.jobId, target.checkpointId), {
    ...options(target),
    body: destination,
  });

/** Reads the state of a checkpoint's copies. */
export const readCopies = (target: CopyTarget): Promise<CopyState> =>
  target.client.get<CopyState>(copyPath(target.endpoint, target.jobId, target.checkpointId), options(target));
