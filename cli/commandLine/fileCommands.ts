/** `files` and its subcommands. */
import type { Command } from "commander";
import { lazyCommand } from "./lazyCommand";

/** @param files The command, with the options that specify an account. */
export function addFileCommands(files: Command): void {
  files
    .description(
      "List and delete the files of an account: training and validation files, and results of jobs.",
    )
    .addHelpText(
      "after",
      `
Examples:
  npx azure-openai-wandb files list
  npx azure-openai-wandb files delete file-… file-…`,
    );
  files
    .command("list")
    .description("List the account's files, newest first.")
    .action((_options, command: Command) =>
      lazyCommand("../files/command", "list")(command.optsWithGlobals()),
    );
  files
    .command("delete")
    .description("Delete files. A file that an unfinished job uses is deleted only with --yes.")
    .argument("<file...>", "IDs of files, file-…")
    .option("-y, --yes", "delete files that unfinished jobs use")
    .action((ids: string[], _options, command: Command) =>
      lazyCommand("../files/command", "deleteFiles")(ids, command.optsWithGlobals()),
    );
}
