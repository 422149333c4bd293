/** `finetune FILE`: from a training file to a fine-tuned model whose metrics are at W&B. */
import { completeCommands } from "../deployment/completeCommands";
import type { EndpointOptions } from "../deployment/target";
import { UserError } from "../errors";
import { openAiClient } from "../openai/client";
import type { OpenAiClient } from "../openai/client";
import { toleratingOutages } from "../network/outage";
import { outcomeOf, toUserError } from "../openai/errors";
import type { Job } from "../openai/jobs";
import { describeDates } from "../openai/lifecycle";
import type { Lifecycle } from "../openai/lifecycle";
import { methodRow } from "../openai/methods";
import type { Method } from "../openai/methods";
import { chooseModel, listModels } from "../openai/models";
import { defaultTrainingType, findTrainingType } from "../openai/trainingTypes";
import type { TrainingType } from "../openai/trainingTypes";
import { createOutput, styled } from "../output";
import type { Output } from "../output";
import { isFileId, isImportUrl } from "../trainingFile/reference";
import { checkEntity } from "./checkEntity";
import { checkInput, invalidInput } from "./checkInput";
import type { CheckedInput, InputFile, InputFiles } from "./checkInput";
import { createJobOnce } from "./createJobOnce";
import { existingFileProblems, requireProcessed } from "./existingFile";
import { importOnce } from "./importOnce";
import { onInterrupt } from "./interrupt";
import { jobRequest } from "./jobOptions";
import type { JobFlags } from "./plannedJob";
import { uploadOnce } from "./uploadOnce";
import type { Uploading } from "./uploadOnce";
import { attachCommand, summarize, watchJob } from "./watchJob";

export interface FinetuneOptions extends EndpointOptions, JobFlags {
  /** Requests a job though Azure has ended the model's training. */
  allowRetired?: boolean;
  /** Creates a job even if the same one is running. */
  new?: boolean;
  follow: boolean;
  /** Seconds between requests for the job's status. */
  poll: string;
  json?: boolean;
  markdown?: boolean;
}

/** @throws UserError with everything that is wrong with the input, before anything is uploaded. */
export async function finetune(trainingFile: string | undefined, options: FinetuneOptions): Promise<void> {
  const output = createOutput(options);
  const { openai, job, examples, defaultEntity } = await createJob(trainingFile, options, output);
  if (options.follow) {
    const pollSeconds = Number(options.poll);
    await watchJob(job.id, {
      openai,
      output,
      pollSeconds,
      defaultEntity,
      examples,
      target: options,
      isRunning: true,
    });
  } else {
    output.print(`  To follow it, run: ${attachCommand(job.id, undefined, options)}`);
    await summarize(job, { openai, output, defaultEntity });
  }
}

export interface CreatedJob {
  openai: OpenAiClient;
  job: Job;
  /** Number of training examples. */
  examples?: number;
  defaultEntity?: string;
}

/**
 * Checks and uploads what a job needs, and creates it once.
 * @throws UserError with everything that is wrong with the input, before anything is uploaded.
 */
export async function createJob(
  trainingFile: string | undefined,
  options: Omit<FinetuneOptions, "follow">,
  output: Output,
): Promise<CreatedJob> {
  const input = await checkInput(trainingFile, options);
  try {
    const { problems, examples } = input;
    const trainingType = findTrainingType(input.job.options.tier ?? defaultTrainingType);
    if (!trainingType) {
      // The checks at Azure need a training type.
      throw invalidInput(problems);
    }
    const openai = await openAiClient(options);
    const { job, defaultEntity } = await untilInterrupted(openai, async (signal) => {
      const session = { openai, output, signal, pollSeconds: Number(options.poll), target: options };
      const prepared = await checkServices(input, trainingType, options, session);
      [...input.warnings, ...prepared.warnings].forEach((warning) => output.print(`! ${warning}`));
      return {
        ...prepared,
        job: await uploadAndCreate(input, input.requireFiles(), prepared, options, session),
      };
    });
    return { openai, job, examples, defaultEntity };
  } finally {
    await input.close();
  }
}

const toContinue = "  Run the same command again to continue. It creates no second job.";

/** Does what creates a job, until Ctrl-C. @throws UserError */
async function untilInterrupted<T>(
  openai: OpenAiClient,
  create: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const interrupt = onInterrupt("SIGINT");
  try {
    return await toleratingOutages(() => create(interrupt.signal), { signal: interrupt.signal });
  } catch (error) {
    if (interrupt.signal.aborted) {
      throw new UserError(
        "Interrupted before the job was created. Run the same command again to continue.",
        1,
      );
    }
    const failure = toUserError("Azure OpenAI", openai.endpoint, error);
    throw outcomeOf(error) === "rejected"
      ? failure
      : new UserError([...failure.lines, toContinue], failure.exitCode);
  } finally {
    interrupt.release();
  }
}

interface PreparedJob {
  /** ID of the model with its version. */
  model: string;
  method: Method;
  trainingType: TrainingType;
  lifecycle?: Lifecycle;
  warnings: string[];
  /** The run's W&B entity, if the job specifies none. */
  defaultEntity?: string;
}

/**
 * Checks the model and the uploaded files with Azure, and the entity with W&B.
 * @throws UserError with all problems, those of the input too.
 */
async function checkServices(
  { problems, method, job: { options, nameOf, trainingFile, validationFile } }: CheckedInput,
  trainingType: TrainingType,
  command: Omit<FinetuneOptions, "follow">,
  session: Uploading,
): Promise<PreparedJob> {
  const { signal, openai } = session;
  const model = options.model ?? methodRow(method).defaultModel;
  const { allowRetired } = command;
  const choice = chooseModel(await listModels(openai.client, signal), model, trainingType, {
    method,
    allowRetired,
    nameOf,
  });
  const ids = [trainingFile, validationFile].flatMap((file) => (file && isFileId(file) ? [file] : []));
  const fileProblems = await Promise.all(ids.map((id) => existingFileProblems(id, session)));
  const entity = options.wandb
    ? await checkEntity({ ...command, entity: options.entity }, signal, nameOf("entity"))
    : { problems: [] };
  const all = [
    ...problems,
    ...("problem" in choice ? [choice.problem] : []),
    ...fileProblems.flat(),
    ...entity.problems,
  ];
  if (all.length > 0 || "problem" in choice) {
    throw invalidInput(all);
  }
  const { id, lifecycle, warnings = [] } = choice;
  return { model: id, method, trainingType, lifecycle, warnings, defaultEntity: entity.defaultEntity };
}

function toFileId(file: InputFile, uploading: Uploading): Promise<string> {
  if (typeof file !== "string") {
    return uploadOnce(file, uploading);
  }
  return isImportUrl(file) ? importOnce(file, uploading) : requireProcessed(file, uploading);
}

async function uploadAndCreate(
  { job: { options } }: CheckedInput,
  files: InputFiles,
  { model, method, trainingType, lifecycle }: PreparedJob,
  command: Omit<FinetuneOptions, "follow">,
  session: Uploading,
): Promise<Job> {
  const { openai, output, signal } = session;
  const training = await toFileId(files.training, session);
  const validation = files.validation && (await toFileId(files.validation, session));
  const request = jobRequest(options, { model, method, trainingType, training, validation });
  const { job, existed, unknown, duplicates } = await createJobOnce(request, {
    client: openai.client,
    signal,
    allowDuplicate: command.new ?? false,
    onRetry: (reason) => output.print(`! ${reason}. Checking whether the job exists before retrying.`),
  });
  output.emit("job", { job, wasThere: existed, duplicates });
  output.print(
    existed
      ? `✔ The same job is already running: ${job.id} (--new creates another one)`
      : `✔ Created the job ${styled("bold", job.id)}: ${job.model}, ${trainingType}`,
  );
  if (lifecycle) {
    output.print(
      `  Azure's dates of ${model}: ${describeDates(lifecycle)}. Fine-tuned models may have later ones.`,
    );
  }
  duplicates.forEach((id) =>
    output.print(
      completeCommands(
        `! Another process created the same job at the same time: ${id}. Cancel one of them: npx azure-openai-wandb finetune cancel ${id}`,
        command,
      ),
    ),
  );
  if (unknown.length > 0) {
    output.print(
      `! Azure does not return the job's ${unknown.join(" and ")}, and another machine created the job. If it may differ from your command, use --new.`,
    );
  }
  return job;
}
