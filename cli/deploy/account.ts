/** Finds the account of a deployment in Resource Manager. */
import { azureClients } from "../azure/clients";
import { findStack } from "../deployment/stack";
import { requireSubscription } from "../deployment/subscription";
import { specifiedEndpoint } from "../deployment/target";
import { reasonOf, UserError } from "../errors";
import type { DeployOptions } from "./options";

export type Deployments = Awaited<ReturnType<typeof azureClients>>["accounts"]["deployments"];

export interface DeployAccount {
  deployments: Deployments;
  resourceGroup: string;
  account: string;
}

/**
 * Finds the account that options specify: by its names, by its endpoint, or by the stack.
 * @param endpoint URL of the account's data plane.
 * @throws UserError
 */
export async function findAccount(options: DeployOptions, endpoint: string): Promise<DeployAccount> {
  const subscriptionId = requireSubscription(options);
  const { resourceGroup, account } = options;
  if (!account && !specifiedEndpoint(options)) {
    const stack = await findStack(options);
    const clients = await azureClients(stack.subscriptionId);
    return {
      deployments: clients.accounts.deployments,
      resourceGroup: stack.resourceGroup,
      account: stack.accountName,
    };
  }
  const { accounts } = await azureClients(subscriptionId);
  const { deployments } = accounts;
  if (resourceGroup && account) {
    return { deployments, resourceGroup, account };
  }
  try {
    for await (const { id, properties } of accounts.accounts.list()) {
      const [, group, name] = /\/resourceGroups\/([^/]+)\/.*\/accounts\/([^/]+)$/i.exec(id ?? "") ?? [];
      if (group && name && hostOf(properties?.endpoint) === hostOf(endpoint)) {
        return { deployments, resourceGroup: group, account: name };
      }
    }
  } catch (error) {
    throw new UserError(`Cannot list the accounts of the subscription: ${reasonOf(error)}`);
  }
  throw new UserError(
    `The subscription has no account with the endpoint ${endpoint}. Specify --subscription, or --resource-group and --account.`,
  );
}

const hostOf = (url = ""): string | undefined => (URL.canParse(url) ? new URL(url).host : undefined);
