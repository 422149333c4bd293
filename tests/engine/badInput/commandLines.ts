/** Wrong command lines: all tables, and the rows that belong to several commands. */
import { root } from "../../support/stackProject";
import { line, training } from "./commandLine";
import type { WrongCommandLine } from "./commandLine";
import { deployment, signIn } from "./deploymentLines";
import { existingJobs, newJobs } from "./trainingLines";

const syntax: WrongCommandLine[] = [
  line("a command that does not exist", "cure", "'cure'", "error: unknown command 'cure'"),
  line("a command with a slip", "dcotor", "'dcotor'", "Did you mean doctor?"),
  line(
    "an option that does not exist",
    "doctor --verbose",
    "'--verbose'",
    "error: unknown option '--verbose'",
  ),
  line(
    "an option of another command",
    "validate x.jsonl --suffix m",
    "'--suffix'",
    "error: unknown option '--suffix'",
  ),
  line("an option with a slip", "doctor --stak dev", "'--stak'", "Did you mean --stack?"),
  line("an option without its value", "link --stack", "--stack <name>", "argument missing"),
  line(
    "too many arguments",
    "doctor dev",
    "'doctor'",
    "error: too many arguments for 'doctor'. Expected 0 arguments but got 1",
  ),
  line("two files to check", "validate a.jsonl b.jsonl", "'validate'", "Expected 1 argument but got 2"),
  line(
    "a validation file without its option",
    `finetune ${training} valid.jsonl`,
    "'finetune'",
    "Expected 1 argument but got 2",
  ),
  line("no file to check", "validate", "'file'", "error: missing required argument 'file'"),
  line("no file to train on", "finetune", "'file'", "error: missing required argument 'file'"),
  line("no job to follow", "finetune attach", "'job'", "error: missing required argument 'job'"),
  line("no job to cancel", "finetune cancel", "'job'", "error: missing required argument 'job'"),
  line("two jobs to cancel", "finetune cancel ftjob-1 ftjob-2", "'cancel'", "Expected 1 argument but got 2"),
  line("no job to sync", "sync", "'job'", "error: missing required argument 'job'"),
  line("a stack's name without its option", "recover dev", "'recover'", "Expected 0 arguments but got 1"),
];

const blank: WrongCommandLine[] = [
  {
    what: "a variable that is empty, as stack",
    args: ["doctor", "--stack", ""],
    blamed: "--stack",
    message: "is blank. Specify a value",
  },
  {
    what: "a variable that is empty, as endpoint",
    args: ["finetune", "list", "--endpoint", ""],
    blamed: "--endpoint",
    message: "is blank. Specify a value, or remove the option.",
  },
  {
    what: "a variable that is empty, as job",
    args: ["finetune", "cancel", ""],
    blamed: "<job>",
    message: "is blank",
  },
  {
    what: "a variable that is empty, as file",
    args: ["validate", ""],
    blamed: "<file>",
    message: "is blank",
  },
  {
    what: "a variable that is empty, as tag",
    args: ["finetune", training, "--tag", "one", ""],
    blamed: "--tag",
    message: "is blank",
  },
];

const values: WrongCommandLine[] = [
  line(
    "doctor with a training type that does not exist",
    "doctor --model gpt-4.1-mini --tier fast",
    "--tier fast",
    "is not a training type. Specify standard, globalstandard or developerTier.",
  ),
  line(
    "doctor with a model that does not exist",
    "doctor --model gpt-9",
    "gpt-9",
    "swedencentral cannot fine-tune gpt-9",
    { code: 1 },
  ),
  line(
    "doctor with an entity of other users",
    "doctor --entity fabrikam",
    "fabrikam",
    "ada, the API key's user, is not a member of fabrikam",
    { code: 1 },
  ),
  line("a file that does not exist", "validate nope.jsonl", "nope.jsonl", "does not exist"),
  line("a folder to check", `validate ${root}`, root, "is a folder. Specify a JSONL file."),
  line(
    "a file as if it were a folder",
    `validate ${training}/x.jsonl`,
    `${training}/x.jsonl`,
    "cannot be read (ENOTDIR)",
  ),
];

const localCommands: WrongCommandLine[] = [
  line(
    "a command that this machine does not have",
    "--state {state} no-such-command",
    "no-such-command",
    "command not found",
    { code: 127 },
  ),
  line("a command in quotes with its arguments", "", "pulumi preview", "command not found", {
    code: 127,
    args: ["--state", "{state}", "pulumi preview"],
  }),
  line("a folder as command", `--state {state} ${root}`, root, "cannot be run (EACCES)", { code: 126 }),
  line("an option that does not exist", "--stat {state} env", "--stat", "Unknown option --stat"),
  line("a state without its folder", "--state", "--state", "--state requires a directory"),
  line("a file as state", `--state ${training} env`, `--state ${training}`, "is a file. Specify a directory"),
  line("a folder and no command", "--state {state}", "COMMAND", "npm run local -- COMMAND"),
].map((row) => ({ ...row, local: true }));

export const wrongCommandLines: readonly WrongCommandLine[] = [
  ...syntax,
  ...blank,
  ...deployment,
  ...signIn,
  ...newJobs,
  ...existingJobs,
  ...values,
  ...localCommands,
];
