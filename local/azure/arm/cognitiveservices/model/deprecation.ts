/**
 * When training and inference of models end. Azure replaces models long before it retires them, and this catalogue is not replaced: its
 * dates that were ahead on the last day for which they were compared with Azure's stay as far ahead. Otherwise each of its models would be
 * over some day, and every job of the local Azure refused.
 */
import { currentDeprecation } from "./catalogue";
import type { Model } from "./catalogue";

const dayMs = 86_400_000;

/** The last day on which the dates are Azure's own. */
export const catalogueDay = Date.parse("2026-12-15T00:00:00Z");

/**
 * The dates of a model.
 * @param machineTime The machine's time, in milliseconds since the epoch, without what tests have moved the clock by. Commands compare the
 *   dates with it.
 */
export function deprecationOf(
  { deprecation: { fineTune, inference } = currentDeprecation }: Model,
  machineTime = Date.now(),
): { fineTune: string; inference: string } {
  const days = Math.max(0, Math.floor((machineTime - catalogueDay) / dayMs));
  return { fineTune: movedBy(fineTune, days), inference: movedBy(inference, days) };
}

/** A date some days later; one that was past on the day of the catalogue stays. */
function movedBy(date: string, days: number): string {
  const time = Date.parse(date);
  return days === 0 || time <= catalogueDay
    ? date
    : new Date(time + days * dayMs).toISOString().replace(".000Z", "Z");
}
