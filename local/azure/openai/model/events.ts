import { randomBytes } from "node:crypto";
import type { Platform } from "../../service";
import { epochSeconds } from "../epochSeconds";

/** An event of a job. */
export interface JobEvent {
  id: string;
  jobId: string;
  /** Seconds since the epoch. */
  createdAt: number;
  level: "info" | "warn" | "error";
  type: "message" | "metrics";
  message: string;
  data?: Record<string, unknown>;
}

const events = (platform: Platform) => platform.store.collection<JobEvent>("openaiEvents");

/** A job's events, oldest first. */
export const listEvents = (platform: Platform, jobId: string): JobEvent[] =>
  [...events(platform).values()].filter((event) => event.jobId === jobId);

export function addEvent(
  platform: Platform,
  jobId: string,
  event: Pick<JobEvent, "message"> & Partial<Pick<JobEvent, "level" | "type" | "data">>,
): void {
  const id = `ftevent-${randomBytes(16).toString("hex")}`;
  events(platform).put(id, {
    level: "info",
    type: "message",
    ...event,
    id,
    jobId,
    createdAt: epochSeconds(platform),
  });
}

export function removeEvents(platform: Platform, jobId: string): void {
  listEvents(platform, jobId).forEach(({ id }) => events(platform).delete(id));
}
