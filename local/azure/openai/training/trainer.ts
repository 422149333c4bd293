/** What the training of each method does, step by step. */
import type { Metrics } from "../model/metrics";

/** A trained step: its metrics, and what its event reports besides them. */
export interface Step {
  metrics: Metrics;
  details?: Record<string, unknown>;
}

/** Repeats itself exactly for the same files, hyperparameters and seed. */
export interface Trainer {
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  /** Tokens that one epoch learns. */
  readonly tokens: number;
  /** Trains on the next batch. */
  next(): Step;
}
