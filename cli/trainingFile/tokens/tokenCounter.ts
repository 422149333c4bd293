/** Counts the tokens of a file while it is read: all of them, or those of a sample of a large file. */
import type { JsonObject } from "../findings";
import { countExampleTokens } from "./countTokens";

export interface TokenCount {
  /** Number of tokens of all examples for one epoch. */
  tokens: number;
  /** Whether it is computed from a sample. */
  isSample: boolean;
  /** Tokens of the longest example that was counted. */
  longest: number;
  /** Number of examples with more tokens than the limit. */
  overLimit: number;
}

/** Bytes that are counted in about a second. */
const sampleBytes = 2_000_000;

export class TokenCounter {
  private counted = 0;
  private countedBytes = 0;
  private bytes = 0;
  private number = 0;
  private longest = 0;
  private overLimit = 0;
  /** One of so many examples is counted. */
  private readonly step: number;

  /** @param fileBytes Size of the file. @param limit Largest number of tokens of an example. @param all Counts each example. */
  constructor(
    fileBytes: number,
    private readonly limit: number,
    all: boolean,
  ) {
    this.step = all ? 1 : Math.max(1, Math.ceil(fileBytes / sampleBytes));
  }

  /** @param bytes Length of the example's line. A token has at least one byte, so that no short line is over the limit. */
  add(example: JsonObject, bytes: number): void {
    this.bytes += bytes;
    const isInSample = this.number % this.step === 0;
    this.number += 1;
    if (!isInSample) {
      return;
    }
    const tokens = countExampleTokens(example);
    this.counted += tokens;
    this.countedBytes += bytes;
    this.longest = Math.max(this.longest, tokens);
    this.overLimit += tokens > this.limit ? 1 : 0;
  }

  result(): TokenCount {
    const { step, counted, countedBytes, bytes, longest, overLimit } = this;
    const isSample = step > 1;
    const tokens = isSample && countedBytes > 0 ? Math.round((counted * bytes) / countedBytes) : counted;
    return { tokens, isSample, longest, overLimit: isSample ? overLimit * step : overLimit };
  }
}
