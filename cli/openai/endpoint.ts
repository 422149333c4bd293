import { azureClients } from "../azure/clients";
import { findStack } from "../deployment/stack";
import { requireSubscription } from "../deployment/subscription";
import { specifiedEndpoint } from "../deployment/target";
import type { EndpointOptions, SpecifiedEndpoint } from "../deployment/target";
import { UserError } from "../errors";
import { explanationOf } from "../network/explain";

/**
 * Finds the endpoint of the account that options specify: directly, by the account's name, or by the stack.
 * @returns A URL that ends with a slash.
 * @throws UserError
 */
export async function findEndpoint(options: EndpointOptions): Promise<string> {
  const { resourceGroup, account, vault } = options;
  const specified = specifiedEndpoint(options);
  if (specified) {
    return checkEndpoint(specified);
  }
  if (account && resourceGroup) {
    return readEndpoint(requireSubscription(options), resourceGroup, account);
  }
  if (account || resourceGroup || vault) {
    throw new UserError(
      "The account is not fully specified. Specify both --resource-group and --account, or only --endpoint or --stack.",
    );
  }
  return (await findStack(options)).endpoint;
}

function checkEndpoint({ source, endpoint }: SpecifiedEndpoint): string {
  if (!/^https:\/\/[^/\s@?#]+\/?$/.test(endpoint)) {
    throw new UserError(
      `${source} ${endpoint} is not an account's endpoint. Specify a URL without a path, such as https://NAME.openai.azure.com/.`,
    );
  }
  return endpoint.endsWith("/") ? endpoint : `${endpoint}/`;
}

async function readEndpoint(subscriptionId: string, resourceGroup: string, name: string): Promise<string> {
  const { accounts } = await azureClients(subscriptionId);
  const { properties } = await accounts.accounts.get(resourceGroup, name).catch((error: unknown) => {
    throw new UserError(`Cannot read the account ${name} in ${resourceGroup}: ${explanationOf(error)}`);
  });
  if (!properties?.endpoint) {
    throw new UserError(`The account ${name} in ${resourceGroup} has no endpoint. Specify --endpoint.`);
  }
  return properties.endpoint;
}
