/** What `validate` tells about a valid file: its method, its tokens and what training with it costs. */
import { methods } from "../openai/methods";
import { automaticEpochs } from "../trainingFile/tokens/epochs";
import { countText, estimatePrice, priceText } from "../trainingFile/tokens/price";
import { modelOf } from "./checkFile";
import type { CheckedFile } from "./checkFile";
import type { Settings } from "./options";

interface Estimate {
  tokens: number;
  /** Whether the tokens are those of a sample. */
  tokensAreEstimated: boolean;
  epochs: number;
  /** In dollars; undefined if it is not known. */
  price?: number;
}

/** Returns the numbers for scripts. */
export function estimateOf(file: CheckedFile, settings: Settings): Estimate {
  const training = trainingOf(file, settings);
  const { tokens, isSample } = file.count;
  const price = training && estimatePrice(training);
  return { tokens, tokensAreEstimated: isSample, epochs: epochsOf(file, settings), price };
}

/** Returns lines for people. */
export function estimateLines(file: CheckedFile, settings: Settings): string[] {
  const { tokens, longest, isSample } = file.count;
  const row = methods.find(({ name }) => name === (settings.method ?? file.validation.method));
  const training = trainingOf(file, settings);
  const price = training && priceText(training);
  return [
    ...(row ? [`Method: ${row.title} (${row.name})`] : []),
    `Tokens: ${isSample ? "about " : ""}${countText(tokens)} in one epoch; the longest example${isSample ? " of a sample" : ""} has ${countText(longest)}${isSample ? ". Use --tokens to count all" : ""}`,
    ...(price ? [`Price: ${price}`] : []),
  ];
}

const epochsOf = ({ validation }: CheckedFile, { epochs }: Settings) =>
  epochs ?? automaticEpochs(validation.examples);

/** Only the tokens of the training file are billed. */
function trainingOf(file: CheckedFile, settings: Settings) {
  const method = settings.method ?? file.validation.method ?? "supervised";
  const model = modelOf(method, settings);
  const { trainingType } = settings;
  return file.role === "training" && model
    ? { model, trainingType, method, tokens: file.count.tokens, epochs: epochsOf(file, settings) }
    : undefined;
}
