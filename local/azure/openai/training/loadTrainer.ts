/** Reads a job's files for its method, and starts its training where an earlier process left it. */
import { unsupportedGrader } from "../graders/grade";
import { readFile } from "../model/files";
import type { Job } from "../model/jobs";
import { methodOf } from "../model/methods";
import type { JobMethod } from "../model/methods";
import { parseTrainingFile, requireChats, toExamples, toPreferences, toPrompts } from "../model/trainingFile";
import type { TrainingLine } from "../model/trainingFile";
import type { Platform } from "../../service";
import { JobFailure } from "./jobFailure";
import { createPace } from "./pace";
import { PreferenceTraining } from "./preferenceTraining";
import { ReinforcementTraining } from "./reinforcementTraining";
import { SupervisedTraining } from "./supervisedTraining";
import type { Trainer } from "./trainer";

type Files = Record<"training" | "validation", readonly TrainingLine[]>;

/** @throws JobFailure where a file is not for the job's method, or the local Azure does not have its grader. */
export async function loadTrainer(platform: Platform, job: Job): Promise<Trainer> {
  const read = async (id: string | undefined) =>
    id === undefined ? [] : parseTrainingFile(await readFile(platform, { id, accountId: job.accountId }));
  const files = { training: await read(job.trainingFile), validation: await read(job.validationFile) };
  const trainer = createTrainer(methodOf(job), files, job);
  const pace = createPace();
  for (let step = 0; step < job.step; step += 1) {
    trainer.next();
    await pace();
  }
  return trainer;
}

function createTrainer(method: JobMethod, files: Files, { hyperparameters, seed }: Job): Trainer {
  switch (method.type) {
    case "supervised": {
      const { training, validation } = converted(files, toExamples);
      return new SupervisedTraining(training, validation, hyperparameters, seed);
    }
    case "dpo": {
      const { training, validation } = converted(files, toPreferences);
      return new PreferenceTraining(training, validation, hyperparameters, seed);
    }
    case "reinforcement": {
      const unsupported = unsupportedGrader(method.grader);
      if (unsupported !== undefined) {
        throw new JobFailure("localGraderNotSupported", unsupported);
      }
      const { training, validation } = converted(files, toPrompts);
      return new ReinforcementTraining(training, validation, method.grader, hyperparameters, seed);
    }
  }
}

/** ASSUMED: the code and the words of Azure's preprocessing, which refuses lines that the upload has accepted. */
function converted<Item>(
  files: Files,
  convert: (lines: readonly TrainingLine[]) => Item[],
): Record<"training" | "validation", Item[]> {
  const of = (use: "training" | "validation") => {
    try {
      const items = convert(files[use]);
      requireChats(files[use]);
      return items;
    } catch (error) {
      throw new JobFailure(
        "invalidTrainingFile",
        `The job failed due to an invalid ${use} file. ${(error as Error).message}`,
      );
    }
  };
  return { training: of("training"), validation: of("validation") };
}
