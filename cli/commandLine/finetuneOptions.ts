/** Options of `finetune` that specify the job. Their defaults are not set here, so that a job file's settings remain. */
import type { Command } from "commander";
import { defaultProject } from "../finetune/jobOptions";
import { hyperparameters } from "../openai/hyperparameters";
import { methodHelp, methods } from "../openai/methods";
import { defaultTrainingType, trainingTypeHelp } from "../openai/trainingTypes";

const defaultModels = [...new Set(methods.map(({ defaultModel }) => defaultModel))]
  .map((model) => `"${model}"`)
  .join(" or ");

/** Adds the options of a new job. */
export function addFinetuneOptions(command: Command): void {
  command
    .option("--validation-file <file>", "validation file (JSONL), or the ID of a file in Azure")
    .option("--method <name>", `method: ${methodHelp} (default: that of the training file)`)
    .option(
      "--model <name>",
      `base model; without a version, its newest version (default: ${defaultModels}, by the method)`,
    )
    .option("--tier <type>", `training type: ${trainingTypeHelp} (default: "${defaultTrainingType}")`);
  for (const { flag, placeholder, description, methods: supporting } of hyperparameters) {
    const use = supporting.length === methods.length ? "" : `${supporting.join(", ")}: `;
    command.option(`${flag} ${placeholder}`, `${use}${description}, or auto (default: set by Azure)`);
  }
  command
    .option("--grader <file>", "reinforcement: file with the grader (JSON or YAML)")
    .option("--response-format <file>", "reinforcement: file with the format of the answers (JSON or YAML)")
    .option("--seed <n>", "seed of a reproducible job (default: set by Azure)")
    .option("--suffix <text>", "suffix of the fine-tuned model's name, up to 40 characters")
    .option("--project <name>", `W&B project (default: WANDB_PROJECT, or "${defaultProject}")`);
}
