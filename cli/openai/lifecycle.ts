/**
 * Until when a model is trained. Azure's lists have the dates, and no date is in this code. A retired model keeps its capabilities
 * (recorded, Azure/azure-dev, 23 April 2026), so that they alone do not tell.
 */
const dayMs = 86_400_000;
/** How long before the end a command warns. */
const warningDays = 90;

export interface Lifecycle {
  /** Azure's status in its own spelling, such as `GenerallyAvailable` or `deprecated`. */
  status?: string;
  /** The end of training, in milliseconds since the epoch. */
  trainsUntil?: number;
  /** The end of deployments, in milliseconds since the epoch. */
  deploysUntil?: number;
}

/** Where Azure publishes who may continue to train a model after its date. */
export const retirementPage = "https://learn.microsoft.com/azure/foundry/openai/concepts/model-retirements";

/** Tells whether training has ended. Without a date, a model that Azure calls deprecated is not trained. */
export const hasEnded = ({ status, trainsUntil }: Lifecycle, now = Date.now()): boolean =>
  trainsUntil === undefined ? status?.toLowerCase() === "deprecated" : trainsUntil <= now;

/** Tells whether training ends within 90 days. */
export const endsSoon = (lifecycle: Lifecycle, now = Date.now()): boolean =>
  !hasEnded(lifecycle, now) &&
  lifecycle.trainsUntil !== undefined &&
  lifecycle.trainsUntil - now <= warningDays * dayMs;

/** Formats a date as `2026-10-14`, in UTC; a date that no calendar has as `?`. */
export const dateOf = (time: number): string => {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "?" : date.toISOString().slice(0, 10);
};

/** Returns what Azure's dates of a model are: `training until 2027-04-14, deployments until 2027-10-14`; empty without dates. */
export const describeDates = ({ trainsUntil, deploysUntil }: Lifecycle): string =>
  [
    trainsUntil === undefined ? [] : [`training until ${dateOf(trainsUntil)}`],
    deploysUntil === undefined ? [] : [`deployments until ${dateOf(deploysUntil)}`],
  ]
    .flat()
    .join(", ");
