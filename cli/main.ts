/** The companion of the stack: `npm run doctor`, `npm run link`, `npm run validate`. */
import { Command } from "commander";
import { doctor } from "./doctor/command";
import { reasonOf, UserError } from "./failure";
import { link } from "./link/command";
import { validate } from "./trainingFile/command";

/** Options that every command about a deployment takes. */
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

const program = new Command("azure-openai-wandb")
  .description(
    "Checks a deployment of Azure OpenAI with Weights & Biases and what it is trained with, and guides the step that is left.",
  )
  .showHelpAfterError("Run with --help for examples.");

aboutDeployment(program.command("doctor"))
  .description(
    "Is the deployment ready for the link, and is the link going to work? Ends with 1 where something is wrong.",
  )
  .addHelpText(
    "after",
    "\nExamples:\n  npm run doctor -- --stack dev\n  npm run doctor -- --resource-group rg --account openai --vault kv --json",
  )
  .action(doctor);

aboutDeployment(program.command("link"))
  .description("The one manual step: where to click, and the two values to paste.")
  .addHelpText("after", "\nExample:\n  npm run link -- --stack dev")
  .action(link);

program
  .command("validate")
  .description(
    "Checks a training file (JSONL, chat format) before anything is uploaded. Ends with 1 where it would be refused.",
  )
  .argument("<file>", "the training or validation file")
  .option("--json", "print JSON")
  .addHelpText("after", "\nExample:\n  npm run validate -- examples/training.jsonl")
  .action(validate);

program.parseAsync().catch((error: unknown) => {
  const message = error instanceof UserError ? error.message : reasonOf(error);
  if (message) {
    console.error(message);
  }
  process.exitCode = error instanceof UserError ? error.exitCode : 2;
});
