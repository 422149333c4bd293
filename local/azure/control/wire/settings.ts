import { z } from "zod";

/** Settings for what takes time on Azure, and for Azure's limits. By default nothing takes time; tests change that. */
export const settingsSchema = z.strictObject({
  /** When a new role assignment takes effect on the data plane: after this time, and after this number of denied requests. */
  propagation: z.strictObject({ seconds: z.number().min(0), checks: z.int().min(0) }),
  /**
   * How long the directory takes to replicate a new identity: until then, role assignments need its principal type. After
   * `seconds`, `attempts` without the type are still refused within the identity's first minute (recorded: 5, ASO, Mar 2026).
   */
  replication: z.strictObject({ seconds: z.number().min(0), attempts: z.int().min(0).default(5) }),
  /** Polls until a long-running operation ends; 0 ends it before the response to its request. */
  operations: z.strictObject({ polls: z.int().min(0) }),
  /** Maximum number of role assignments of a subscription. */
  roleAssignmentLimit: z.int().min(0),
  /** Maximum number of accounts of kind OpenAI of a subscription in a region. */
  openAiAccountLimit: z.int().min(0),
  /**
   * `dnsSeconds`: how long a new vault registers its DNS name, which does not resolve until then (recorded: 30).
   * A deleted secret or key appears among the deleted ones, and a recovered one is back, after `objectPolls` reads that do
   * not find it and not before `objectSeconds` (recorded: 2 to 7 reads in 10 to 35 seconds).
   */
  keyVault: z.strictObject({
    dnsSeconds: z.number().min(0),
    objectPolls: z.int().min(0),
    objectSeconds: z.number().min(0),
  }),
  /** Maximum size of a training file in bytes, which an account's capabilities list. */
  trainingFileBytes: z.int().min(0),
  /** Requests to a new deployment until its data plane is ready. */
  deploymentPolls: z.int().min(0),
  /** Where files are imported from instead of an origin: `{ "https://contoso.blob.core.windows.net": "http://127.0.0.1:10000/contoso" }`. */
  importOrigins: z.record(z.url(), z.url()),
  /** Maximum number of requests to a vault in 10 seconds, above which it throttles. */
  vaultRequestLimit: z.int().min(1),
  /**
   * `filePolls`: polls until a file is processed. `stepsPerPoll`: training steps for each poll of a job; 0 trains in the
   * background without a pause. `jobLimit`: maximum number of jobs of an account, which its capabilities list.
   * `requireTrainingType`: whether a job without a training type is refused, as a public report has it (litellm#24687, March 2026);
   * other reports and recorded jobs have the type Standard then.
   */
  fineTuning: z.strictObject({
    filePolls: z.int().min(0),
    stepsPerPoll: z.int().min(0),
    jobLimit: z.int().min(0),
    requireTrainingType: z.boolean().default(false),
  }),
  /** Polls of a job until it is paused, or goes on; 0 ends both before the response to their request. */
  fineTuningPause: z.strictObject({ polls: z.int().min(0) }),
  /** Whether the subscription has used the models that Azure retires, and so may still deploy and train them. */
  existingCustomer: z.boolean(),
  /**
   * The end of a job, by the clock. `modelSeconds`: from the last step to the event "Job succeeded."; `evaluationSeconds`: from there
   * to the end of the evaluation. Recorded in May and September 2025: 836 and 1,819 s, then 228 and 8 s.
   */
  fineTuningEnd: z.strictObject({ modelSeconds: z.number().min(0), evaluationSeconds: z.number().min(0) }),
  /**
   * The automatic upgrade of accounts to Foundry resources. `afterSeconds`: from the creation of an account, or its rollback, to its
   * upgrade; null plans none. `keepsOptOut`: whether an account stays opted out after a PUT that does not specify it, which is not
   * known.
   */
  foundryUpgrade: z.strictObject({
    afterSeconds: z.number().min(0).nullable(),
    keepsOptOut: z.boolean().default(true),
  }),
  /** Whether jobs have the `suffix` and the `trainingType` of their request. It is not known whether Azure's have. */
  jobsReturnRequest: z.boolean(),
});

export type SettingsValues = z.infer<typeof settingsSchema>;

export const settingsBody = settingsSchema.partial();
export type SettingsBody = z.infer<typeof settingsBody>;
