/** Why a job failed: Azure's code and message, and what to do. */
import { UserError } from "../errors";
import type { Job } from "../openai/jobs";

type JobError = Pick<NonNullable<Job["error"]>, "code" | "message">;

export type JobFailureKind =
  | "wandb"
  | "contentPolicy"
  | "file"
  | "model"
  | "quota"
  | "capacity"
  | "evaluation"
  | "grader"
  | "spending"
  | "service";

interface Cause {
  kind: JobFailureKind;
  /** Matches the code, or the message. */
  code?: RegExp;
  message?: RegExp;
  remedy: string;
}

/**
 * The first row that matches applies. Azure publishes no list of codes. Content policy: "The provided training data failed RAI checks for
 * harm types: […]" (Microsoft Learn, "Safety evaluation for fine-tuning"). The other texts are assumed, after OpenAI's codes and Azure's
 * errors of requests; the service's own message is printed in any case.
 */
export const jobFailureCauses: readonly Cause[] = [
  {
    kind: "wandb",
    code: /wandb|weights/i,
    message: /weights\s*(&|and)\s*biases|\bwandb\b|\bW&B\b/i,
    remedy: "Run npx azure-openai-wandb doctor to check what prevents jobs from logging to W&B.",
  },
  {
    kind: "contentPolicy",
    code: /content_?(filter|policy)|safety|moderation/i,
    message:
      /RAI check|harm types?|content (management )?policy|content filter|safety (check|evaluation|system)|harmful/i,
    remedy:
      "Remove the examples of these categories from the training and validation files, or ask Azure support for a review.",
  },
  {
    kind: "grader",
    code: /grader/i,
    message: /\bgrader\b/i,
    remedy: "Correct the grader of the job, and check it with examples before you create another job.",
  },
  {
    kind: "spending",
    code: /(spend|cost|billing).*limit/i,
    message: /spending limit|cost limit|billing (hard )?limit/i,
    remedy: "The job has reached the limit of its costs. Deploy its last checkpoint, or resume the job.",
  },
  {
    kind: "file",
    code: /^(invalid_?(training|validation)_?file|invalid_?file\w*|invalid_file_format|jsonlValidationFailed|fileImportFailed)$/i,
    message: /(training|validation) (file|data|set)|preprocess|jsonl|examples? .*(invalid|token|limit)/i,
    remedy:
      "Correct the file, and create the job again. To check it first, run npx azure-openai-wandb validate FILE.",
  },
  {
    kind: "model",
    code: /deprecated|deprecating|deprecation|retired|model_?not_?(found|available|supported)/i,
    message: /deprecated|deprecation|retired|(does not|doesn't|no longer) support fine-?tuning/i,
    remedy:
      "Choose another model. For those that the region can fine-tune, run npx azure-openai-wandb doctor.",
  },
  {
    kind: "quota",
    code: /quota|limit_?exceeded/i,
    message: /\bquota\b|limit (has been|is|was) (reached|exceeded)/i,
    remedy:
      "Run npx azure-openai-wandb finetune list, then cancel or delete what you do not need, or ask for more quota in the Azure portal.",
  },
  {
    kind: "capacity",
    code: /capacity|unavailable|resource_?exhausted|server_?busy|timeout/i,
    message: /capacity|temporarily unavailable|server (is )?busy|try again later/i,
    remedy:
      "Create the job again later, or with --tier globalstandard, which trains where there is capacity.",
  },
  {
    kind: "evaluation",
    message: /evaluation (failed|did not pass)|model evaluation/i,
    remedy:
      "Read the job's events (npx azure-openai-wandb finetune attach JOB), and change the training data before you create another job.",
  },
  {
    kind: "service",
    code: /internal|server_?error|service_?error|unexpected/i,
    message: /internal (server )?error|unexpected error|something went wrong/i,
    remedy:
      "The service failed. Create the job again; if it fails again, give the job's ID to Azure support.",
  },
];

/** Returns what a failed job's error is about; undefined if it is not known. */
export const jobFailureCause = ({
  code,
  message,
}: JobError): { kind: JobFailureKind; remedy: string } | undefined =>
  jobFailureCauses.find((row) => row.code?.test(code)) ??
  jobFailureCauses.find((row) => row.message?.test(message));

/** Describes a job that failed: Azure's message and code, and what to do where the cause is known. */
export function jobFailure(id: string, error: Partial<JobError> | null | undefined): UserError {
  const { code = "", message = "" } = error ?? {};
  const reason = message || (code ? "Azure returned no message" : "Azure returned no reason");
  const remedy = jobFailureCause({ code, message })?.remedy;
  return new UserError(
    [
      `The job ${id} failed: ${reason}${code ? ` (${code})` : ""}`,
      `  ${(remedy ?? "Read the job's events: npx azure-openai-wandb finetune attach JOB. If they do not tell more, give the job's ID to Azure support.").replace("JOB", id)}`,
    ],
    1,
  );
}
