/** Where the reference of the policies is published. */
export const referenceUrl =
  "https://github.com/azure-openai-wandb/azure-openai-wandb/blob/main/docs/reference/policies.md";
