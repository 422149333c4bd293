/** `finetune FILE`: from a training file to a fine-tuned model whose metrics are at W&B. */
import type { EndpointOptions } from "../deployment/target";
import { UserError } from "../errors";
import { openAiClient } from "../openai/client";
import type { OpenAiClient } from "../openai/client";
import { toUserError } from "../openai/errors";
import type { Job } from "../openai/jobs";
import { chooseModel, listTrainableModels } from "../openai/models";
import { findTrainingType } from "../openai/trainingTypes";
import type { TrainingType } from "../openai/trainingTypes";
import { createOutput, styled } from "../output";
import type { Output } from "../output";
import { checkEntity } from "./checkEntity";
import { checkInput, invalidInput } from "./checkInput";
import type { InputFile, InputFiles } from "./checkInput";
import { createJobOnce } from "./createJobOnce";
import { importOnce } from "./importOnce";
import { onInterrupt } from "./interrupt";
import { jobRequest } from "./jobOptions";
import type { JobOptions } from "./jobOptions";
import { uploadOnce } from "./uploadOnce";
import type { Uploading } from "./uploadOnce";
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
  const { openai, job, examples, defaultEntity } = await prepareAndCreate(trainingFile, options, output);
  if (options.follow) {
    await watchJob(job.id, { openai, output, pollSeconds: Number(options.poll), defaultEntity, examples });
  } else {
    output.print(`  To follow it, run: ${attachCommand(job.id)}`);
  }
}

interface CreatedJob {
  openai: OpenAiClient;
  job: Job;
  /** Number of training examples. */
  examples?: number;
  defaultEntity?: string;
}

async function prepareAndCreate(
  trainingFile: string,
  options: FinetuneOptions,
  output: Output,
): Promise<CreatedJob> {
  const input = await checkInput(trainingFile, options);
  try {
    const { problems, examples } = input;
    const trainingType = findTrainingType(options.tier);
    if (!trainingType) {
      // The checks at Azure need a training type.
      throw invalidInput(problems);
    }
    const openai = await openAiClient(options);
    const { job, defaultEntity } = await untilInterrupted(openai, async (signal) => {
      const prepared = await checkServices(openai, trainingType, options, problems, signal);
      const session = { openai, output, signal };
      return { ...prepared, job: await uploadAndCreate(input.requireFiles(), prepared, options, session) };
    });
    return { openai, job, examples, defaultEntity };
  } finally {
    await input.close();
  }
}

/** Does what creates a job, until Ctrl-C. @throws UserError */
async function untilInterrupted<T>(
  openai: OpenAiClient,
  create: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const interrupt = onInterrupt("SIGINT");
  try {
    return await create(interrupt.signal);
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

const toFileId = (file: InputFile, uploading: Uploading): Promise<string> =>
  typeof file === "string" ? importOnce(file, uploading) : uploadOnce(file, uploading);

async function uploadAndCreate(
  files: InputFiles,
  { model, trainingType }: PreparedJob,
  options: FinetuneOptions,
  session: Session,
): Promise<Job> {
  const { openai, output, signal } = session;
  const uploading = { ...session, pollSeconds: Number(options.poll) };
  const training = await toFileId(files.training, uploading);
  const validation = files.validation && (await toFileId(files.validation, uploading));
  const request = jobRequest(options, { model, trainingType, training, validation });
  const { job, existed, unknown, duplicates } = await createJobOnce(request, {
    client: openai.client,
    signal,
    allowDuplicate: options.new ?? false,
    onRetry: (reason) => output.print(`! ${reason}. Checking whether the job exists before retrying.`),
  });
  output.emit("job", { job, wasThere: existed, duplicates });
  output.print(
    existed
      ? `✔ The same job is already running: ${job.id} (--new creates another one)`
      : `✔ Created the job ${styled("bold", job.id)}: ${job.model}, ${trainingType}`,
  );
  duplicates.forEach((id) =>
    output.print(
      `! Another process created the same job at the same time: ${id}. Cancel one of them: npm run finetune -- cancel ${id}`,
    ),
  );
  if (unknown.length > 0) {
    output.print(
      `! Azure does not return the job's ${unknown.join(" and ")}, and another machine created the job. If it may differ from your command, use --new.`,
    );
  }
  return job;
}
