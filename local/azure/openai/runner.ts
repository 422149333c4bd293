/** Runs jobs: one at a time on an account, step by step. How fast is a setting: at once, or some steps for each poll. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { randomBytes } from "node:crypto";
import type { ArmResource } from "../arm/resources";
import type { Platform } from "../service";
import { blobOf, writeResultFile } from "./files";
import {
  addCheckpoint,
  addEvent,
  addMetrics,
  changeJob,
  isOver,
  jobs,
  jobsOf,
  metricsOf,
  namedMetrics,
  resultsCsv,
} from "./jobRecords";
import type { Job, Metrics } from "./jobRecords";
import { Training } from "./languageModel";
import { seconds } from "./list";
import { parseTrainingFile } from "./trainingFile";
import { sendRows, startRun, WandbError } from "./wandbLogging";

/** What runs in this process, by job: its model, and the turn that is under way. */
interface Running {
  training?: Training;
  turn: Promise<void>;
}

const running = new WeakMap<Platform, Map<string, Running>>();

/** Steps of a turn where jobs run at once: the process answers others in between. */
const stepsOfTurn = 8;

/** Rows that wait before they are sent to W&B. */
const rowsTogether = 10;

/**
 * Goes on with the jobs of an account: by the number of steps that the settings give to a poll, or in the background until
 * they end. A process that was ended in between goes on where it was, since training repeats itself exactly.
 */
export async function goOn(platform: Platform, account: ArmResource): Promise<void> {
  const job = nextJob(platform, account.id);
  if (!job) {
    return;
  }
  const { stepsPerPoll } = platform.settings.current.fineTuning;
  const turn = takeTurn(platform, account, job.id, stepsPerPoll || stepsOfTurn);
  if (stepsPerPoll > 0) {
    await turn;
  } else {
    void turn
      .then(() => platform.store.flush())
      .then(() => nextTurn())
      .then(() => goOn(platform, account))
      .catch((error: unknown) => console.error(`openai: job ${job.id}:`, error));
  }
}

/** The job that runs, or the next one that may. */
function nextJob(platform: Platform, accountId: string): Job | undefined {
  const all = jobsOf(platform, accountId);
  return all.find(({ status }) => status === "running") ?? all.find(({ status }) => status === "pending");
}

/** One turn of a job after the other, never two at once. */
function takeTurn(platform: Platform, account: ArmResource, id: string, steps: number): Promise<void> {
  const all = running.get(platform) ?? new Map<string, Running>();
  running.set(platform, all);
  const known = all.get(id) ?? { turn: Promise.resolve() };
  all.set(id, known);
  known.turn = known.turn.then(async () => {
    try {
      await advance(platform, account, id, known, steps);
    } catch (error) {
      await fail(platform, account, id, error);
    }
    const job = jobs(platform).get(id);
    if (!job || isOver(job)) {
      all.delete(id);
    }
  });
  return known.turn;
}

async function advance(
  platform: Platform,
  account: ArmResource,
  id: string,
  known: Running,
  steps: number,
): Promise<void> {
  let job = jobs(platform).get(id);
  if (!job || isOver(job) || job.status === "paused") {
    return;
  }
  known.training ??= await prepare(platform, job);
  const training = known.training;
  if (job.status === "pending") {
    const run = job.wandb ? await startRun(platform, account, job) : undefined;
    job = changeJob(platform, id, { status: "running", totalSteps: training.totalSteps, run });
    addEvent(platform, job, { message: "Job started." });
    return;
  }
  const { epochs } = job.hyperparameters;
  for (let count = 0; count < steps && job.step < training.totalSteps; count += 1) {
    const { step, train, validation } = training.next();
    const isEndOfEpoch = step % training.stepsPerEpoch === 0;
    const full = isEndOfEpoch ? training.validate() : undefined;
    const row: Metrics = {
      step,
      trainLoss: train.loss,
      trainAccuracy: train.accuracy,
      ...(validation ? { validLoss: validation.loss, validAccuracy: validation.accuracy } : {}),
      ...(full ? { fullValidLoss: full.loss, fullValidAccuracy: full.accuracy } : {}),
    };
    addMetrics(platform, job, row);
    job = changeJob(platform, id, { step });
    addEvent(platform, job, {
      type: "metrics",
      message: `Step ${step}/${training.totalSteps}: training loss=${train.loss.toFixed(4)}`,
      data: { ...namedMetrics(row), total_steps: training.totalSteps },
    });
    if (isEndOfEpoch && step / training.stepsPerEpoch > epochs - checkpointsKept) {
      addCheckpoint(platform, job, {
        step,
        model: `${job.baseModel}.ft-${randomBytes(16).toString("hex")}${suffixOf(job)}:ckpt-step-${step}`,
        metrics: checkpointMetrics(row),
      });
    }
  }
  await sendWaiting(platform, account, job, training);
  // Somebody may have cancelled or paused it meanwhile.
  job = jobs(platform).get(id)!;
  if (job.step === training.totalSteps && job.status === "running") {
    await succeed(platform, account, job, training);
  }
}

/** Checkpoints of the last epochs are kept. */
const checkpointsKept = 3;

const suffixOf = ({ suffix }: Job) => (suffix ? `-${suffix}` : "");

const checkpointMetrics = ({ validAccuracy, fullValidAccuracy, ...row }: Metrics) => ({
  step: row.step,
  train_loss: row.trainLoss,
  train_mean_token_accuracy: row.trainAccuracy,
  valid_loss: row.validLoss,
  valid_mean_token_accuracy: validAccuracy,
  full_valid_loss: row.fullValidLoss,
  full_valid_mean_token_accuracy: fullValidAccuracy,
});

/** The model of a job, brought to the step where the job is. */
async function prepare(platform: Platform, job: Job): Promise<Training> {
  const read = async (id: string | undefined) =>
    id === undefined
      ? []
      : parseTrainingFile((await platform.blobs.get(blobOf({ id, accountId: job.accountId })))!);
  const training = new Training(
    await read(job.trainingFile),
    await read(job.validationFile),
    job.hyperparameters,
    job.seed,
  );
  for (let step = 0; step < job.step; step += 1) {
    training.next();
    if (step % 50 === 49) {
      await nextTurn();
    }
  }
  return training;
}

async function sendWaiting(
  platform: Platform,
  account: ArmResource,
  job: Job,
  training: Training,
): Promise<void> {
  const waiting = job.step - (job.run?.lines ?? job.step);
  if (!job.run || waiting === 0 || (waiting < rowsTogether && job.step < training.totalSteps)) {
    return;
  }
  await sendRows(platform, account, job, metricsOf(platform, job).slice(job.run.lines));
  changeJob(platform, job.id, { run: { ...job.run, lines: job.step } });
}

async function succeed(
  platform: Platform,
  account: ArmResource,
  job: Job,
  training: Training,
): Promise<void> {
  const fineTunedModel = `${job.baseModel}.ft-${randomBytes(16).toString("hex")}${suffixOf(job)}`;
  const resultFile = `file-${randomBytes(16).toString("hex")}`;
  const rows = metricsOf(platform, job);
  await writeResultFile(platform, job.accountId, resultFile, resultsCsv(rows));
  if (job.run) {
    const summary = { ...namedMetrics(rows.at(-1)!), fine_tuned_model: fineTunedModel, status: "succeeded" };
    await sendRows(platform, account, job, [], { exitcode: 0, summary });
  }
  const done = changeJob(platform, job.id, {
    status: "succeeded",
    finishedAt: seconds(platform),
    fineTunedModel,
    resultFile,
    trainedTokens: training.tokens * job.hyperparameters.epochs,
  });
  addEvent(platform, done, { message: `Completed results file: ${resultFile}` });
  addEvent(platform, done, { message: "Job succeeded." });
}

/** Ends a job with what went wrong, and tells W&B where that is still possible. */
async function fail(platform: Platform, account: ArmResource, id: string, error: unknown): Promise<void> {
  if (!(error instanceof WandbError)) {
    console.error(`openai: job ${id}:`, error);
  }
  const reason =
    error instanceof WandbError
      ? { code: "forbidden", message: `The Weights & Biases integration failed: ${error.message}` }
      : { code: "internalFailure", message: "The job could not be run; see the log of the local Azure." };
  const job = jobs(platform).get(id);
  if (!job || isOver(job)) {
    return;
  }
  const failed = changeJob(platform, id, { status: "failed", finishedAt: seconds(platform), error: reason });
  addEvent(platform, failed, { level: "error", message: `Job failed: ${reason.message}` });
  if (failed.run) {
    await sendRows(platform, account, failed, [], { exitcode: 1, summary: { status: "failed" } }).catch(
      () => undefined,
    );
  }
}
