/** The companion of the stack: `npm run doctor`, `link`, `validate`, `finetune`, `sync`, `recover`. */
import { Command } from "commander";
import type * as doctor from "./doctor/command";
import { reasonOf, UserError } from "./failure";
import type * as finetune from "./finetune/command";
import type * as jobs from "./finetune/jobs";
import type * as link from "./link/command";
import { checkCommandLine } from "./options";
import type * as recover from "./recover/command";
import type * as sync from "./sync/command";
import type * as trainingFile from "./trainingFile/command";

interface Modules {
  "./doctor/command": typeof doctor;
  "./finetune/command": typeof finetune;
  "./finetune/jobs": typeof jobs;
  "./link/command": typeof link;
  "./recover/command": typeof recover;
  "./sync/command": typeof sync;
  "./trainingFile/command": typeof trainingFile;
}

/** A command that is loaded once it is called: the clients of Azure take half a second, which help and refusals do not need. */
function of<Path extends keyof Modules, Name extends keyof Modules[Path]>(path: Path, name: Name) {
  const command = (...args: unknown[]): unknown => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() would not find TypeScript here
    const module = require(path) as Record<Name, (...args: unknown[]) => unknown>;
    return module[name](...args);
  };
  return command as Modules[Path][Name] & typeof command;
}

/** Options that say which deployment a command is about. */
function aboutDeployment(command: Command): Command {
  return command
    .option("-s, --stack <name>", "the Pulumi stack to look at (default: the one that is selected)")
    .option("--subscription <id>", "the Azure subscription (default: AZURE_SUBSCRIPTION_ID)")
    .option("--resource-group <name>", "instead of a stack: the resource group")
    .option("--account <name>", "instead of a stack: the Azure OpenAI account")
    .option("--vault <name>", "instead of a stack: the vault")
    .option("--secret <name>", "instead of a stack: the secret (default: wandb-api-key)")
    .option("--json", "print JSON");
}

/** Options that say which account's data plane is used. */
function aboutAccount(command: Command): Command {
  return aboutDeployment(command).option(
    "--endpoint <url>",
    "instead of a stack: the account's endpoint (default: AZURE_OPENAI_ENDPOINT)",
  );
}

const pollOption = ["--poll <seconds>", "seconds between looks at the job", "5"] as const;

/** Scripts get their errors as JSON too, even of a command line that cannot be read. */
const json = process.argv.includes("--json");

const program = new Command("azure-openai-wandb")
  .description(
    "Checks a deployment of Azure OpenAI with Weights & Biases, guides the step that is left, and trains on it.",
  )
  .showHelpAfterError(json ? false : "Run with --help for examples.")
  .configureOutput({
    outputError: (text, write) =>
      write(json ? `${JSON.stringify({ error: text.replace(/^error: /, "").trim() })}\n` : text),
  })
  // A command line that cannot be read is a command that could not begin.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .hook("preAction", (_program, command) => checkCommandLine(command));

aboutDeployment(program.command("doctor"))
  .description(
    "Is the deployment ready for the link, and is the link going to work? Ends with 1 where something is wrong.",
  )
  .option(
    "--fix",
    "put back what is missing and safe to put back: grants of the account's identity, and of the stack",
  )
  .option("--model <name>", "also: can this model be trained here?")
  .option("--tier <tier>", "in this tier: standard, globalstandard or developerTier", "standard")
  .option("--entity <name>", "also: can runs be written to this W&B entity?")
  .option(
    "--assumed-endpoint",
    "also look at the link itself, through an endpoint that Azure has not published (the local Azure has it)",
  )
  .addHelpText(
    "after",
    `
Examples:
  npm run doctor -- --stack dev
  npm run doctor -- --stack dev --model gpt-4.1-mini --tier globalstandard
  npm run doctor -- --resource-group rg --account openai --vault kv --json`,
  )
  .action(of("./doctor/command", "doctor"));

aboutDeployment(program.command("link"))
  .description("The one manual step: where to click, and the two values to paste.")
  .option("--open", "open the portal in the browser")
  .option(
    "--assumed-endpoint",
    "make the link through an endpoint that Azure has not published (the local Azure has it)",
  )
  .addHelpText("after", "\nExamples:\n  npm run link -- --stack dev\n  npm run link -- --stack dev --open")
  .action(of("./link/command", "link"));

program
  .command("validate")
  .description(
    "Checks a training file (JSONL, chat format) before anything is uploaded. Ends with 1 where it would be refused.",
  )
  .argument("<file>", "the training or validation file")
  .option("--json", "print JSON")
  .addHelpText("after", "\nExample:\n  npm run validate -- examples/training.jsonl")
  .action(of("./trainingFile/command", "validate"));

const finetuning = aboutAccount(program.command("finetune"))
  .description(
    "Trains: checks and uploads a file, makes a job that logs to W&B, and follows it. Safe to run again: the same job is not made twice.",
  )
  .argument("<file>", "the training file (JSONL, chat format)")
  .option("--validation-file <file>", "what to measure the model on")
  .option("--model <name>", "the base model; without its version, the newest", "gpt-4.1-mini")
  .option("--tier <tier>", "standard, globalstandard or developerTier", "standard")
  .option("--epochs <n>", "how often the file is gone through (default: Azure decides)")
  .option("--batch-size <n>", "examples of a step (default: Azure decides)")
  .option("--learning-rate-multiplier <x>", "how quickly to learn (default: Azure decides)")
  .option("--seed <n>", "for a run that can be repeated")
  .option("--suffix <text>", "put into the tuned model's name, at most 40 characters")
  .option("--project <name>", "W&B: the project", "azure-openai")
  .option("--name <text>", "W&B: the run's name (default: the job's id)")
  .option("--entity <name>", "W&B: the team or user (default: the key's default entity)")
  .option("--tag <text...>", "W&B: tags of the run")
  .option("--no-wandb", "do not log to W&B")
  .option("--no-follow", "do not wait for the job")
  .option("--new", "make another job even where the same one is under way")
  .option(...pollOption)
  .addHelpText(
    "after",
    `
Ctrl-C leaves the job running; what is printed then follows it again.

Examples:
  npm run finetune -- examples/training.jsonl --stack dev --project support
  npm run finetune -- train.jsonl --validation-file valid.jsonl --model gpt-4.1-nano --tier globalstandard --seed 1
  npm run finetune -- list
  npm run finetune -- attach ftjob-…
  npm run finetune -- show ftjob-…
  npm run finetune -- cancel ftjob-…`,
  )
  .action(of("./finetune/command", "finetune"));

finetuning
  .command("attach")
  .description("Follows a job that is there already.")
  .argument("<job>", "its id, ftjob-…")
  .option("--after <event>", "only events after this one, ftevent-…")
  .action((id: string, _options, command: Command) =>
    of("./finetune/jobs", "attach")(id, command.optsWithGlobals()),
  );

finetuning
  .command("list")
  .description("The account's jobs, newest first.")
  .action((_options, command: Command) => of("./finetune/jobs", "list")(command.optsWithGlobals()));

finetuning
  .command("show")
  .description("A job and its loss curve, read back from W&B.")
  .argument("<job>", "its id, ftjob-…")
  .action((id: string, _options, command: Command) =>
    of("./finetune/jobs", "show")(id, command.optsWithGlobals()),
  );

finetuning
  .command("cancel")
  .description("Cancels a job.")
  .argument("<job>", "its id, ftjob-…")
  .action((id: string, _options, command: Command) =>
    of("./finetune/jobs", "cancel")(id, command.optsWithGlobals()),
  );

aboutAccount(program.command("sync"))
  .description(
    "Logs a job to W&B from here, for accounts that cannot be linked. Safe to run again, and while the job runs.",
  )
  .argument("<job>", "its id, ftjob-…")
  .option("--project <name>", "W&B: the project (default: the job's, or OpenAI-Fine-Tune)")
  .option("--name <text>", "W&B: the run's name (default: the job's id)")
  .option("--entity <name>", "W&B: the team or user (default: the key's default entity)")
  .option("--tag <text...>", "W&B: tags of the run")
  .option("--follow", "go on until the job is over")
  .option(...pollOption)
  .addHelpText(
    "after",
    "\nExample:\n  WANDB_API_KEY=… npm run sync -- ftjob-… --endpoint https://NAME.openai.azure.com/ --follow",
  )
  .action(of("./sync/command", "sync"));

program
  .command("recover")
  .description(
    "After a deployment was killed: takes what Azure has made meanwhile into the state, so that `pulumi up` goes on.",
  )
  .option("-s, --stack <name>", "the Pulumi stack (default: the one that is selected)")
  .option("--subscription <id>", "the Azure subscription (default: AZURE_SUBSCRIPTION_ID)")
  .option(
    "--unlock",
    "first take away the lock of the deployment that was killed; make sure that nobody else deploys",
  )
  .option("--json", "print JSON")
  .addHelpText("after", "\nExample:\n  npm run recover -- --stack dev --unlock && npx pulumi up -s dev")
  .action(of("./recover/command", "recover"));

program.parseAsync().catch((error: unknown) => {
  const message = error instanceof UserError ? error.message : reasonOf(error);
  if (message) {
    console.error(json ? JSON.stringify({ error: message }) : message);
  }
  process.exitCode = error instanceof UserError ? error.exitCode : 2;
});
