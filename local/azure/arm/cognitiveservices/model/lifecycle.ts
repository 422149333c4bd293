/**
 * How long models are deployed and trained, by the local Azure's clock. Azure goes on with what it retires for customers who have used it
 * (Azure's table of fine-tuning models and its retirement page, September 2026); the setting `existingCustomer` tells whether the
 * subscription is one.
 */
import type { Platform } from "../../../service";
import type { LifecycleStatus, Model } from "./catalogue";
import { deprecationOf } from "./deprecation";

export type Lifecycle = Pick<Platform, "clock" | "settings">;

const isPast = ({ clock }: Lifecycle, date: string) => Date.parse(date) <= clock.now();

/** Whether a model is trained no more: for new customers, that is when its base model is retired. */
export function isTrainingOver(platform: Lifecycle, model: Model): boolean {
  const { fineTune, inference } = deprecationOf(model);
  return (
    isPast(platform, fineTune) || (!platform.settings.current.existingCustomer && isPast(platform, inference))
  );
}

/** Whether a base model is deployed no more, and its deployments have ended. */
export const isRetired = (platform: Lifecycle, model: Model): boolean =>
  isPast(platform, deprecationOf(model).inference);

/** The status of a model by the clock: what is retired is deprecated, whatever it was before. */
export const lifecycleStatusOf = (platform: Lifecycle, model: Model): LifecycleStatus =>
  isRetired(platform, model) ? "Deprecated" : (model.lifecycleStatus ?? "GenerallyAvailable");

/** Whether a base model is deployed no more, though its deployments go on. */
export const isClosed = (platform: Lifecycle, model: Model): boolean =>
  lifecycleStatusOf(platform, model) === "Deprecating" && !platform.settings.current.existingCustomer;
