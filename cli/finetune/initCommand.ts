/** `finetune init`: writes a job file from options, or from a job that exists. */
import { completeCommands } from "../deployment/completeCommands";
import * as path from "node:path";
import { UserError } from "../errors";
import type { EndpointOptions } from "../deployment/target";
import { jobFileText, jobToWrite } from "../jobFile/write";
import type { JobToWrite } from "../jobFile/write";
import { openAiClient } from "../openai/client";
import { getJob } from "../openai/jobs";
import { writeNewFile } from "../newFile";
import { methodRow } from "../openai/methods";
import { defaultTrainingType } from "../openai/trainingTypes";
import { createOutput } from "../output";
import { shellQuoted } from "../shellQuoted";
import { checkInput, inputProblems } from "./checkInput";
import type { CheckedInput } from "./checkInput";
import { recallJob } from "./createdJobs";
import type { JobFlags } from "./plannedJob";

export interface InitOptions extends EndpointOptions, JobFlags {
  /** ID of a job whose settings are written. */
  fromJob?: string;
  /** Path of the job file. */
  output: string;
  /** Replaces an existing file. */
  force?: boolean;
  poll: string;
  json?: boolean;
}

/** Writes a job file. @throws UserError with everything that is wrong with the options and the files. */
export async function init(trainingFile: string | undefined, options: InitOptions): Promise<void> {
  const output = createOutput(options);
  const existing = options.fromJob === undefined ? undefined : await existingJob(options.fromJob, options);
  const input = await checkInput(trainingFile, options, existing);
  try {
    if (input.problems.length > 0) {
      throw inputProblems(input.problems, "Nothing was written.");
    }
    const job = toWrite(input, existing !== undefined);
    const { output: file, force = false } = options;
    const text = jobFileText(job, path.dirname(path.resolve(file)));
    writeNewFile(file, text, force);
    output.emit("jobFile", { path: file, text });
    input.warnings.forEach((warning) => output.print(`! ${warning}`));
    if (job.options.tier === undefined) {
      output.print(
        `! Azure does not return the job's training type, and without extra_body.trainingType a job is trained as ${defaultTrainingType}. Add it if the job had another one.`,
      );
    }
    output.print(
      `✔ Wrote ${file}`,
      completeCommands(
        `  To create the job, run: npx azure-openai-wandb finetune --file ${shellQuoted(file)}`,
        options,
      ),
    );
  } finally {
    await input.close();
  }
}

/** @param isExisting What Azure does not return of a job is left out, not guessed. */
const toWrite = ({ job, method }: CheckedInput, isExisting: boolean): JobToWrite => ({
  ...job,
  method,
  options: {
    ...job.options,
    model: job.options.model ?? methodRow(method).defaultModel,
    tier: job.options.tier ?? (isExisting ? undefined : defaultTrainingType),
  },
});

async function existingJob(id: string, options: InitOptions): Promise<JobToWrite> {
  if (options.file !== undefined) {
    throw new UserError("--file cannot be combined with --from-job. Remove one of them.");
  }
  return jobToWrite(await getJob(await openAiClient(options), id), recallJob(id));
}
