/** Jobs as `readAllDetails` returns them, with curves that tests can predict. */
import type { JobDetails } from "../../cli/jobDetails/read";
import type { Checkpoint } from "../../cli/openai/checkpoints";
import type { JobEvent } from "../../cli/openai/events";
import type { Job } from "../../cli/openai/jobs";

interface Settings {
  job?: Partial<Job>;
  steps?: number;
  /** Returns a step's metrics besides `step`. */
  metrics?: (step: number) => Record<string, number>;
  details?: Partial<JobDetails>;
}

const created = 1_790_000_000;

/** Losses and accuracies that fall and rise as those of a job do, without chance. */
export const supervisedMetrics =
  (rate: number) =>
  (step: number): Record<string, number> => {
    const wave = Math.sin(step * 1.7) * 0.12;
    const loss = 2.4 * Math.exp(-step * rate) + 0.25 + wave * Math.exp(-step * rate * 0.6);
    const valid = 2.5 * Math.exp(-step * rate * 0.9) + 0.45 + step * 0.001;
    return {
      train_loss: loss,
      train_mean_token_accuracy: 1 - loss / 4,
      ...(step % 5 === 0 ? { valid_loss: valid, valid_mean_token_accuracy: 1 - valid / 4 } : {}),
      ...(step % 32 === 0 ? { full_valid_loss: valid + 0.05 } : {}),
    };
  };

/** Creates the details of a job. @param id Without its prefix. */
export function jobDetails(
  id: string,
  { job = {}, steps = 96, metrics = supervisedMetrics(0.05), details = {} }: Settings = {},
): JobDetails {
  const rows = Array.from({ length: steps }, (_, index) => ({ step: index + 1, ...metrics(index + 1) }));
  const name = `ftjob-${id}`;
  const epochs = 3;
  return {
    job: {
      id: name,
      object: "fine_tuning.job",
      model: "gpt-4.1-mini-2025-04-14",
      status: "succeeded",
      created_at: created,
      finished_at: created + 3966,
      fine_tuned_model: `gpt-4.1-mini-2025-04-14.ft-${id}`,
      training_file: "file-training",
      validation_file: "file-validation",
      result_files: ["file-results"],
      trained_tokens: 41_280,
      seed: 1,
      hyperparameters: { n_epochs: epochs, batch_size: 1, learning_rate_multiplier: 1 },
      method: { type: "supervised", supervised: { hyperparameters: { n_epochs: epochs } } },
      error: null,
      organization_id: "",
      trainingType: "globalstandard",
      ...job,
    } as Job,
    rows,
    events: [
      event(1, "Job started."),
      event(2, `Step ${steps}: training loss=0.25`),
      event(3, "Job succeeded."),
    ],
    checkpoints: [1, 2, 3].map((epoch) => checkpointAt(Math.round((steps * epoch) / epochs), name, rows)),
    files: [
      { role: "training", id: "file-training", name: "training-0a1b2c3d.jsonl", bytes: 21_345 },
      { role: "validation", id: "file-validation", name: "validation-4e5f6a7b.jsonl", bytes: 5_120 },
      { role: "results", id: "file-results", name: "results.csv", bytes: 8_200 },
    ],
    missing: [],
    ...details,
  };
}

const checkpointAt = (step: number, job: string, rows: readonly Record<string, number>[]): Checkpoint => ({
  id: `ftchkpt-${step}`,
  step,
  model: `${job}:ckpt-step-${step}`,
  metrics: { ...rows[step - 1] },
});

export const event = (second: number, message: string, level: JobEvent["level"] = "info"): JobEvent => ({
  id: `ftevent-${second}`,
  object: "fine_tuning.job.event",
  created_at: created + second,
  level,
  message,
});
