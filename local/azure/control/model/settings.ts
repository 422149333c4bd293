import type { Store } from "../../storage/store";
import type { SettingsValues } from "../wire/settings";

/**
 * Azure's own limits: 4,000 assignments a subscription; 30 accounts of kind OpenAI a region; 4,000 transactions in 10 seconds a vault;
 * 500 fine-tuning jobs an account, and training files of 512 MB.
 */
const defaults: SettingsValues = {
  propagation: { seconds: 0, checks: 0 },
  replication: { seconds: 0, attempts: 5 },
  operations: { polls: 0 },
  roleAssignmentLimit: 4000,
  openAiAccountLimit: 30,
  keyVault: { dnsSeconds: 0, objectPolls: 3, objectSeconds: 0 },
  trainingFileBytes: 512_000_000,
  deploymentPolls: 0,
  importOrigins: {},
  vaultRequestLimit: 4000,
  fineTuning: { filePolls: 0, stepsPerPoll: 0, jobLimit: 500, requireTrainingType: false },
  fineTuningPause: { polls: 0 },
  existingCustomer: true,
  fineTuningEnd: { modelSeconds: 0, evaluationSeconds: 0 },
  foundryUpgrade: { afterSeconds: null, keepsOptOut: true },
  jobsReturnRequest: true,
};

export interface Settings {
  readonly current: SettingsValues;
  /** Changes the given settings and keeps the others. */
  change(values: Partial<SettingsValues>): void;
  reset(): void;
}

export function createSettings(store: Store): Settings {
  const stored = store.collection<SettingsValues>("settings");
  return {
    get current() {
      return { ...defaults, ...stored.get("current") };
    },
    change(values) {
      stored.put("current", { ...this.current, ...values });
    },
    reset: () => void stored.delete("current"),
  };
}
