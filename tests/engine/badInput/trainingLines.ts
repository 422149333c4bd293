/** Wrong command lines of `finetune`, its commands and `sync`. */
import { root } from "../../support/stackProject";
import { line, training } from "./commandLine";
import type { WrongCommandLine } from "./commandLine";

/** Options of `finetune`, each wrong by itself. */
const option = (what: string, options: string[], blamed: string, says: string): WrongCommandLine => ({
  what,
  words: ["finetune", training, "--endpoint", "{endpoint}"],
  options,
  blamed,
  says,
});

export const jobsToMake: WrongCommandLine[] = [
  line(
    "a training file that is not there",
    "finetune nope.jsonl --endpoint {endpoint}",
    "nope.jsonl",
    "there is no such file",
  ),
  line(
    "a folder to train on",
    `finetune ${root} --endpoint {endpoint}`,
    root,
    "is a folder: name the JSONL file in it",
  ),
  line(
    "a command of finetune with a slip",
    "finetune lsit --endpoint {endpoint}",
    "lsit",
    "there is no such file",
  ),
  option(
    "a validation file that is not there",
    ["--validation-file", "nope.jsonl"],
    "the validation file: nope.jsonl",
    "there is no such file",
  ),
  option(
    "a validation file that is wrong",
    ["--validation-file", "{wrongFile}"],
    "{wrongFile}, line 2",
    "is not JSON",
  ),
  option("no epoch", ["--epochs", "0"], "--epochs 0", "give a whole number from 1 to 50"),
  option("half an epoch", ["--epochs", "1.5"], "--epochs 1.5", "give a whole number from 1 to 50"),
  option("epochs in words", ["--epochs", "three"], "--epochs three", "give a whole number from 1 to 50"),
  option(
    "a batch that is too large",
    ["--batch-size", "257"],
    "--batch-size 257",
    "give a whole number from 1 to 256",
  ),
  option(
    "a rate with a comma",
    ["--learning-rate-multiplier", "0,5"],
    "--learning-rate-multiplier 0,5",
    "give a number above 0 and up to 10",
  ),
  option("a seed below nothing", ["--seed", "-1"], "--seed -1", "give a whole number from 0"),
  option("a seed in another notation", ["--seed", "0x2a"], "--seed 0x2a", "give a whole number from 0"),
  line(
    "a tier that does not exist",
    `finetune ${training} --endpoint {endpoint} --tier fast`,
    "--tier fast",
    "use standard, globalstandard or developerTier",
  ),
  option(
    "a tier in which the model is not trained",
    ["--model", "o4-mini", "--tier", "developerTier"],
    "--tier developerTier",
    "Use standard or globalstandard, or another region",
  ),
  option(
    "a model that does not exist",
    ["--model", "gpt-9"],
    "--model gpt-9",
    "this account cannot train it. It trains: gpt-4o-mini",
  ),
  option(
    "a tuned model that does not exist",
    ["--model", "gpt-4.1-mini-2025-04-14.ft-0123-mine"],
    "--model gpt-4.1-mini-2025-04-14.ft-0123-mine",
    "this account has tuned no such model",
  ),
  option("a suffix with a space", ["--suffix", "my model"], "--suffix", "use 1 to 40 letters, digits"),
  option(
    "a suffix that is too long",
    ["--suffix", "x".repeat(41)],
    "--suffix",
    "use 1 to 40 letters, digits",
  ),
  option(
    "a project with its entity",
    ["--project", "contoso/support"],
    "--project contoso/support",
    "W&B takes letters, digits",
  ),
  option(
    "an entity with its host",
    ["--entity", "wandb.ai/contoso"],
    "--entity wandb.ai/contoso",
    "W&B takes letters, digits",
  ),
  option(
    "a tag that is too long",
    ["--tag", "x".repeat(65)],
    `--tag ${"x".repeat(65)}`,
    "W&B takes 1 to 64 characters in a tag",
  ),
  line(
    "an entity, and no W&B",
    `finetune ${training} --endpoint {endpoint} --no-wandb --entity contoso`,
    "--entity",
    "is of no use with --no-wandb",
  ),
  option("seconds with their unit", ["--poll", "5s"], "--poll 5s", "give seconds, above 0 and up to 600"),
  line(
    "an entity that is not the key's",
    `finetune ${training} --entity fabrikam`,
    "--entity fabrikam",
    "the key belongs to ada",
  ),
];

export const jobsThatAreThere: WrongCommandLine[] = [
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
    "give the id of an event, ftevent-…",
  ),
  line(
    "no time between looks",
    "finetune attach ftjob-1 --poll 0 --endpoint {endpoint}",
    "--poll 0",
    "give seconds, above 0",
  ),
  line(
    "too long between looks",
    "sync ftjob-1 --poll 3600 --endpoint {endpoint}",
    "--poll 3600",
    "up to 600",
  ),
  line(
    "a project with its entity, to sync",
    "sync ftjob-1 --project contoso/support --endpoint {endpoint}",
    "--project contoso/support",
    "W&B takes letters, digits",
  ),
];
