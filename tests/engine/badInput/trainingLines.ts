/** Wrong command lines of `finetune`, its commands and `sync`. */
import { root } from "../../support/stackProject";
import { line, training } from "./commandLine";
import type { WrongCommandLine } from "./commandLine";

/** A wrong option of `finetune`. */
const option = (what: string, options: string[], blamed: string, message: string): WrongCommandLine => ({
  what,
  args: ["finetune", training, "--endpoint", "{endpoint}"],
  options,
  blamed,
  message,
});

export const newJobs: WrongCommandLine[] = [
  line(
    "a training file that does not exist",
    "finetune nope.jsonl --endpoint {endpoint}",
    "nope.jsonl",
    "does not exist",
  ),
  line(
    "a folder to train on",
    `finetune ${root} --endpoint {endpoint}`,
    root,
    "is a folder. Specify a JSONL file.",
  ),
  line("a command of finetune with a slip", "finetune lsit --endpoint {endpoint}", "lsit", "does not exist"),
  option(
    "a validation file that does not exist",
    ["--validation-file", "nope.jsonl"],
    "the validation file: nope.jsonl",
    "does not exist",
  ),
  option(
    "a validation file that is wrong",
    ["--validation-file", "{wrongFile}"],
    "{wrongFile}, line 2",
    "is not JSON",
  ),
  option("no epoch", ["--epochs", "0"], "--epochs 0", "is not valid. Specify a whole number from 1 to 50."),
  option(
    "half an epoch",
    ["--epochs", "1.5"],
    "--epochs 1.5",
    "is not valid. Specify a whole number from 1 to 50.",
  ),
  option(
    "epochs in words",
    ["--epochs", "three"],
    "--epochs three",
    "is not valid. Specify a whole number from 1 to 50.",
  ),
  option(
    "a batch that is too large",
    ["--batch-size", "257"],
    "--batch-size 257",
    "is not valid. Specify a whole number from 1 to 256.",
  ),
  option(
    "a rate with a comma",
    ["--learning-rate-multiplier", "0,5"],
    "--learning-rate-multiplier 0,5",
    "is not valid. Specify a number above 0 and up to 10.",
  ),
  option(
    "a seed below nothing",
    ["--seed", "-1"],
    "--seed -1",
    "is not valid. Specify a whole number from 0",
  ),
  option(
    "a seed in another notation",
    ["--seed", "0x2a"],
    "--seed 0x2a",
    "is not valid. Specify a whole number from 0",
  ),
  line(
    "a training type that does not exist",
    `finetune ${training} --endpoint {endpoint} --tier fast`,
    "--tier fast",
    "is not a training type. Specify standard, globalstandard or developerTier.",
  ),
  option(
    "a training type that the region does not offer for the model",
    ["--model", "o4-mini", "--tier", "developerTier"],
    "--tier developerTier",
    "Use standard or globalstandard, or another region",
  ),
  option(
    "a model that does not exist",
    ["--model", "gpt-9"],
    "--model gpt-9",
    "this account cannot fine-tune it. Specify one of: gpt-4o-mini",
  ),
  option(
    "a fine-tuned model that does not exist",
    ["--model", "gpt-4.1-mini-2025-04-14.ft-0123-mine"],
    "--model gpt-4.1-mini-2025-04-14.ft-0123-mine",
    "this account has no such fine-tuned model",
  ),
  option(
    "a method that does not exist",
    ["--method", "sft"],
    "--method sft",
    "is not a method. Specify supervised,",
  ),
  line(
    "a method that the file is not for",
    `finetune ${training} --endpoint {endpoint} --method dpo`,
    training,
    "Specify --method supervised, or a file with lines",
  ),
  option(
    "a hyperparameter of another method",
    ["--beta", "0.1"],
    "--beta",
    "does not belong to supervised fine-tuning. Remove it, or specify --method dpo.",
  ),
  option(
    "a grader that does not exist",
    ["--grader", "nope.json"],
    "--grader: nope.json",
    "does not exist. Check the path.",
  ),
  option(
    "a job file that does not exist",
    ["--file", "nope.yaml"],
    "--file: nope.yaml",
    "does not exist. Check the path.",
  ),
  option(
    "a model that is trained by another method alone",
    ["--model", "o4-mini"],
    "--model o4-mini",
    "does not support supervised fine-tuning, only reinforcement. Specify one of: gpt-4o-mini",
  ),
  option(
    "a model whose training has ended",
    ["--model", "gpt-35-turbo"],
    "--model gpt-35-turbo",
    "Azure ended the training of gpt-35-turbo-1106 on 2025-10-28. Specify one of:",
  ),
  option("a suffix with a space", ["--suffix", "my model"], "--suffix", "Use 1 to 40 letters, digits"),
  option(
    "a suffix that is too long",
    ["--suffix", "x".repeat(41)],
    "--suffix",
    "Use 1 to 40 letters, digits",
  ),
  option(
    "a project with its entity",
    ["--project", "contoso/support"],
    "--project contoso/support",
    "is not a W&B project. Use 1 to 128 letters, digits",
  ),
  option(
    "an entity with its host",
    ["--entity", "wandb.ai/contoso"],
    "--entity wandb.ai/contoso",
    "is not a W&B entity. Use 1 to 64 letters, digits",
  ),
  option(
    "a tag that is too long",
    ["--tag", "x".repeat(65)],
    `--tag ${"x".repeat(65)}`,
    "is not a W&B tag. Use 1 to 64 characters.",
  ),
  line(
    "an entity, and no W&B",
    `finetune ${training} --endpoint {endpoint} --no-wandb --entity contoso`,
    "--entity",
    "cannot be combined with --no-wandb. Remove one of them.",
  ),
  option(
    "seconds with their unit",
    ["--poll", "5s"],
    "--poll 5s",
    "is not a valid interval. Specify seconds, above 0 and up to 600.",
  ),
  line(
    "an entity without the API key's user",
    `finetune ${training} --entity fabrikam`,
    "--entity fabrikam",
    "the API key's user ada is not a member",
  ),
];

export const existingJobs: WrongCommandLine[] = [
  line(
    "a job that does not exist, to follow",
    "finetune attach ftjob-1 --endpoint {endpoint}",
    "The job ftjob-1",
    "404",
  ),
  line(
    "a job that does not exist, to show",
    "finetune show ftjob-1 --endpoint {endpoint}",
    "The job ftjob-1",
    "404",
  ),
  line(
    "a job that does not exist, to cancel",
    "finetune cancel ftjob-1 --endpoint {endpoint}",
    "The job ftjob-1",
    "404",
  ),
  line("a job that does not exist, to sync", "sync ftjob-1", "The job ftjob-1", "404"),
  line(
    "a model for a job",
    "finetune show gpt-4.1-mini --endpoint {endpoint}",
    "The job gpt-4.1-mini",
    "404",
  ),
  line(
    "a job for an event",
    "finetune attach ftjob-1 --after ftjob-1 --endpoint {endpoint}",
    "--after ftjob-1",
    "is not an event's ID. Specify an ID that starts with ftevent-.",
  ),
  line(
    "an interval of nothing",
    "finetune attach ftjob-1 --poll 0 --endpoint {endpoint}",
    "--poll 0",
    "Specify seconds, above 0",
  ),
  line(
    "an interval that is too long",
    "sync ftjob-1 --poll 3600 --endpoint {endpoint}",
    "--poll 3600",
    "up to 600",
  ),
  line(
    "a project with its entity, to sync",
    "sync ftjob-1 --project contoso/support --endpoint {endpoint}",
    "--project contoso/support",
    "is not a W&B project. Use 1 to 128 letters, digits",
  ),
];
