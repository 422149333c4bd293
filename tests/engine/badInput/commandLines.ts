/** Wrong command lines: all tables of them, and those that belong to no command alone. */
import { root } from "../../support/stackProject";
import { line, training } from "./commandLine";
import type { WrongCommandLine } from "./commandLine";
import { signingIn, which } from "./deploymentLines";
import { jobsThatAreThere, jobsToMake } from "./trainingLines";

const reading: WrongCommandLine[] = [
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
    "validate x.jsonl --model m",
    "'--model'",
    "error: unknown option '--model'",
  ),
  line("an option with a slip", "doctor --stak dev", "'--stak'", "Did you mean --stack?"),
  line("an option without its value", "link --stack", "--stack <name>", "argument missing"),
  line(
    "a word too many",
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
    words: ["doctor", "--stack", ""],
    blamed: "--stack",
    says: "is blank: give it a value",
  },
  {
    what: "a variable that is empty, as endpoint",
    words: ["finetune", "list", "--endpoint", ""],
    blamed: "--endpoint",
    says: "is blank: give it a value, or leave it out",
  },
  {
    what: "a variable that is empty, as job",
    words: ["finetune", "cancel", ""],
    blamed: "<job>",
    says: "is blank",
  },
  { what: "a variable that is empty, as file", words: ["validate", ""], blamed: "<file>", says: "is blank" },
  {
    what: "a variable that is empty, as tag",
    words: ["finetune", training, "--tag", "one", ""],
    blamed: "--tag",
    says: "is blank",
  },
];

const asking: WrongCommandLine[] = [
  line(
    "doctor about a tier that does not exist",
    "doctor --model gpt-4.1-mini --tier fast",
    "--tier fast",
    "use standard, globalstandard or developerTier",
  ),
  line(
    "doctor about a model that does not exist",
    "doctor --model gpt-9",
    "gpt-9",
    "swedencentral does not train gpt-9",
    { code: 1 },
  ),
  line(
    "doctor about an entity of others",
    "doctor --entity fabrikam",
    "fabrikam",
    "the key belongs to ada, who is not in fabrikam",
    { code: 1 },
  ),
  line("a file that is not there", "validate nope.jsonl", "nope.jsonl", "there is no such file"),
  line("a folder to check", `validate ${root}`, root, "is a folder: name the JSONL file in it"),
  line(
    "a file as if it were a folder",
    `validate ${training}/x.jsonl`,
    `${training}/x.jsonl`,
    "cannot be read (ENOTDIR)",
  ),
];

const throughLocal: WrongCommandLine[] = [
  line(
    "a command that this machine does not have",
    "--state {state} no-such-command",
    "no-such-command",
    "command not found",
    { code: 127 },
  ),
  line("a command in quotes with its arguments", "", "pulumi preview", "command not found", {
    code: 127,
    words: ["--state", "{state}", "pulumi preview"],
  }),
  line("a folder as command", `--state {state} ${root}`, root, "cannot be run (EACCES)", { code: 126 }),
  line("an option that does not exist", "--stat {state} env", "--stat", "Unknown option --stat"),
  line("a state without its folder", "--state", "--state", "--state requires a directory"),
  line("a file as state", `--state ${training} env`, `--state ${training}`, "is a file. Specify a directory"),
  line("a folder and no command", "--state {state}", "COMMAND", "npm run local -- COMMAND"),
].map((one) => ({ ...one, local: true }));

export const wrongCommandLines: readonly WrongCommandLine[] = [
  ...reading,
  ...blank,
  ...which,
  ...signingIn,
  ...jobsToMake,
  ...jobsThatAreThere,
  ...asking,
  ...throughLocal,
];
