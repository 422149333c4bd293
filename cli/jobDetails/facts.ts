/** The facts by which jobs are compared: settings and results, each as data and as text. */
import { counted } from "../errors";
import { chosenHyperparameters, isFinished, methodOf, wandbOf } from "../openai/jobs";
import { defaultMethod } from "../openai/methods";
import { findTrainingType, readTrainingType } from "../openai/trainingTypes";
import { findModelFacts, pricesRead } from "../trainingFile/modelFacts";
import { estimatePrice } from "../trainingFile/tokens/price";
import { bestCheckpoint, kindOf, metricsOf, metricTitle, summaryOf, valueText } from "./metrics";
import type { JobDetails } from "./read";

export interface Fact {
  /** Name in JSON. */
  name: string;
  title: string;
  /** Undefined if it is not known, or if the job has none. */
  value: unknown;
  text: string;
}

interface FactRow {
  name: string;
  title: string;
  read: (details: JobDetails) => unknown;
  format?: (value: never, details: JobDetails) => string;
}

/** Texts as they are, numbers with groups of digits, and other values as JSON. */
function defaultText(value: unknown): string {
  if (typeof value === "number") {
    return value.toLocaleString("en");
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

const toFact = ({ name, title, read, format }: FactRow, details: JobDetails): Fact => {
  const value = read(details) ?? undefined;
  const text = format ?? defaultText;
  return { name, title, value, text: value === undefined ? "" : text(value as never, details) };
};

const fileText = (id: string, { files }: JobDetails) => {
  const name = files.find((file) => file.id === id)?.name;
  return name === undefined ? id : `${name} (${id})`;
};

/** Settings besides the hyperparameters, which each method has others of. */
const settingRows: readonly FactRow[] = [
  { name: "model", title: "Model", read: ({ job }) => job.model },
  { name: "method", title: "Method", read: ({ job, requested }) => methodOf(job) ?? requested?.method?.type },
  {
    name: "trainingType",
    title: "Training type",
    read: ({ job, requested }) => readTrainingType(job.trainingType) ?? requested?.trainingType,
  },
  { name: "trainingFile", title: "Training file", read: ({ job }) => job.training_file, format: fileText },
  {
    name: "validationFile",
    title: "Validation file",
    read: ({ job }) => job.validation_file,
    format: fileText,
  },
  { name: "seed", title: "Seed", read: ({ job }) => job.seed, format: String },
  {
    name: "suffix",
    title: "Suffix",
    read: ({ job, requested }) => (job.suffix ?? requested?.suffix) || undefined,
  },
  { name: "grader", title: "Grader", read: ({ job, requested }) => methodSetting("grader", job, requested) },
  {
    name: "responseFormat",
    title: "Response format",
    read: ({ job, requested }) => methodSetting("response_format", job, requested),
  },
  { name: "wandbProject", title: "W&B project", read: ({ job }) => wandbOf(job)?.project },
  { name: "metadata", title: "Metadata", read: ({ job }) => nonEmpty(job.metadata) },
];

function methodSetting(
  name: "grader" | "response_format",
  job: JobDetails["job"],
  requested: JobDetails["requested"],
): unknown {
  const method = job.method ?? requested?.method;
  return method?.[method.type]?.[name];
}

const nonEmpty = (value: object | null | undefined) =>
  value && Object.keys(value).length > 0 ? value : undefined;

/** Returns what a job was requested with, as far as it is known, and the hyperparameters that Azure chose. */
export const settingsOf = (details: JobDetails): Fact[] => [
  ...settingRows.map((row) => toFact(row, details)),
  ...Object.entries(chosenHyperparameters(details.job)).map(([name, value]) => ({
    name,
    title: name
      .replace(/^n_/, "")
      .replaceAll("_", " ")
      .replace(/^\w/, (letter) => letter.toUpperCase()),
    value,
    text: String(value),
  })),
];

const resultRows: readonly FactRow[] = [
  { name: "status", title: "Status", read: ({ job }) => job.status },
  {
    name: "error",
    title: "Error",
    read: ({ job: { error } }) => (error?.code || error?.message ? error : undefined),
    format: ({ code, message }: { code?: string; message?: string }) =>
      [message, code && `(${code})`].filter(Boolean).join(" "),
  },
  { name: "fineTunedModel", title: "Fine-tuned model", read: ({ job }) => job.fine_tuned_model },
  {
    name: "durationSeconds",
    title: "Duration",
    read: ({ job }) => (isFinished(job) && job.finished_at ? job.finished_at - job.created_at : undefined),
    format: durationText,
  },
  { name: "trainedTokens", title: "Trained tokens", read: ({ job }) => job.trained_tokens },
  {
    name: "estimatedPriceDollars",
    title: "Estimated price",
    read: estimatedPrice,
    format: (dollars: number) =>
      `${dollars < 0.01 ? "less than $0.01" : `about $${dollars.toFixed(2)}`} (prices of ${pricesRead})`,
  },
  { name: "steps", title: "Steps", read: ({ rows }) => rows.at(-1)?.step },
];

/** Azure's trained tokens are those of all epochs. */
function estimatedPrice(details: JobDetails): number | undefined {
  const { job, requested } = details;
  const model = findModelFacts(job.model);
  const trainingType = findTrainingType(readTrainingType(job.trainingType) ?? requested?.trainingType ?? "");
  const method = methodOf(job) ?? requested?.method?.type ?? defaultMethod;
  return model && trainingType && job.trained_tokens
    ? estimatePrice({ model, trainingType, method, tokens: job.trained_tokens, epochs: 1 })
    : undefined;
}

/** Returns what became of a job. */
export const resultsOf = (details: JobDetails): Fact[] => [
  ...resultRows.map((row) => toFact(row, details)),
  ...metricsOf(details.rows).flatMap((metric) => metricFact(details, metric) ?? []),
  ...checkpointFacts(details),
];

function metricFact({ rows }: JobDetails, metric: string): Fact | undefined {
  const summary = summaryOf(rows, metric);
  if (!summary) {
    return undefined;
  }
  const { last, best } = summary;
  const isBest = !best || best.value === last.value;
  return {
    name: metric,
    title: `Last ${metricTitle(metric)}`,
    value: { last, ...(best ? { best, better: kindOf(metric).better } : {}) },
    text: isBest
      ? valueText(last.value)
      : `${valueText(last.value)} (best ${valueText(best.value)} at step ${best.step})`,
  };
}

function checkpointFacts({ checkpoints }: JobDetails): Fact[] {
  if (checkpoints.length === 0) {
    return [];
  }
  const best = bestCheckpoint(checkpoints);
  const steps = checkpoints.map(({ step }) => step);
  return [
    {
      name: "checkpoints",
      title: "Checkpoints",
      value: checkpoints,
      text: `${checkpoints.length}, at ${steps.length === 1 ? "step" : "steps"} ${steps.join(", ")}`,
    },
    ...(best
      ? [
          {
            name: "bestCheckpoint",
            title: "Best checkpoint",
            value: { step: best.checkpoint.step, model: best.checkpoint.model, metric: best.metric },
            text: `step ${best.checkpoint.step} by ${metricTitle(best.metric)}, ${valueText(best.value)}`,
          },
        ]
      : []),
  ];
}

/** Formats a duration: `45 s`, `3 min`, `1 h 6 min`. */
export function durationText(seconds: number): string {
  if (seconds < 60) {
    return `${Math.max(0, Math.round(seconds))} s`;
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Formats a number of bytes: `999 bytes`, `1.5 MB`. */
export function bytesText(bytes: number): string {
  const units = ["kB", "MB", "GB"];
  if (bytes < 1000) {
    return counted(bytes, "byte");
  }
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power - 1]}`;
}

/** Formats seconds since the epoch as `2026-10-14 09:30 UTC`. */
export function timeText(seconds: number | null | undefined): string {
  const date = new Date((seconds ?? Number.NaN) * 1000);
  return Number.isNaN(date.getTime()) ? "" : `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
