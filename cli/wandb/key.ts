import { azureClients } from "../azure/clients";
import { reasonOf, UserError } from "../failure";
import type { EndpointOptions } from "../openai/client";
import { findStack, findTarget } from "../target";

/**
 * The W&B key: from WANDB_API_KEY, the stack's settings, or the vault.
 * @throws UserError where there is none that you may read.
 */
export async function findKey(options: EndpointOptions): Promise<string> {
  if (process.env.WANDB_API_KEY) {
    return process.env.WANDB_API_KEY;
  }
  if (options.endpoint) {
    throw new UserError("Which W&B key? Set WANDB_API_KEY.");
  }
  const stack = options.account ? undefined : await findStack(options.stack);
  if (stack?.configuredKey) {
    return stack.configuredKey;
  }
  const target = await findTarget(options);
  const azure = await azureClients(target);
  try {
    const secret = await azure
      .secrets(`https://${target.vaultName}.vault.azure.net/`)
      .getSecret(target.secretName);
    return secret.value!;
  } catch (error) {
    throw new UserError(
      `Which W&B key? Set WANDB_API_KEY: the vault's secret cannot be read (${reasonOf(error)}).`,
    );
  }
}
