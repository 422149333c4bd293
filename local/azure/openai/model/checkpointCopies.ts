/** Copies of checkpoints in other accounts, under the same names. */
import type { Platform } from "../../service";
import type { Checkpoint } from "./checkpoints";

export interface CheckpointCopy {
  checkpointId: string;
  /** The job that has the checkpoint, in the other account. */
  jobId: string;
  model: string;
  /** ARM ID of the account that receives it, as the request spells it. */
  destinationResourceId: string;
  region: string;
  /** Requests for its state until it is completed. */
  remainingPolls: number;
}

const copies = (platform: Platform) => platform.store.collection<CheckpointCopy>("openaiCheckpointCopies");
const keyOf = ({ checkpointId, destinationResourceId }: CheckpointCopy) =>
  `${checkpointId}/${destinationResourceId.toLowerCase()}`;

export function addCopy(
  platform: Platform,
  { id, jobId, model }: Checkpoint,
  destination: Pick<CheckpointCopy, "destinationResourceId" | "region">,
): void {
  const remainingPolls = platform.settings.current.operations.polls;
  const copy: CheckpointCopy = { checkpointId: id, jobId, model, ...destination, remainingPolls };
  copies(platform).put(keyOf(copy), copy);
}

/** The copies of a checkpoint, as a request for their state sees them. */
export function pollCopies(platform: Platform, checkpointId: string): CheckpointCopy[] {
  const found = [...copies(platform).values()].filter((copy) => copy.checkpointId === checkpointId);
  found
    .filter(({ remainingPolls }) => remainingPolls > 0)
    .forEach((copy) =>
      copies(platform).put(keyOf(copy), { ...copy, remainingPolls: copy.remainingPolls - 1 }),
    );
  return found;
}

/** The models that an account has received. */
export const listCopies = (platform: Platform, accountId: string): CheckpointCopy[] =>
  [...copies(platform).values()].filter(
    ({ destinationResourceId, remainingPolls }) =>
      destinationResourceId.toLowerCase() === accountId.toLowerCase() && remainingPolls === 0,
  );
