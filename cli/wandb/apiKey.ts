/** Where the CLI finds the W&B API key that it sends itself. */
import { azureClients } from "../azure/clients";
import { findStack } from "../deployment/stack";
import { findTarget, vaultUrlOf } from "../deployment/target";
import type { EndpointOptions } from "../deployment/target";
import { MissingSetting, UserError } from "../errors";
import { explanationOf } from "../network/explain";
import { printNotice } from "../output";
import { shellQuoted } from "../shellQuoted";
import { readNetrc } from "./netrc";
import { apiHost, isPublicServer, publicApiHosts } from "./server";

const noApiKey = "No W&B API key is available. Set WANDB_API_KEY.";

/**
 * Finds the W&B API key: in WANDB_API_KEY, the netrc file, the stack's state, or the vault. The first two in the order of W&B's own
 * client: what a user has set for this machine comes before what a deployment shares.
 * @throws MissingSetting if none of them has a key; UserError if the vault cannot be read.
 */
export async function findApiKey(options: EndpointOptions): Promise<string> {
  const own = process.env.WANDB_API_KEY?.trim() || keyOfNetrc();
  if (own) {
    return own;
  }
  if (options.endpoint) {
    throw new MissingSetting(noApiKey);
  }
  const stack = options.account ? undefined : await findStack(options);
  return (await stack?.readApiKey())?.key ?? readSecret(options);
}

/** The key of the server that is used. W&B's public server has two host names, and its client stores the key under either. */
function keyOfNetrc(): string | undefined {
  const netrc = readNetrc();
  if (!netrc) {
    return undefined;
  }
  const { file, passwords, problem, isShared } = netrc;
  if (problem) {
    printNotice(`! ${problem}`);
  }
  const host = [apiHost(), ...(isPublicServer() ? publicApiHosts : [])].find((name) => passwords.get(name));
  if (host === undefined) {
    return undefined;
  }
  printNotice(`… Using the W&B API key of ${host} in ${file}`);
  if (isShared) {
    printNotice(`! Other users of this machine can read ${file}. Run chmod 600 ${shellQuoted(file)}.`);
  }
  return passwords.get(host);
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
    throw new MissingSetting(`${noApiKey} The vault's secret has no value.`);
  }
  return value.trim();
}
