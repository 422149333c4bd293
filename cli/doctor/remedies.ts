/** Commands that several checks suggest. */
export const updateStack = "npx pulumi up";
export const rotateKey =
  "set another key (npx pulumi config set --secret wandbApiKey, or the setting that your program reads), then npx pulumi up";
