/**
 * The step that is left in the portal. Azure has no public API for it, and offers it in the classic portal's Azure OpenAI view
 * only ("Integrate Azure OpenAI fine-tuning with Weights & Biases",
 * https://learn.microsoft.com/azure/foundry-classic/openai/how-to/weights-and-biases-integration).
 */
import { clouds, cloudOfHost } from "../components/clouds";
import { portalPath, portalStep } from "../components/portalStep";

export function manageIntegrationsInstructions(
  accountName: string,
  vaultUrl: string,
  secretName: string,
): string {
  const { foundryPortal = "ai.azure.com" } = clouds[cloudOfHost(vaultUrl) ?? "AzureCloud"];
  return [
    `One step is left, in the Azure portal of "${accountName}":`,
    `  1. Open https://${foundryPortal}/resource/overview (classic portal, Azure OpenAI view) and choose the resource.`,
    `  2. Select ${portalPath.join(" > ")}.`,
    `  3. ${portalStep.fields.vaultUrl}: ${vaultUrl}`,
    `  4. ${portalStep.fields.secretName}:   ${secretName}`,
    `  5. Select ${portalStep.confirm}.`,
  ].join("\n");
}
