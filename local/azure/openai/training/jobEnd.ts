/**
 * The end of a job after its last step, one stage in each turn, and not before its time by the clock. Order and texts of the events
 * are those of recorded jobs (Samples2025, May 2025; a workshop's outputs, September 2025).
 */
import type { ArmResource } from "../../arm/resources";
import type { SettingsValues } from "../../control/wire/settings";
import type { Platform } from "../../service";
import { epochSeconds } from "../epochSeconds";
import { finishRun } from "../logging/wandbRun";
import { addEvent } from "../model/events";
import { newFileId, removeFile, writeFile } from "../model/files";
import { changeJob, findJob, fineTunedModelId } from "../model/jobs";
import type { EndStage, Job } from "../model/jobs";
import { methodOf } from "../model/methods";
import { listMetrics, toResultFile } from "../model/metrics";
import type { Trainer } from "./trainer";

interface EndTurn {
  platform: Platform;
  account: ArmResource;
  job: Job;
  training: Trainer;
}

interface StageEnd {
  /** How long the stage lasts. */
  seconds: (settings: SettingsValues) => number;
  finish: (turn: EndTurn) => Promise<void>;
}

const stages: Record<EndStage, StageEnd> = {
  trained: { seconds: ({ fineTuningEnd }) => fineTuningEnd.modelSeconds, finish: finishModel },
  succeeded: { seconds: ({ fineTuningEnd }) => fineTuningEnd.evaluationSeconds, finish: finishEvaluation },
  evaluated: { seconds: () => 0, finish: finishJob },
};

/** The billed tokens of recorded jobs are whole thousands, below the trained ones: 5,000 of 6,720 and 8,000 of 10,440. */
const billedUnit = 1000;

/** Begins the end of a job whose steps are all trained. */
export function markTrained(platform: Platform, { id }: Job): void {
  enterStage(platform, id, "trained");
}

function enterStage(platform: Platform, jobId: string, stage: EndStage): void {
  changeJob(platform, jobId, { end: { stage, since: platform.clock.now() } });
}

/** Whether a job does nothing until the clock has come to the end of its stage. */
export function isWaitingForTime({ settings, clock }: Platform, { end }: Job): boolean {
  return end !== undefined && clock.now() < end.since + stages[end.stage].seconds(settings.current) * 1000;
}

/** Finishes the stage of a job, unless its time has not come. */
export async function advanceEnd(turn: EndTurn): Promise<void> {
  const { platform, job } = turn;
  if (job.end && !isWaitingForTime(platform, job)) {
    await stages[job.end.stage].finish(turn);
  }
}

/** A request can cancel, pause or delete the job during a stage. */
const isRunning = (platform: Platform, { id }: Job): boolean => findJob(platform, id)?.status === "running";

async function finishModel({ platform, account, job }: EndTurn): Promise<void> {
  if (job.run) {
    const lastMetrics = listMetrics(platform, job.id, job.step).at(-1);
    const summary = { ...lastMetrics, fine_tuned_model: fineTunedModelId(job), status: "succeeded" };
    await finishRun(platform, account, job.id, job.run, 0, summary);
  }
  if (isRunning(platform, job)) {
    enterStage(platform, job.id, "succeeded");
    addEvent(platform, job.id, { message: "Job succeeded." });
  }
}

function finishEvaluation({ platform, job }: EndTurn): Promise<void> {
  enterStage(platform, job.id, "evaluated");
  addEvent(platform, job.id, { message: "Model Evaluation Passed." });
  return Promise.resolve();
}

async function finishJob({ platform, job, training }: EndTurn): Promise<void> {
  const { id, accountId, hyperparameters } = job;
  const file = await writeFile(
    platform,
    {
      id: newFileId(),
      accountId,
      filename: "results.csv",
      purpose: "fine-tune-results",
      status: "processed",
      remainingPolls: 0,
    },
    Buffer.from(toResultFile(methodOf(job).type, listMetrics(platform, id, job.step))),
  );
  if (!isRunning(platform, job)) {
    await removeFile(platform, file);
    return;
  }
  const trainedTokens = training.tokens * hyperparameters.epochs;
  changeJob(platform, id, {
    status: "succeeded",
    finishedAt: epochSeconds(platform),
    fineTunedModel: fineTunedModelId(job),
    resultFile: file.id,
    trainedTokens,
  });
  const billed = Math.floor(trainedTokens / billedUnit) * billedUnit;
  addEvent(platform, id, { message: `Completed results file: ${file.id}` });
  addEvent(platform, id, { message: `Training tokens billed: ${billed}` });
}
