/** `finetune FILE`: from a training file to a tuned model, whose curve is at W&B. */
import { UserError } from "../failure";
import { explain, openAiClient } from "../openai/client";
import type { EndpointOptions } from "../openai/client";
import { chooseModel, trainableModels } from "../openai/models";
import { createOutput, styled } from "../output";
import { findStack } from "../target";
import { validateTrainingFile } from "../trainingFile/validate";
import { mayWriteTo, viewerOf } from "../wandb/viewer";
import { createOnce } from "./create";
import { jobRequest, optionProblems, tierOf } from "./request";
import type { JobOptions } from "./request";
import { uploadOnce } from "./upload";
import { watch } from "./watch";

export interface FinetuneOptions extends EndpointOptions, JobOptions {
  validationFile?: string;
  /** Another job even where the same one is under way. */
  new?: boolean;
  follow: boolean;
  poll: string;
  json?: boolean;
}

const again = "npm run finetune --";

/** @throws UserError with everything that is wrong with the input, before anything is uploaded. */
export async function finetune(trainingFile: string, options: FinetuneOptions): Promise<void> {
  const output = createOutput(options);
  const problems = [
    ...optionProblems(options),
    ...pollProblem(options.poll),
    ...(await fileProblems("the training file", trainingFile)),
    ...(options.validationFile ? await fileProblems("the validation file", options.validationFile) : []),
  ];
  // What is asked of Azure needs a tier that exists; the rest is told together with what Azure says.
  if (problems.some((problem) => problem.startsWith("--tier"))) {
    throw tell(problems);
  }
  const openai = await openAiClient(options);
  const interrupt = new AbortController();
  const { signal } = interrupt;
  const onInterrupt = () => interrupt.abort();
  process.once("SIGINT", onInterrupt);
  let job;
  let defaultEntity: string | undefined;
  try {
    const chosen = chooseModel(await trainableModels(openai.client), options.model, tierOf(options));
    if ("problem" in chosen) {
      problems.push(chosen.problem);
    }
    if (options.wandb) {
      const entity = await checkEntity(options);
      problems.push(...entity.problems);
      ({ defaultEntity } = entity);
    }
    if (problems.length > 0 || "problem" in chosen) {
      throw tell(problems);
    }
    const uploading = { openai, output, signal, poll: Number(options.poll) };
    const training = await uploadOnce(trainingFile, uploading);
    const validation = options.validationFile
      ? await uploadOnce(options.validationFile, uploading)
      : undefined;
    const created = await createOnce(jobRequest(options, chosen.id, training, validation), {
      client: openai.client,
      signal,
      another: options.new ?? false,
      retrying: (why) => output.say(`! ${why}; looking whether the job was made before trying again`),
    });
    job = created.job;
    output.emit("job", { job, wasThere: created.wasThere });
    output.say(
      created.wasThere
        ? `✔ The same job is under way already: ${job.id} (--new makes another)`
        : `✔ The job is ${styled("bold", job.id)}: ${job.model}, ${tierOf(options)}`,
    );
  } catch (error) {
    if (signal.aborted) {
      throw new UserError("Interrupted before the job was made. Run the same command again to go on.", 1);
    }
    throw explain("Azure OpenAI", openai.endpoint, error);
  } finally {
    process.removeListener("SIGINT", onInterrupt);
  }
  if (options.follow) {
    await watch(job.id, { openai, output, poll: Number(options.poll), defaultEntity, again });
  } else {
    output.say(`  Follow it with: ${again} attach ${job.id}`);
  }
}

function tell(problems: readonly string[]): UserError {
  return new UserError(`Nothing was uploaded:\n${problems.map((problem) => `  ✖ ${problem}`).join("\n")}`);
}

export const pollProblem = (poll: string): string[] =>
  Number(poll) > 0 && Number(poll) <= 600 ? [] : [`--poll ${poll}: give seconds, above 0 and up to 600`];

/** Everything that is wrong with a file: the first twenty things, and how many more. */
async function fileProblems(what: string, file: string): Promise<string[]> {
  try {
    const { problems, problemCount } = await validateTrainingFile(file);
    const shown = problems.map(
      ({ line, reason }) => `${file}${line === 0 ? "" : `, line ${line}`} ${reason}`,
    );
    return problemCount > shown.length ? [...shown, `… and ${problemCount - shown.length} more`] : shown;
  } catch (error) {
    return [`${what}: ${(error as Error).message}`];
  }
}

/** Whose key the stack has, and whether runs of the entity that is asked for can be written with it. */
async function checkEntity(
  options: FinetuneOptions,
): Promise<{ problems: string[]; defaultEntity?: string }> {
  if (options.endpoint || options.account || process.env.AZURE_OPENAI_ENDPOINT) {
    return { problems: [], defaultEntity: options.entity };
  }
  const { configuredKey } = await findStack(options.stack);
  const viewer = configuredKey ? await viewerOf(configuredKey) : undefined;
  const { entity } = options;
  if (!configuredKey) {
    return { problems: [], defaultEntity: entity };
  }
  if (!viewer) {
    return { problems: ["the stack's W&B key: W&B does not know it, see `npm run doctor`"] };
  }
  return entity && !mayWriteTo(viewer, entity)
    ? {
        problems: [
          `--entity ${entity}: the key belongs to ${viewer.username}, who writes to ${[...new Set([viewer.username, viewer.entity, ...viewer.teams])].join(", ")}`,
        ],
      }
    : { problems: [], defaultEntity: entity ?? viewer.entity };
}
