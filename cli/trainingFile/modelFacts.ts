/**
 * What differs between the base models that Azure OpenAI can fine-tune, besides their methods (openai/methods.ts). Limits: Microsoft Learn, "Fine-tuning models" and the
 * pages of each method, read in November 2026. Where a model is available, and until when, is read from the account instead.
 */
import { familyOf } from "../openai/modelNames";
import type { TrainingType } from "../openai/trainingTypes";

/** Dollars for a million training tokens. */
type Prices = Partial<Record<TrainingType, number>>;

export interface ModelFacts {
  /** Name without the version. */
  family: string;
  /** Largest number of tokens of an example. A longer one is cut off at its end. */
  maxExampleTokens: number;
  /** Whether examples may have images. */
  vision: boolean;
  prices: Prices;
  /** Dollars for an hour of reinforcement fine-tuning. */
  hourlyPrice?: number;
}

/** When the prices were read, and where the current ones are. */
export const pricesRead = "February 2026";
export const pricesUrl = "https://azure.microsoft.com/pricing/details/azure-openai/";

/**
 * Prices are estimates: Azure's page shows them only after a region is chosen. Sources: the example of Microsoft Learn's "Cost management
 * for fine-tuning" of 11 February 2026 (gpt-4.1, o4-mini), the discounts that it names, and a public cost calculator of the same month.
 */
export const modelFacts: readonly ModelFacts[] = [
  {
    family: "gpt-4.1",
    maxExampleTokens: 65_536,
    vision: true,
    prices: { standard: 4, globalstandard: 2, developerTier: 1 },
  },
  {
    family: "gpt-4.1-mini",
    maxExampleTokens: 65_536,
    vision: false,
    prices: { standard: 0.8, globalstandard: 0.6, developerTier: 0.4 },
  },
  {
    family: "gpt-4.1-nano",
    maxExampleTokens: 32_768,
    vision: false,
    prices: { standard: 0.2, globalstandard: 0.15, developerTier: 0.1 },
  },
  {
    family: "gpt-4o",
    maxExampleTokens: 65_536,
    vision: true,
    prices: { standard: 25, globalstandard: 18.75, developerTier: 12.5 },
  },
  {
    family: "gpt-4o-mini",
    maxExampleTokens: 65_536,
    vision: false,
    prices: { standard: 3, globalstandard: 2.25, developerTier: 1.5 },
  },
  {
    family: "gpt-35-turbo",
    maxExampleTokens: 16_385,
    vision: false,
    prices: { standard: 8 },
  },
  {
    family: "o4-mini",
    maxExampleTokens: 65_536,
    vision: false,
    prices: {},
    hourlyPrice: 100,
  },
  { family: "gpt-5", maxExampleTokens: 65_536, vision: false, prices: {} },
];

/** Returns what is known of a model, with or without its version, or of a model that was fine-tuned from it; undefined if nothing is. */
export function findModelFacts(model: string): ModelFacts | undefined {
  const family = familyOf(model.toLowerCase());
  return modelFacts.find((row) => row.family === family);
}
