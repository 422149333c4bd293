/** The events that report a job's metrics: how often, and in which words. */
import type { Method } from "../../../../cli/openai/methods";
import type { Metrics } from "../model/metrics";

interface MetricsEvents {
  /** Steps from one event to the next. */
  every: number;
  message: (metrics: Metrics, totalSteps: number) => string;
}

/** Azure reports the metrics of every tenth step alone (recorded, Samples2025 May 2025). */
const losses: MetricsEvents = {
  every: 10,
  message: ({ step, train_loss: loss }) => `Step ${step}: training loss=${String(loss)}`,
};

/** ASSUMED: DPO reports as supervised does. Reinforcement: OpenAI's guide, which reports each step. */
export const metricsEvents: Record<Method, MetricsEvents> = {
  supervised: losses,
  dpo: losses,
  reinforcement: {
    every: 1,
    message: (metrics, totalSteps) =>
      [
        `Step ${metrics.step}/${totalSteps} `,
        ...rewards.flatMap(([name, title]) => {
          const value = metrics[name];
          return value === undefined ? [] : [` ${title}=${value.toFixed(2)}`];
        }),
      ].join(","),
  },
};

const rewards = [
  ["train_mean_reward", "train mean reward"],
  ["full_valid_mean_reward", "full validation mean reward"],
  ["full_valid_mean_parse_error", "full validation mean parse error"],
] as const;
