/**
 * What is left to do by hand. Azure has no public API for it, and it is offered in the classic portal's Azure OpenAI view
 * alone (Microsoft's article "Integrate Azure OpenAI fine-tuning with Weights & Biases").
 */
export function portalLinkInstructions(accountName: string, vaultUrl: string, secretName: string): string {
  return [
    `One step is left, in the Azure portal of "${accountName}":`,
    "  1. Open https://ai.azure.com/resource/overview (classic portal, Azure OpenAI view) and choose the resource.",
    '  2. Fine-tuning > Manage integrations > Weights & Biases > "Set up".',
    `  3. Key Vault URL: ${vaultUrl}`,
    `  4. Secret name:   ${secretName}`,
  ].join("\n");
}
