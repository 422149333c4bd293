import { createOutput } from "../output";
import { explain, openAiClient } from "../openai/client";
import { findTarget } from "../target";
import type { TargetOptions } from "../target";
import { assumedLink } from "./assumedEndpoint";

export interface LinkOptions extends TargetOptions {
  open?: boolean;
  assumedEndpoint?: boolean;
  json?: boolean;
}

/** The one step that is left by hand, with everything that it asks for. */
export async function link(options: LinkOptions): Promise<void> {
  const target = await findTarget(options);
  const { accountName, resourceGroup, subscriptionId, vaultName, secretName } = target;
  const account = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.CognitiveServices/accounts/${accountName}`;
  const address = `https://ai.azure.com/resource/overview?wsid=${encodeURIComponent(account)}`;
  const vaultUrl = `https://${vaultName}.vault.azure.net/`;
  if (options.assumedEndpoint) {
    const openai = await openAiClient(options);
    await assumedLink(openai.client)
      .write({ keyVaultUrl: vaultUrl, secretName })
      .catch((error: unknown) => {
        throw explain("The link", openai.endpoint, error);
      });
    const output = createOutput(options);
    output.emit("linked", { endpoint: openai.endpoint, vaultUrl, secretName });
    output.say(
      `✔ Linked ${openai.endpoint} to ${secretName} of ${vaultUrl}\n  (through an endpoint that is assumed: Azure has published none)`,
    );
    return;
  }
  if (options.json) {
    console.log(JSON.stringify({ address, vaultUrl, secretName }, null, 2));
  } else {
    console.log(`This step has no public API: it is made in the portal, once for each account.

  1. Open  ${address}
     (the classic portal, in its Azure OpenAI view; if it shows another resource, choose "${accountName}")
  2. Fine-tuning > Manage integrations > Weights & Biases
  3. Key Vault URL   ${vaultUrl}
     Secret name     ${secretName}
  4. Save. Jobs may then log to W&B.

If "Manage integrations" is not there, the portal shows its new design, a project's view, or a Foundry resource.`);
  }
  if (options.open) {
    const { default: open } = await import("open");
    await open(address);
  }
}
