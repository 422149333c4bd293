/** The commands: their options and help texts. */
import { Command } from "commander";
import { version } from "../package.json";
import type { FinetuneOptions } from "../finetune/command";
import { addFinetuneOptions } from "./finetuneOptions";
import { defaultTrainingType, trainingTypeHelp } from "../openai/trainingTypes";
import { printError } from "../output";
import { addFileCommands } from "./fileCommands";
import { addJobLifeCommands } from "./jobLifeCommands";
import { lazyCommand } from "./lazyCommand";
import { validateOptions } from "./validateOptions";

/** Exit code of a command that cannot start. */
const usageExitCode = 2;

const stackOption = [
  "-s, --stack <name>",
  "Pulumi stack of any program, such as dev or organization/project/dev (default: the selected stack)",
] as const;
const cwdOption = ["--cwd <folder>", "folder of the Pulumi project (default: the current one)"] as const;
const integrationOption = [
  "--integration <name>",
  "integration of the stack: its name, its parents' names and its own (platform/team), or its URN (default: the only one)",
] as const;
const subscriptionOption = [
  "--subscription <id>",
  "ID of the Azure subscription (default: AZURE_SUBSCRIPTION_ID)",
] as const;
const jsonOption = ["--json", "print JSON"] as const;
const markdownOption = [
  "--markdown",
  "print the result as Markdown, for the summary of a pipeline; everything else goes to standard error",
] as const;
const pollOption = ["--poll <seconds>", "seconds between status requests", "5"] as const;
const tierOption = ["--tier <type>", `training type: ${trainingTypeHelp}`, defaultTrainingType] as const;
const jobArgument = ["<job>", "ID of the job, ftjob-…"] as const;
const jobsArgument = ["<job...>", "IDs of the jobs, ftjob-…"] as const;
const wandbRunOptions = [
  ["--name <text>", "name of the W&B run (default: the job's ID)"],
  ["--entity <name>", "W&B team or user (default: the default entity of the API key's user)"],
  ["--tag <text...>", "tags of the W&B run"],
] as const;

/** Adds the options that specify a stack of any Pulumi project. */
const withStack = (command: Command): Command => command.option(...stackOption).option(...cwdOption);

/** Adds the options that specify a deployment. */
const withDeployment = (command: Command): Command =>
  withStack(command)
    .option(...integrationOption)
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

const completionExamples = `
Examples, where the CLI is on the PATH (npm install --global azure-openai-wandb-cli):
  azure-openai-wandb completion bash >> ~/.bashrc
  azure-openai-wandb completion zsh >> ~/.zshrc
  azure-openai-wandb completion fish > ~/.config/fish/completions/azure-openai-wandb.fish
  azure-openai-wandb completion powershell >> $PROFILE`;

const exitCodes = `
Exit codes:
  0    no problem found
  1    at least one problem
  2    the command could not start
  130  stopped with Ctrl-C
  141  the program that read the output has ended`;

/** @param json Whether errors of the command line are printed as JSON. */
export function createProgram(json: boolean): Command {
  const program = new Command("azure-openai-wandb")
    .description("Check, configure and use a deployment of Azure OpenAI with Weights & Biases.")
    .version(version, "-V, --version", "print the version")
    .addHelpText("after", exitCodes)
    .showHelpAfterError(json ? false : "Run with --help for examples.")
    .configureOutput({
      outputError: (text) => printError((json ? text.replace(/^error: /, "") : text).trim().split("\n")),
    })
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : usageExitCode))
    .hook("preAction", (_program, command) => validateOptions(command));
  addDoctor(program);
  addIntegrations(program);
  addLink(program);
  addValidate(program);
  addFinetune(program);
  addFileCommands(withAccount(program.command("files")));
  addSync(program);
  addReport(withAccount(program.command("report")));
  addRecover(program);
  addCompletion(program);
  return program;
}

function addDoctor(program: Command): void {
  withDeployment(program.command("doctor"))
    .description("Check a deployment and its W&B integration. Exits with 1 if a check fails.")
    .option(
      "--fix",
      "opt the account out of Azure's upgrade to Foundry, and create what is missing: the stack's role assignments or, without a stack, the identity's access to the secret",
    )
    .option("--all", "check every integration of the stack")
    .option("--model <name>", "check whether the region can fine-tune this model")
    .option(...tierOption)
    .option("--entity <name>", "check whether runs can be logged to this W&B entity")
    .option(
      "--assumed-endpoint",
      "check the W&B integration through an endpoint that Azure does not publish (the local Azure has it)",
    )
    .option(...markdownOption)
    .addHelpText(
      "after",
      `
Examples:
  npx azure-openai-wandb doctor --stack dev
  npx azure-openai-wandb doctor --cwd ../platform --stack dev --all
  npx azure-openai-wandb doctor --stack acme/ml-platform/dev --integration research
  npx azure-openai-wandb doctor --stack dev --model gpt-4.1-mini --tier globalstandard
  npx azure-openai-wandb doctor --resource-group rg --account openai --vault kv --json`,
    )
    .action(lazyCommand("../doctor/command", "doctor"));
}

function addIntegrations(program: Command): void {
  withStack(program.command("integrations"))
    .description(
      "List the integrations in the state of a stack, with what selects each and whether it is deployed. Azure is not asked.",
    )
    .option(...jsonOption)
    .addHelpText(
      "after",
      "\nExamples:\n  npx azure-openai-wandb integrations --stack dev\n  npx azure-openai-wandb integrations --cwd ../platform --stack dev --json",
    )
    .action(lazyCommand("../integrations/command", "integrations"));
}

function addLink(program: Command): void {
  withDeployment(program.command("link").alias("integrate"))
    .description("Show how to configure the W&B integration in the Azure portal, with the values to enter.")
    .option("--open", "open the portal in the browser")
    .option(
      "--assumed-endpoint",
      "configure the W&B integration through an endpoint that Azure does not publish (the local Azure has it)",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  npx azure-openai-wandb link --stack dev\n  npx azure-openai-wandb link --stack dev --open",
    )
    .action(lazyCommand("../link/command", "link"));
}

function addValidate(program: Command): void {
  program
    .command("validate")
    .description(
      "Check a training file, a validation file or both, and estimate tokens and price. Exits with 1 if Azure would reject them.",
    )
    .argument("[file]", "training file (JSONL); - for standard input")
    .option("--validation-file <file>", "validation file (JSONL)")
    .option("--method <name>", "supervised, dpo or reinforcement (default: recognized from the file)")
    .option("--model <name>", "base model whose limits and price apply (default: gpt-4.1-mini, or o4-mini)")
    .option(...tierOption)
    .option("--epochs <n>", "number of training epochs of the estimate (default: as Azure chooses)")
    .option("--tokens", "count all tokens, of a large file too")
    .option(...jsonOption)
    .addHelpText(
      "after",
      `
Examples:
  npx azure-openai-wandb validate examples/training.jsonl
  npx azure-openai-wandb validate train.jsonl --validation-file valid.jsonl --method dpo --model gpt-4.1`,
    )
    .action(lazyCommand("../validate/command", "validate"));
}

function addFinetune(program: Command): void {
  const command = withAccount(program.command("finetune"))
    .description(
      "Fine-tune a model: check and upload a file, create a job that logs to W&B, and follow it. Running the command again while the job runs follows that job.",
    )
    .argument(
      "[file]",
      "training file (JSONL), the ID of a file in Azure, or the URL of a blob that Azure imports; - for standard input",
    )
    .option("--file <file>", "job file (YAML or JSON); options override its settings");
  addFinetuneOptions(command);
  withWandbRun(command)
    .option("--wandb", "log to W&B (default, unless a job file has no integration)")
    .option("--no-wandb", "do not log to W&B")
    .option("--no-follow", "do not wait for the job")
    .option("--new", "create a job even if the same one is running")
    .option(
      "--allow-retired",
      "request the job though Azure has ended the model's training for new customers",
    )
    .option(...pollOption)
    .option(...markdownOption)
    .addHelpText(
      "after",
      `
Ctrl-C ends the command, not the job. The command prints how to follow the job again.

Examples:
  npx azure-openai-wandb finetune examples/training.jsonl --stack dev --project support
  npx azure-openai-wandb finetune train.jsonl --validation-file valid.jsonl --model gpt-4.1-nano --tier globalstandard --seed 1
  npx azure-openai-wandb finetune preferences.jsonl --method dpo --beta 0.1
  npx azure-openai-wandb finetune puzzles.jsonl --validation-file valid.jsonl --grader grader.json --model o4-mini
  npx azure-openai-wandb finetune init train.jsonl --epochs 3 --output job.yaml
  npx azure-openai-wandb finetune --file job.yaml
  npx azure-openai-wandb finetune models
  npx azure-openai-wandb finetune list
  npx azure-openai-wandb finetune attach ftjob-…
  npx azure-openai-wandb finetune show ftjob-…
  npx azure-openai-wandb finetune compare ftjob-… ftjob-…
  npx azure-openai-wandb finetune report ftjob-… --open
  npx azure-openai-wandb finetune cancel ftjob-…
  npx azure-openai-wandb finetune pause ftjob-…
  npx azure-openai-wandb finetune resume ftjob-…
  npx azure-openai-wandb finetune checkpoints ftjob-…
  npx azure-openai-wandb finetune deploy ftjob-…`,
    )
    .action((file: string | undefined, options: FinetuneOptions, self: Command) => {
      if (file === undefined && options.file === undefined) {
        self.error(
          "error: missing required argument 'file'. Specify a training file, or --file with a job file.",
        );
      }
      return lazyCommand("../finetune/command", "finetune")(file, options);
    });
  addJobCommands(command);
  addReports(command);
}

function addJobCommands(finetune: Command): void {
  addJobLifeCommands(finetune);
  finetune
    .command("init")
    .description("Write a job file from the options, or from a job that exists.")
    .argument("[file]", "training file (JSONL), or the ID of a file in Azure")
    .option("--from-job <job>", "ID of the job whose settings are written, ftjob-…")
    .option("--output <file>", "where the job file is written", "job.yaml")
    .option("--force", "replace an existing file")
    .action((file: string | undefined, _options, command: Command) =>
      lazyCommand("../finetune/initCommand", "init")(file, command.optsWithGlobals()),
    );
  finetune
    .command("models")
    .description(
      "List the models that the account can fine-tune, with their training types, methods and dates.",
    )
    .action((_options, command: Command) =>
      lazyCommand("../finetune/modelsCommand", "models")(command.optsWithGlobals()),
    );
  finetune
    .command("attach")
    .description("Follow an existing job.")
    .argument(...jobArgument)
    .option("--after <event>", "print only later events than this one, ftevent-…")
    .option(...markdownOption)
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

function addReports(finetune: Command): void {
  finetune
    .command("compare")
    .description("Compare jobs: their settings, losses, tokens and checkpoints.")
    .argument(...jobsArgument)
    .option(...markdownOption)
    .action((ids: string[], _options, command: Command) =>
      lazyCommand("../compare/command", "compare")(ids, command.optsWithGlobals()),
    );
  addReport(finetune.command("report"));
}

function addReport(report: Command): void {
  report
    .description("Write a page with the curves of jobs, their settings, checkpoints and events.")
    .argument(...jobsArgument)
    .option("--output <file>", "where the page is written", "report.html")
    .option("--force", "replace an existing file")
    .option("--open", "open the page in the browser")
    .action((ids: string[], _options, command: Command) =>
      lazyCommand("../report/command", "report")(ids, command.optsWithGlobals()),
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
      "\nExample:\n  WANDB_API_KEY=… npx azure-openai-wandb sync ftjob-… --endpoint https://NAME.openai.azure.com/ --follow",
    )
    .action(lazyCommand("../sync/command", "sync"));
}

function addCompletion(program: Command): void {
  program
    .command("completion")
    .description("Print a script that completes commands and options in your shell.")
    .argument("<shell>", "bash, zsh, fish or powershell")
    .addHelpText("after", completionExamples)
    .action(lazyCommand("../completion/command", "completion"));
  program
    .command("complete", { hidden: true })
    .argument("[words...]")
    .action((words: string[]) => lazyCommand("../completion/command", "complete")(program, words));
}

function addRecover(program: Command): void {
  withStack(program.command("recover"))
    .description(
      "After an interrupted deployment, import the resources that Azure has created into the state, so that pulumi up continues.",
    )
    .option(...subscriptionOption)
    .option(
      "--unlock",
      "first remove the lock of the interrupted deployment; make sure that no other deployment is running",
    )
    .option(...jsonOption)
    .addHelpText(
      "after",
      "\nExample:\n  npx azure-openai-wandb recover --stack dev --unlock && npx pulumi up -s dev",
    )
    .action(lazyCommand("../recover/command", "recover"));
}
