/**
 * The CLI as a library, for programs that deploy with Pulumi's Automation API: what commands find out, as values. A call prints nothing, listens
 * to no signals and ends no process. This file imports no types, so that its declarations stand alone.
 */
import { UserError as CliError } from "./errors";

/** An error that you can resolve. Every error of the library is one, but for that of an aborted signal. */
export interface UserError extends Error {
  /** What is wrong and what to do, one line each. */
  readonly lines: readonly string[];
  /** 2: the input is wrong, so that the call did not start; 1: the call failed. */
  readonly exitCode: 1 | 2;
}
export const UserError: new (message: string | readonly string[], exitCode?: 1 | 2) => UserError = CliError;

/** Options of every call. */
export interface CallOptions {
  /** Ends the call. A job in Azure continues. */
  signal?: AbortSignal;
  /** Receives lines about what a call does: findings of checks, uploads, the new job, what is logged. Not every call has any. */
  onLine?: (line: string) => void;
}

/** Options that specify a stack of any Pulumi program. */
export interface StackOptions {
  /** Name of the stack, such as `dev` or `organization/project/dev`. @default The selected stack */
  stack?: string;
  /** Folder of the Pulumi project. @default The current one */
  workDir?: string;
  /** Environment variables of the Pulumi CLI besides those of this process, such as `PULUMI_BACKEND_URL`. */
  envVars?: Record<string, string>;
}

/** Options that specify a deployment: an integration of a stack, or the names of its resources. */
export interface DeploymentOptions extends StackOptions {
  /** Name of the integration, its parents' names and its own (`platform/team`), or its URN. @default The only one of the stack */
  integration?: string;
  /** ID of the Azure subscription. @default AZURE_SUBSCRIPTION_ID, then ARM_SUBSCRIPTION_ID */
  subscription?: string;
  /** Resource group, without a stack. */
  resourceGroup?: string;
  /** Azure OpenAI account, without a stack. */
  account?: string;
  /** Key vault, without a stack. */
  vault?: string;
  /** Secret, without a stack. @default "wandb-api-key" */
  secret?: string;
}

/** Options that specify an account: those of a deployment, or the account's endpoint. */
export interface AccountOptions extends DeploymentOptions {
  /** Endpoint of the account, without a stack. @default AZURE_OPENAI_ENDPOINT */
  endpoint?: string;
}

/** An integration in a stack's state. What the state has encrypted is null, and so is what is not deployed. */
export interface Integration {
  /** Selects it: the value of the option `integration`. */
  integration: string;
  urn: string;
  account: string | null;
  resourceGroup: string | null;
  subscription: string | null;
  endpoint: string | null;
  vault: string | null;
  vaultUrl: string | null;
  secret: string | null;
  deployed: boolean;
}

export interface DoctorOptions extends DeploymentOptions {
  /** Does what is safe to do about what the checks found. */
  fix?: boolean;
  /** Checks whether the region can fine-tune this model. */
  model?: string;
  /** Training type of that model. @default "standard" */
  tier?: string;
  /** Checks whether runs can be logged to this W&B entity. */
  entity?: string;
  /** Checks the W&B integration through an endpoint that Azure does not publish. */
  assumedEndpoint?: boolean;
}

/** What a check found. */
export interface Finding {
  /** ID of the check, such as `vault.exists`. It is stable. */
  id: string;
  title: string;
  status: "passed" | "warning" | "failed" | "skipped";
  detail: string;
  /** What to do, usually a command to paste. */
  remedy?: string;
  /** URL, or path of a file in the repository. */
  documentation: string;
  /** Whether the check applies and could not be completed. */
  notChecked?: true;
}

export interface DoctorResult {
  account: string;
  vault: string;
  secret: string;
  /** Whether no check failed. */
  ready: boolean;
  findings: Finding[];
  /** What `fix` did about failed checks. */
  fixed: string[];
  /** What `fix` did about warnings. */
  prevented: string[];
  /** What `fix` could not do, with the reason. */
  notFixed: string[];
}

/** The checks of an integration of a stack. */
export interface IntegrationResult {
  integration: string;
  urn: string;
  ready: boolean;
  /** Undefined for an integration that is not deployed. */
  result?: DoctorResult;
  /** What is wrong; undefined if nothing is. */
  problem?: string;
}

/** What the portal asks for, and its page. */
export interface LinkValues {
  /** URL of the account's page. */
  portalUrl: string;
  vaultUrl: string;
  secretName: string;
}

export interface ValidateOptions {
  /** Path of a validation file. */
  validationFile?: string;
  /** `supervised`, `dpo` or `reinforcement`. @default That of the files */
  method?: string;
  /** Base model whose limits and price apply. */
  model?: string;
  /** Training type. @default "standard" */
  tier?: string;
  /** Number of epochs of the estimate. @default As Azure chooses */
  epochs?: number;
  /** Counts all tokens, of a large file too. */
  tokens?: boolean;
}

/** What is wrong with a file, and what it has. */
export interface CheckedFile {
  /** Number of lines that are not empty. */
  examples: number;
  bytes: number;
  /** Number of all problems. */
  problemCount: number;
  /** The first problems. Line 0 is the whole file. */
  problems: { line: number; reason: string }[];
  /** What Azure may accept nevertheless. */
  warnings: string[];
  /** The method for which the examples are; undefined if it cannot be told. */
  method?: "supervised" | "dpo" | "reinforcement";
}

/** The checks of the training file or, without one, of the validation file. */
export interface ValidateResult extends CheckedFile {
  /** Whether Azure accepts both files. */
  valid: boolean;
  tokens: number;
  /** Whether the tokens are those of a sample. */
  tokensAreEstimated: boolean;
  epochs: number;
  /** Price of the training in dollars; undefined if it is not known. */
  price?: number;
  /** The checks of the validation file beside a training file. */
  validationFile?: CheckedFile;
}

/** The W&B run of a job. */
export interface RunOptions {
  /** W&B project. */
  project?: string;
  /** Name of the run. @default The job's ID */
  name?: string;
  /** W&B team or user. @default The default entity of the API key's user */
  entity?: string;
  /** Tags of the run. */
  tag?: string[];
}

/** A hyperparameter: a value, or `auto` for Azure's choice. */
export type Hyperparameter = number | "auto";

/** The settings of a new job, as the options of `finetune`. */
export interface FinetuneOptions extends AccountOptions, RunOptions {
  /** Path of a job file. Options override its settings. */
  file?: string;
  /** Path of a validation file, or the ID of a file in Azure. */
  validationFile?: string;
  method?: string;
  model?: string;
  tier?: string;
  epochs?: Hyperparameter;
  batchSize?: Hyperparameter;
  learningRateMultiplier?: Hyperparameter;
  promptLossWeight?: Hyperparameter;
  beta?: Hyperparameter;
  l2Multiplier?: Hyperparameter;
  reasoningEffort?: "low" | "medium" | "high" | "auto";
  computeMultiplier?: Hyperparameter;
  evalInterval?: Hyperparameter;
  evalSamples?: Hyperparameter;
  /** Path of a file with a grader. */
  grader?: string;
  /** Path of a file with a response format. */
  responseFormat?: string;
  seed?: number;
  suffix?: string;
  /** Whether the job logs to W&B. @default true, unless a job file has no integration */
  wandb?: boolean;
  /** Creates a job even if the same one is running. */
  new?: boolean;
  /** Requests the job though Azure has ended the model's training for new customers. */
  allowRetired?: boolean;
  /** Seconds between requests for the status of files. @default 5 */
  poll?: number;
}

/** A job, and what became of it so far. */
export interface JobResult {
  /** ID of the job, `ftjob-…`. */
  job: string;
  /** Azure's word, such as `running`, `succeeded`, `failed` or `cancelled`. */
  status: string;
  /** The fine-tuned model, once there is one. */
  model: string | null;
  /** Why the job failed. */
  error: { code: string; message: string } | null;
  trainedTokens: number | null;
  /** URL of the W&B run; null if the job does not log there, or if the run's entity is not known. */
  run: string | null;
}

export interface WaitOptions extends AccountOptions {
  /** Seconds between requests. @default 5 */
  poll?: number;
}

export interface SyncOptions extends AccountOptions, RunOptions {
  /** Continues until the job is finished. */
  follow?: boolean;
  /** Seconds between rounds. @default 5 */
  poll?: number;
}

export interface SyncResult {
  job: string;
  status: string;
  /** Steps that W&B did not have before. */
  rows: number;
  /** Steps that W&B has now. */
  total: number;
  /** URL of the W&B run. */
  run: string;
}

export interface ReportResult {
  /** The page, which needs no network. */
  html: string;
  /** IDs of its jobs. */
  jobs: string[];
  /** What could not be read, in sentences. */
  missing: string[];
}

/** The functions of the library. */
export interface Library {
  findIntegrations(options?: StackOptions & CallOptions): Promise<Integration[]>;
  doctor(options?: DoctorOptions & CallOptions): Promise<DoctorResult>;
  doctorAll(
    options?: StackOptions & Omit<DoctorOptions, keyof DeploymentOptions> & CallOptions,
  ): Promise<IntegrationResult[]>;
  linkValues(options?: DeploymentOptions & CallOptions): Promise<LinkValues>;
  validate(file: string | undefined, options?: ValidateOptions & CallOptions): Promise<ValidateResult>;
  finetune(file: string | undefined, options?: FinetuneOptions & CallOptions): Promise<JobResult>;
  waitForJob(job: string, options?: WaitOptions & CallOptions): Promise<JobResult>;
  sync(job: string, options?: SyncOptions & CallOptions): Promise<SyncResult>;
  report(jobs: readonly string[], options?: AccountOptions & CallOptions): Promise<ReportResult>;
}

/** Loaded with the first call: the clients of the Azure SDK take longer than the rest. */
const library = (): Library =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a typed import would be part of the declarations
  (require("./library/calls") as { calls: Library }).calls;

/** Returns the integrations in a stack's state, sorted by their names. Azure is not asked. */
export const findIntegrations: Library["findIntegrations"] = (options) => library().findIntegrations(options);

/** Checks a deployment, as `azure-openai-wandb doctor` does. A failed check is a finding, not an error. */
export const doctor: Library["doctor"] = (options) => library().doctor(options);

/** Checks every integration of a stack, as `azure-openai-wandb doctor --all` does. */
export const doctorAll: Library["doctorAll"] = (options) => library().doctorAll(options);

/** Returns the values to enter in the portal, as `azure-openai-wandb link` prints them. */
export const linkValues: Library["linkValues"] = (options) => library().linkValues(options);

/** Checks a training file, a validation file or both, as `azure-openai-wandb validate` does. An invalid file is a result, not an error. */
export const validate: Library["validate"] = (file, options) => library().validate(file, options);

/** Checks and uploads a training file and creates a job once, as `azure-openai-wandb finetune --no-follow` does. */
export const finetune: Library["finetune"] = (file, options) => library().finetune(file, options);

/** Waits until a job is finished. A job that failed is a result, not an error. */
export const waitForJob: Library["waitForJob"] = (job, options) => library().waitForJob(job, options);

/** Logs a job to W&B from this machine, as `azure-openai-wandb sync` does. */
export const sync: Library["sync"] = (job, options) => library().sync(job, options);

/** Returns the page of jobs that `azure-openai-wandb report` writes. */
export const report: Library["report"] = (jobs, options) => library().report(jobs, options);
