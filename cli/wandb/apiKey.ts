import { azureClients } from "../azure/clients";
import { findStack } from "../deployment/stack";
import { findTarget, vaultUrlOf } from "../deployment/target";
import type { EndpointOptions } from "../deployment/target";
import { UserError } from "../errors";
import { explanationOf } from "../network/explain";

const noApiKey = "No W&B API key is available. Set WANDB_API_KEY.";

/**
 * Finds the W&B API key: in WANDB_API_KEY, the stack's configuration, or the vault.
 * @throws UserError if none of them has a key that you may read.
 */
export async function findApiKey(options: EndpointOptions): Promise<string> {
  if (process.env.WANDB_API_KEY) {
    return process.env.WANDB_API_KEY;
  }
  if (options.endpoint) {
    throw new UserError(noApiKey);
  }
  const stack = options.account ? undefined : await findStack(options.stack);
  return stack?.wandbApiKey ?? readSecret(options);
}

async function readSecret(options: EndpointOptions): Promise<string> {
  const target = await findTarget(options);
  const { secrets } = await azureClients(target.subscriptionId);
  const { value } = await secrets(vaultUrlOf(target))
    .getSecret(target.secretName)
    .catch((error: unknown) => {
      throw new UserError(`${noApiKey} The vault's secret cannot be read: ${explanationOf(error)}`);
    });
  if (value === undefined) {
    throw new UserError(`${noApiKey} The vault's secret has no value.`);
  }
  return value;
}
