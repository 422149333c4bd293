import { findTarget } from "../target";
import type { TargetOptions } from "../target";

/** The one step that is left by hand, with everything that it asks for. */
export async function link(options: TargetOptions & { json?: boolean }): Promise<void> {
  const { accountName, resourceGroup, subscriptionId, vaultName, secretName } = await findTarget(options);
  const account = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.CognitiveServices/accounts/${accountName}`;
  const address = `https://ai.azure.com/resource/overview?wsid=${encodeURIComponent(account)}`;
  const vaultUrl = `https://${vaultName}.vault.azure.net/`;
  if (options.json) {
    console.log(JSON.stringify({ address, vaultUrl, secretName }, null, 2));
    return;
  }
  console.log(`This step has no public API: it is made in the portal, once for each account.

  1. Open  ${address}
     (the classic portal, in its Azure OpenAI view; if it shows another resource, choose "${accountName}")
  2. Fine-tuning > Manage integrations > Weights & Biases
  3. Key Vault URL   ${vaultUrl}
     Secret name     ${secretName}
  4. Save. Jobs may then log to W&B.

If "Manage integrations" is not there, the portal shows its new design, a project's view, or a Foundry resource.`);
}
