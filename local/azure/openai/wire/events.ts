import type { JobEvent } from "../model/events";

export function toResponseEvent(event: JobEvent): Record<string, unknown> {
  const { id, createdAt, level, type, message, data } = event;
  return {
    id,
    object: "fine_tuning.job.event",
    created_at: createdAt,
    level,
    type,
    message,
    data: data ?? null,
  };
}
