/**
 * What the statuses of a file mean. OpenAI's client types some of them; Azure's REST reference lists the others (`FileState` of 2023, and
 * the states of an import).
 */

/** Whether a file can be used: now, once Azure has processed it, or never. */
export type FileState = "ready" | "processing" | "unusable" | "unknown";

const states: Readonly<Record<string, FileState>> = {
  processed: "ready",
  succeeded: "ready",
  uploaded: "processing",
  pending: "processing",
  notrunning: "processing",
  running: "processing",
  importing: "processing",
  error: "unusable",
  failed: "unusable",
  canceled: "unusable",
  cancelled: "unusable",
  deleting: "unusable",
  deleted: "unusable",
  expired: "unusable",
};

/** Returns the state of a file; "unknown" for a status that Azure may add. */
export const fileState = ({ status }: { status: string }): FileState =>
  new Map(Object.entries(states)).get(status.toLowerCase()) ?? "unknown";
