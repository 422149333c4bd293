/** The component's type, part of the URN of each of its resources. */
export const componentType = "azure-openai-wandb:index:WandbIntegration";
