/** Commands that several checks suggest. */
export const updateStack = "npx pulumi up";
/** Where a resource was deleted outside Pulumi and azure-native does not take Azure's code for a deletion, so that each refresh fails. */
export const recoverStack = `npx azure-openai-wandb recover, then ${updateStack}`;
export const rotateKey =
  "set another key (npx pulumi config set --secret wandbApiKey, or the setting that your program reads), then npx pulumi up";
