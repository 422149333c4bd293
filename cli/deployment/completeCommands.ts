/** Commands in texts for people, with the options that specify the deployment of the command that prints them. */
import { stackArguments } from "../pulumi/runPulumi";
import { shellQuoted } from "../shellQuoted";
import type { StackOptions } from "./stackOptions";
import { deploymentArguments, targetArguments } from "./target";
import type { EndpointOptions } from "./target";

const jobCommands = "attach|cancel|checkpoints|compare|deploy|list|models|pause|report|resume|show";

/** Commands by the options that they have, up to where options are inserted. */
const commands: readonly { pattern: RegExp; optionsOf: (options: EndpointOptions) => string[] }[] = [
  {
    pattern: /\bnpx azure-openai-wandb (?:doctor|link)(?![\w-])/g,
    optionsOf: deploymentArguments,
  },
  {
    pattern: new RegExp(
      `\\bnpx azure-openai-wandb (?:sync|finetune(?: (?:${jobCommands}))?|files (?:list|delete))(?: JOB| ftjob-\\w+)*(?![\\w-])`,
      "g",
    ),
    optionsOf: targetArguments,
  },
  {
    pattern: /\bnpx (?:pulumi (?:up|config set|state \w+)|azure-openai-wandb recover)(?![\w-])/g,
    optionsOf: (options) => stackArguments(options).map((word) => shellQuoted(word)),
  },
];

/**
 * Adds the options that specify a deployment to the commands in a text, such as a remedy, so that they concern the same deployment.
 * Only for texts of this program: a command in a text from outside is not ours.
 */
export const completeCommands = (text: string, options: EndpointOptions & StackOptions): string =>
  commands.reduce((completed, { pattern, optionsOf }) => {
    const added = optionsOf(options);
    return added.length === 0
      ? completed
      : completed.replaceAll(pattern, (command) => [command, ...added].join(" "));
  }, text);
