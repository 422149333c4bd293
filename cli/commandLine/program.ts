/** The commands: their options and help texts. */
import { Command } from "commander";
import { defaultTrainingType, trainingTypeHelp } from "../openai/trainingTypes";
import { printError } from "../output";
import { addFileCommands } from "./fileCommands";
import { addJobLifeCommands } from "./jobLifeCommands";
import { lazyCommand } from "./lazyCommand";
import { validateOptions } from "./validateOptions";

/** Exit code of a command that cannot start. */
const usageExitCode = 2;

const stackOption = ["-s, --stack <name>", "Pulumi stack (default: the selected stack)"] as const;
const subscriptionOption = [
  "--subscription <id>",
  "ID of the Azure subscription (default: AZURE_SUBSCRIPTION_ID)",
] as const;
const jsonOption = ["--json", "print JSON"] as const;
const pollOption = ["--poll <seconds>", "seconds between status requests", "5"] as const;
const tierOption = ["--tier <type>", `training type: ${trainingTypeHelp}`, defaultTrainingType] as const;
const jobArgument = ["<job>", "ID of the job, ftjob-…"] as const;
const wandbRunOptions = [
  ["--name <text>", "name of the W&B run (default: the job's ID)"],
  ["--entity <name>", "W&B team or user (default: the default entity of the API key's user)"],
  ["--tag <text...>", "tags of the W&B run"],
] as const;

/** Adds the options that specify a deployment. */
const withDeployment = (command: Command): Command =>
  command
    .option(...stackOption)
    .option(...subscriptionOption)
    .option("--resource-group <name>", "resource group, without a stack")
    .option("--account <name>", "Azure OpenAI account, without a stack")
    .option("--vault <name>", "key vault, without a stack")
    .option("--secret <name>", "secret, without a stack (default: wandb-api-key)")
    .option(...jsonOption);

/** Adds the options that specify an account. */
const withAccount = (command: Command): Command =>
  withDeployment(command).option(
    "--endpoint <url>",
    "endpoint of the account, without a stack (default: AZURE_OPENAI_ENDPOINT)",
  );

const withWandbRun = (command: Command): Command =>
  wandbRunOptions.reduce(
    (withOptions, [flags, description]) => withOptions.option(flags, description),
    command,
  );

/** @param json Whether errors of the command line are printed as JSON. */
export function createProgram(json: boolean): Command {
  const program = new Command("azure-openai-wandb")
    .description("Check, configure and use a deployment of Azure OpenAI with Weights & Biases.")
    .showHelpAfterError(json ? false : "Run with --help for examples.")
    .configureOutput({
      outputError: (text) => printError((json ? text.replace(/^error: /, "") : text).trim().split("\n")),
    })
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : usageExitCode))
    .hook("preAction", (_program, command) => validateOptions(command));
  addDoctor(program);
  addLink(program);
  addValidate(program);
  addFinetune(program);
  addFileCommands(withAccount(program.command("files")));
  addSync(program);
  addRecover(program);
  return program;
}

function addDoctor(program: Command): void {
  withDeployment(program.command("doctor"))
    .description("Check a deployment and its W&B integration. Exits with 1 if a check fails.")
    .option(
      "--fix",
      "create what is missing: the stack's role assignments or, without a stack, the identity's access to the secret",
    )
    .option("--model <name>", "check whether the region can fine-tune this model")
    .option(...tierOption)
    .option("--entity <name>", "check whether runs can be logged to this W&B entity")
    .option(
      "--assumed-endpoint",
      "check the W&B integration through an endpoint that Azure does not publish (the local Azure has it)",
    )
    .addHelpText(
      "after",
      `
Examples:
  npm run doctor -- --stack dev
  npm run doctor -- --stack dev --model gpt-4.1-mini --tier globalstandard
  npm run doctor -- --resource-group rg --account openai --vault kv --json`,
    )
    .action(lazyCommand("../doctor/command", "doctor"));
}

function addLink(program: Command): void {
  withDeployment(program.command("link"))
    .description("Show how to configure the W&B integration in the Azure portal, with the values to enter.")
    .option("--open", "open the portal in the browser")
    .option(
      "--assumed-endpoint",
      "configure the W&B integration through an endpoint that Azure does not publish (the local Azure has it)",
    )
    .addHelpText("after", "\nExamples:\n  npm run link -- --stack dev\n  npm run link -- --stack dev --open")
    .action(lazyCommand("../link/command", "link"));
}

function addValidate(program: Command): void {
  program
    .command("validate")
    .description("Check a training file (JSONL, chat format). Exits with 1 if Azure would reject it.")
    .argument("<file>", "training or validation file; - for standard input")
    .option(...jsonOption)
    .addHelpText("after", "\nExample:\n  npm run validate -- examples/training.jsonl")
    .action(lazyCommand("../validate/command", "validate"));
}

function addFinetune(program: Command): void {
  const command = withAccount(program.command("finetune"))
    .description(
      "Fine-tune a model: check and upload a file, create a job that logs to W&B, and follow it. Running the command again does not create a second job.",
    )
    .argument(
      "<file>",
      "training file (JSONL, chat format); - for standard input; or the URL of a blob that Azure imports",
    )
    .option("--validation-file <file>", "validation file (JSONL, chat format)")
    .option("--model <name>", "base model; without a version, its newest version", "gpt-4.1-mini")
    .option(...tierOption)
    .option("--epochs <n>", "number of training epochs, 1 to 50 (default: set by Azure)")
    .option("--batch-size <n>", "examples per training step, 1 to 256 (default: set by Azure)")
    .option("--learning-rate-multiplier <x>", "above 0 and up to 10 (default: set by Azure)")
    .option("--seed <n>", "seed of a reproducible job (default: set by Azure)")
    .option("--suffix <text>", "suffix of the fine-tuned model's name, up to 40 characters")
    .option("--project <name>", "W&B project", "azure-openai");
  withWandbRun(command)
    .option("--no-wandb", "do not log to W&B")
    .option("--no-follow", "do not wait for the job")
    .option("--new", "create a job even if the same one is running")
    .option(...pollOption)
    .addHelpText(
      "after",
      `
Ctrl-C ends the command, not the job. The command prints how to follow the job again.

Examples:
  npm run finetune -- examples/training.jsonl --stack dev --project support
  npm run finetune -- train.jsonl --validation-file valid.jsonl --model gpt-4.1-nano --tier globalstandard --seed 1
  npm run finetune -- list
  npm run finetune -- attach ftjob-…
  npm run finetune -- show ftjob-…
  npm run finetune -- cancel ftjob-…
  npm run finetune -- pause ftjob-…
  npm run finetune -- resume ftjob-…
  npm run finetune -- checkpoints ftjob-…
  npm run finetune -- deploy ftjob-…`,
    )
    .action(lazyCommand("../finetune/command", "finetune"));
  addJobCommands(command);
}

function addJobCommands(finetune: Command): void {
  addJobLifeCommands(finetune);
  finetune
    .command("attach")
    .description("Follow an existing job.")
    .argument(...jobArgument)
    .option("--after <event>", "print only later events than this one, ftevent-…")
    .action((id: string, _options, command: Command) =>
      lazyCommand("../finetune/jobCommands", "attach")(id, command.optsWithGlobals()),
    );
  finetune
    .command("list")
    .description("List the account's jobs, newest first.")
    .action((_options, command: Command) =>
      lazyCommand("../finetune/jobCommands", "list")(command.optsWithGlobals()),
    );
  finetune
    .command("show")
    .description("Show a job and its loss chart, read from W&B.")
    .argument(...jobArgument)
    .action((id: string, _options, command: Command) =>
      lazyCommand("../finetune/jobCommands", "show")(id, command.optsWithGlobals()),
    );
  finetune
    .command("cancel")
    .description("Cancel a job.")
    .argument(...jobArgument)
    .action((id: string, _options, command: Command) =>
      lazyCommand("../finetune/jobCommands", "cancel")(id, command.optsWithGlobals()),
    );
}

function addSync(program: Command): void {
  const command = withAccount(program.command("sync"))
    .description(
      "Log a job to W&B from this machine, for accounts without the W&B integration. Running the command again logs only what is new.",
    )
    .argument(...jobArgument)
    .option("--project <name>", "W&B project (default: the job's, or OpenAI-Fine-Tune)");
  withWandbRun(command)
    .option("--follow", "continue until the job is finished")
    .option(...pollOption)
    .addHelpText(
      "after",
      "\nExample:\n  WANDB_API_KEY=… npm run sync -- ftjob-… --endpoint https://NAME.openai.azure.com/ --follow",
    )
    .action(lazyCommand("../sync/command", "sync"));
}

function addRecover(program: Command): void {
  program
    .command("recover")
    .description(
      "After an interrupted deployment, import the resources that Azure has created into the state, so that pulumi up continues.",
    )
    .option(...stackOption)
    .option(...subscriptionOption)
    .option(
      "--unlock",
      "first remove the lock of the interrupted deployment; make sure that no other deployment is running",
    )
    .option(...jsonOption)
    .addHelpText("after", "\nExample:\n  npm run recover -- --stack dev --unlock && npx pulumi up -s dev")
    .action(lazyCommand("../recover/command", "recover"));
}
