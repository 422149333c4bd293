import { z } from "zod";
import type { CheckpointCopy } from "../model/checkpointCopies";
import type { Checkpoint } from "../model/checkpoints";

export const copyBody = z.looseObject({
  destinationResourceId: z.string().min(1),
  region: z.string().min(1),
});
export type CopyBody = z.infer<typeof copyBody>;

/** @param copies The checkpoint's copies, of which each is completed or in progress. */
export const toResponseCopies = (
  { jobId, model }: Checkpoint,
  copies: readonly CheckpointCopy[],
): Record<string, unknown> => ({
  checkpointedModelName: model,
  fineTuningJobId: jobId,
  copiedAccountDetails: copies.map(({ destinationResourceId, region, remainingPolls }) => ({
    destinationResourceId,
    region,
    status: remainingPolls === 0 ? "Completed" : "InProgress",
  })),
});
