/** Estimates what a training costs. */
import type { Method } from "../../openai/methods";
import type { TrainingType } from "../../openai/trainingTypes";
import { pricesRead, pricesUrl } from "../modelFacts";
import type { ModelFacts } from "../modelFacts";

export interface Training {
  model: ModelFacts;
  trainingType: TrainingType;
  method: Method;
  /** Tokens of one epoch. */
  tokens: number;
  epochs: number;
}

/** Returns dollars; undefined if the price is not known or does not depend on tokens. */
export function estimatePrice({ model, trainingType, method, tokens, epochs }: Training): number | undefined {
  const price = model.prices[trainingType];
  return price === undefined || method === "reinforcement"
    ? undefined
    : (tokens * epochs * price) / 1_000_000;
}

/** Describes the price with its date, in one line; undefined if none is known. */
export function priceText(training: Training): string | undefined {
  const { model, trainingType, method, tokens, epochs } = training;
  if (method === "reinforcement") {
    return model.hourlyPrice === undefined
      ? undefined
      : `about ${dollars(model.hourlyPrice)} for each hour of training (${model.family}; estimate of ${pricesRead}, see ${pricesUrl})`;
  }
  const estimate = estimatePrice(training);
  if (estimate === undefined) {
    return undefined;
  }
  const price = model.prices[trainingType] ?? 0;
  return `${estimate < 0.01 ? "less than $0.01" : `about ${dollars(estimate)}`} (${countText(tokens)} tokens × ${epochs} epochs × ${dollars(price)} for a million: ${model.family}, ${trainingType}; estimate of ${pricesRead}, see ${pricesUrl})`;
}

export const countText = (count: number): string => count.toLocaleString("en");

const dollars = (amount: number): string => `$${amount.toFixed(2)}`;
