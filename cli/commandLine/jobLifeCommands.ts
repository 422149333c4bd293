/** Subcommands of `finetune` for what comes after the creation of a job: pause and resume, checkpoints, deployment. */
import type { Command } from "commander";
import { defaultSku, skuHelp } from "../deploy/skus";
import { lazyCommand } from "./lazyCommand";

const jobArgument = ["<job>", "ID of the job, ftjob-…"] as const;

/** @param finetune The command, with the options that specify an account. */
export function addJobLifeCommands(finetune: Command): void {
  finetune
    .command("pause")
    .description(
      "Pause a running job. What it has trained is kept as a checkpoint, and a paused job costs nothing.",
    )
    .argument(...jobArgument)
    .action((id: string, _options, command: Command) =>
      lazyCommand("../finetune/jobCommands", "pause")(id, command.optsWithGlobals()),
    );
  finetune
    .command("resume")
    .description("Resume a paused job.")
    .argument(...jobArgument)
    .action((id: string, _options, command: Command) =>
      lazyCommand("../finetune/jobCommands", "resume")(id, command.optsWithGlobals()),
    );
  addCheckpoints(finetune);
  addDeploy(finetune);
}

function addCheckpoints(finetune: Command): void {
  const checkpoints = finetune
    .command("checkpoints")
    .description(
      "List a job's checkpoints with their metrics, and mark the best one by the validation file: the lowest loss or the highest reward.",
    )
    .argument(...jobArgument)
    .addHelpText(
      "after",
      `
Examples:
  npx azure-openai-wandb finetune checkpoints ftjob-…
  npx azure-openai-wandb finetune checkpoints copy ftjob-… 200 --to /subscriptions/…/accounts/NAME --region westus3`,
    )
    .action((id: string, _options, command: Command) =>
      lazyCommand("../checkpoints/command", "list")(id, command.optsWithGlobals()),
    );
  checkpoints
    .command("copy")
    .description("Copy a checkpoint to another account, in any region (preview).")
    .argument(...jobArgument)
    .argument("<step>", "step of the checkpoint")
    .requiredOption("--to <id>", "ARM ID of the account that receives the model")
    .requiredOption("--region <name>", "region of that account, such as westus3")
    .action((id: string, step: string, _options, command: Command) =>
      lazyCommand("../checkpoints/copy", "copy")(id, step, command.optsWithGlobals()),
    );
}

function addDeploy(finetune: Command): void {
  finetune
    .command("deploy")
    .description(
      "Deploy a fine-tuned model or a checkpoint, and wait until it answers. Running the command again changes nothing.",
    )
    .argument("<job-or-model>", "ID of a job, or name of a fine-tuned model")
    .option("--checkpoint <step>", "deploy the job's checkpoint at this step (default: the job's model)")
    .option("--name <text>", "name of the deployment (default: from the names of model and job)")
    .option("--sku <name>", `SKU of the deployment: ${skuHelp}`, defaultSku)
    .option("--capacity <n>", "capacity: 1 is about 1,000 tokens a minute", "1")
    .option("--print-config", "print the stack's setting for the deployment instead of creating it")
    .addHelpText(
      "after",
      `
Examples:
  npx azure-openai-wandb finetune deploy ftjob-… --stack dev
  npx azure-openai-wandb finetune deploy ftjob-… --checkpoint 200 --sku DeveloperTier
  npx azure-openai-wandb finetune deploy ftjob-… --print-config`,
    )
    .action((target: string, _options, command: Command) =>
      lazyCommand("../deploy/command", "deploy")(target, command.optsWithGlobals()),
    );
}
