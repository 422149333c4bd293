/** Commands that several checks suggest. */
export const updateStack = "npx pulumi up";
export const rotateKey = "npx pulumi config set --secret wandbApiKey, then npx pulumi up";
