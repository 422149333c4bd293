import { z } from "zod";
import type { Store } from "../storage/store";

/** How quickly the local Azure does what takes time on Azure. By default at once; tests turn it up. */
export const settingsSchema = z.strictObject({
  /** When a new role assignment takes effect on the data plane: after so many seconds and so many denied requests. */
  propagation: z.strictObject({ seconds: z.number().min(0), checks: z.int().min(0) }),
  /** How many seconds a new identity takes until role assignments find it without being told its type. */
  replication: z.strictObject({ seconds: z.number().min(0) }),
  /** How many polls a long-running operation takes; 0: it is done when it is answered. */
  operations: z.strictObject({ polls: z.int().min(0) }),
  /** Role assignments that a subscription may have. */
  roleAssignmentLimit: z.int().min(0),
  /** Accounts of kind OpenAI that a subscription may have in a region. */
  openAiAccountLimit: z.int().min(0),
  /** Requests that a vault answers in ten seconds before it throttles. */
  vaultRequestLimit: z.int().min(1),
  /**
   * How many looks at a file its processing takes; how many steps each look at a job trains (0: it trains in the
   * background, as fast as it can); how many jobs an account keeps.
   */
  fineTuning: z.strictObject({
    filePolls: z.int().min(0),
    stepsPerPoll: z.int().min(0),
    jobLimit: z.int().min(0),
  }),
});

export type SettingsValues = z.infer<typeof settingsSchema>;

/** Azure's own limits: 4,000 assignments a subscription; 30 accounts of kind OpenAI a region; 4,000 transactions in 10 seconds a vault. */
const defaults: SettingsValues = {
  propagation: { seconds: 0, checks: 0 },
  replication: { seconds: 0 },
  operations: { polls: 0 },
  roleAssignmentLimit: 4000,
  openAiAccountLimit: 30,
  vaultRequestLimit: 4000,
  fineTuning: { filePolls: 0, stepsPerPoll: 0, jobLimit: 100 },
};

export interface Settings {
  readonly current: SettingsValues;
  /** Changes what is given and keeps the rest. */
  change(values: Partial<SettingsValues>): void;
  reset(): void;
}

export function createSettings(store: Store): Settings {
  const kept = store.collection<SettingsValues>("settings");
  return {
    get current() {
      return { ...defaults, ...kept.get("current") };
    },
    change(values) {
      kept.put("current", { ...this.current, ...values });
    },
    reset: () => void kept.delete("current"),
  };
}
