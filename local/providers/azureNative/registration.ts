/** The registration of resource providers, as azcore's pipeline does it for every call of Azure Resource Manager. */
import { setTimeout as delay } from "node:timers/promises";
import { AzureCallError } from "../azureCallError";
import type { AzureResponse } from "../azureClient";

type Call = (
  method: string,
  path: string,
  apiVersion: string,
  options: { signal?: AbortSignal },
) => Promise<AzureResponse>;

const apiVersion = "2020-06-01";

const unregisteredCodes = [
  "MissingSubscriptionRegistration",
  "MissingRegistrationForResourceProvider",
  "Subscription Not Registered",
  "SubscriptionNotRegistered",
];

export const isUnregistered = (error: unknown): boolean =>
  error instanceof AzureCallError && error.status === 409 && unregisteredCodes.includes(error.code);

/** A registration takes minutes on Azure: azcore polls every 30 seconds, for five minutes. */
const maxPolls = 10;

/**
 * Registers the resource provider that a path names, and waits until it is registered.
 * @throws AzureCallError 403 where the identity may not.
 */
export async function registerProvider(
  call: Call,
  path: string,
  retryBaseMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const [, subscription = "", namespace = ""] =
    /^(\/subscriptions\/[^/]+).*?\/providers\/([^/]+)/i.exec(path) ?? [];
  const provider = `${subscription}/providers/${namespace}`;
  await call("POST", `${provider}/register`, apiVersion, { signal });
  for (let poll = 0; poll < maxPolls; poll++) {
    const { body } = await call("GET", provider, apiVersion, { signal });
    if ((body as { registrationState?: string }).registrationState === "Registered") {
      return;
    }
    await delay(1.5 * retryBaseMs, undefined, { signal });
  }
  throw new Error(`The resource provider ${namespace} was not registered in time. Run the command again.`);
}
