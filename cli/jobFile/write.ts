/** Writes a job file: from options of the command line, or from a job that exists. */
import * as path from "node:path";
import { stringify } from "yaml";
import { defaultProject } from "../finetune/jobOptions";
import type { JobOptions } from "../finetune/jobOptions";
import { auto, hyperparameters, toHyperparameterOptions } from "../openai/hyperparameters";
import { chosenHyperparameters, methodOf, wandbOf } from "../openai/jobs";
import type { Job, RequestedFields } from "../openai/jobs";
import { defaultMethod } from "../openai/methods";
import type { Method } from "../openai/methods";
import { readTrainingType } from "../openai/trainingTypes";
import { withoutUndefined } from "../withoutUndefined";
import { isFileId, isImportUrl } from "../trainingFile/reference";
import type { JobFile } from "./schema";

/** A job as options of the command line, with its files. */
export interface JobToWrite {
  options: JobOptions;
  method: Method;
  /** A path, or the ID of a file in Azure. */
  trainingFile?: string;
  validationFile?: string;
}

const schemaFile = path.join(__dirname, "job.schema.json");

/** Returns the text of a job file in a directory, which its local files are relative to. */
export function jobFileText(job: JobToWrite, directory: string): string {
  const schema = toReference(schemaFile, directory);
  return `# yaml-language-server: $schema=${schema}\n${stringify(toJobFile(job, directory), { lineWidth: 0 })}`;
}

function toJobFile(
  { options, method, trainingFile, validationFile }: JobToWrite,
  directory: string,
): JobFile {
  const { model, suffix, seed, metadata, tier } = options;
  const local = (file: string | undefined) =>
    file && (isFileId(file) || isImportUrl(file) ? file : `local:${toReference(file, directory)}`);
  return withoutUndefined({
    model,
    training_file: local(trainingFile),
    validation_file: local(validationFile),
    suffix,
    seed: seed === undefined ? undefined : Number(seed),
    metadata,
    method: { type: method, [method]: settingsOf(options) },
    integrations: options.wandb ? [{ type: "wandb" as const, config: wandbOptions(options) }] : undefined,
    extra_body: tier === undefined ? undefined : { trainingType: tier },
  });
}

const wandbOptions = ({ project = defaultProject, name, entity, tag }: JobOptions) =>
  withoutUndefined({ project, name, entity, tags: tag });

function settingsOf(options: JobOptions) {
  const values = hyperparameters.flatMap(({ option, name, values: rule }) => {
    const text = options[option];
    if (text === undefined) {
      return [];
    }
    return [[name, text === auto || rule.type === "choice" ? text : Number(text)] as const];
  });
  return withoutUndefined({
    hyperparameters: values.length > 0 ? Object.fromEntries(values) : undefined,
    grader: options.graderDefinition,
    response_format: options.responseFormatDefinition,
  });
}

/** A path as job files have it on every system, which starts with a dot. */
function toReference(file: string, directory: string): string {
  const relative = path.relative(directory, file).split(path.sep).join("/");
  return relative.startsWith("../") || path.isAbsolute(relative) ? relative : `./${relative}`;
}

/**
 * Returns a job of the account as options.
 * @param requested What this machine knows of the job's request.
 */
export function jobToWrite(job: Job, requested?: RequestedFields): JobToWrite {
  const method = methodOf(job) ?? requested?.method?.type ?? defaultMethod;
  const settings = job.method?.[method] ?? requested?.method?.[method];
  const wandb = wandbOf(job);
  const options: JobOptions = {
    ...toHyperparameterOptions(chosenHyperparameters(job)),
    model: job.model,
    suffix: job.suffix ?? (requested?.suffix || undefined),
    seed: typeof job.seed === "number" ? String(job.seed) : undefined,
    tier: readTrainingType(job.trainingType) ?? requested?.trainingType,
    metadata: job.metadata ?? undefined,
    graderDefinition: settings?.grader ?? undefined,
    responseFormatDefinition: settings?.response_format ?? undefined,
    wandb: wandb !== undefined,
    project: wandb?.project,
    name: wandb?.name ?? undefined,
    entity: wandb?.entity ?? undefined,
    tag: wandb?.tags ?? undefined,
  };
  return {
    options: withoutUndefined(options),
    method,
    trainingFile: job.training_file,
    validationFile: job.validation_file ?? undefined,
  };
}
