/** `finetune FILE`: from a training file to a fine-tuned model whose metrics are at W&B. */
import type { EndpointOptions } from "../deployment/target";
import { counted, UserError } from "../errors";
import { openAiClient } from "../openai/client";
import type { OpenAiClient } from "../openai/client";
import { toUserError } from "../openai/errors";
import type { Job } from "../openai/jobs";
import { chooseModel, listTrainableModels } from "../openai/models";
import { pollProblems } from "../openai/polling";
import { findTrainingType } from "../openai/trainingTypes";
import type { TrainingType } from "../openai/trainingTypes";
import { createOutput, styled } from "../output";
import type { Output } from "../output";
import { validateTrainingFile } from "../trainingFile/validate";
import { checkEntity } from "./checkEntity";
import { createJobOnce } from "./createJobOnce";
import { onInterrupt } from "./interrupt";
import { jobOptionProblems, jobRequest } from "./jobOptions";
import type { JobOptions } from "./jobOptions";
import { uploadOnce } from "./uploadOnce";
import { attachCommand, watchJob } from "./watchJob";

export interface FinetuneOptions extends EndpointOptions, JobOptions {
  validationFile?: string;
  /** Creates a job even if the same one is running. */
  new?: boolean;
  follow: boolean;
  /** Seconds between requests for the job's status. */
  poll: string;
  json?: boolean;
}

/** @throws UserError with everything that is wrong with the input, before anything is uploaded. */
export async function finetune(trainingFile: string, options: FinetuneOptions): Promise<void> {
  const output = createOutput(options);
  const { problems, examples } = await checkInput(trainingFile, options);
  const trainingType = findTrainingType(options.tier);
  if (!trainingType) {
    // The checks at Azure need a training type.
    throw invalidInput(problems);
  }
  const openai = await openAiClient(options);
  const interrupt = onInterrupt("SIGINT");
  let prepared: PreparedJob;
  let job: Job;
  try {
    prepared = await checkServices(openai, trainingType, options, problems, interrupt.signal);
    job = await uploadAndCreate(trainingFile, prepared, options, {
      openai,
      output,
      signal: interrupt.signal,
    });
  } catch (error) {
    if (interrupt.signal.aborted) {
      throw new UserError(
        "Interrupted before the job was created. Run the same command again to continue.",
        1,
      );
    }
    throw toUserError("Azure OpenAI", openai.endpoint, error);
  } finally {
    interrupt.release();
  }
  if (options.follow) {
    const { defaultEntity } = prepared;
    await watchJob(job.id, { openai, output, pollSeconds: Number(options.poll), defaultEntity, examples });
  } else {
    output.print(`  To follow it, run: ${attachCommand(job.id)}`);
  }
}

const invalidInput = (problems: readonly string[]) =>
  new UserError([
    `Invalid input: ${counted(problems.length, "problem")}. Nothing was uploaded.`,
    ...problems.map((problem) => `  ✖ ${problem}`),
  ]);

/** Returns what is wrong with the options and the files, without a request, and the number of training examples. */
async function checkInput(trainingFile: string, options: FinetuneOptions): Promise<CheckedFile> {
  const { validationFile } = options;
  const training = await checkFile("the training file", trainingFile);
  const validation = validationFile
    ? await checkFile("the validation file", validationFile)
    : { problems: [] };
  return {
    problems: [
      ...jobOptionProblems(options),
      ...pollProblems(options.poll),
      ...training.problems,
      ...validation.problems,
    ],
    examples: training.examples,
  };
}

interface CheckedFile {
  problems: string[];
  /** Undefined if the file cannot be read. */
  examples?: number;
}

/** Returns the first problems of a file and how many more there are, and the number of its examples. */
async function checkFile(title: string, file: string): Promise<CheckedFile> {
  try {
    const { problems, problemCount, examples } = await validateTrainingFile(file);
    const lines = problems.map(
      ({ line, reason }) => `${file}${line === 0 ? "" : `, line ${line}`} ${reason}`,
    );
    const rest = problemCount > lines.length ? [`… and ${problemCount - lines.length} more`] : [];
    return { problems: [...lines, ...rest], examples };
  } catch (error) {
    return { problems: [`${title}: ${(error as Error).message}`] };
  }
}

interface PreparedJob {
  /** ID of the model with its version. */
  model: string;
  trainingType: TrainingType;
  /** The run's W&B entity, if the job specifies none. */
  defaultEntity?: string;
}

/**
 * Checks the model with Azure, and the entity with W&B.
 * @param problems What is wrong with the input already.
 * @throws UserError with all problems.
 */
async function checkServices(
  { client }: OpenAiClient,
  trainingType: TrainingType,
  options: FinetuneOptions,
  problems: readonly string[],
  signal: AbortSignal,
): Promise<PreparedJob> {
  const choice = chooseModel(await listTrainableModels(client, signal), options.model, trainingType);
  const modelProblems = "problem" in choice ? [choice.problem] : [];
  const entity = options.wandb ? await checkEntity(options, signal) : { problems: [] };
  const all = [...problems, ...modelProblems, ...entity.problems];
  if (all.length > 0 || "problem" in choice) {
    throw invalidInput(all);
  }
  return { model: choice.id, trainingType, defaultEntity: entity.defaultEntity };
}

interface Session {
  openai: OpenAiClient;
  output: Output;
  signal: AbortSignal;
}

async function uploadAndCreate(
  trainingFile: string,
  { model, trainingType }: PreparedJob,
  options: FinetuneOptions,
  session: Session,
): Promise<Job> {
  const { openai, output, signal } = session;
  const uploading = { ...session, pollSeconds: Number(options.poll) };
  const training = await uploadOnce(trainingFile, uploading);
  const validation = options.validationFile ? await uploadOnce(options.validationFile, uploading) : undefined;
  const request = jobRequest(options, { model, trainingType, training, validation });
  const { job, existed, unknown } = await createJobOnce(request, {
    client: openai.client,
    signal,
    allowDuplicate: options.new ?? false,
    onRetry: (reason) => output.print(`! ${reason}. Checking whether the job exists before retrying.`),
  });
  output.emit("job", { job, wasThere: existed });
  output.print(
    existed
      ? `✔ The same job is already running: ${job.id} (--new creates another one)`
      : `✔ Created the job ${styled("bold", job.id)}: ${job.model}, ${trainingType}`,
  );
  if (unknown.length > 0) {
    output.print(
      `! Azure does not return the job's ${unknown.join(" and ")}, and another machine created the job. If it may differ from your command, use --new.`,
    );
  }
  return job;
}
