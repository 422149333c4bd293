import type { AzureClient, AzureResponse, CallOptions } from "../azureClient";
import { isUnregistered, registerProvider } from "./registration";

/** What a configured azure-native works with. */
export interface AzureNativeClient {
  azure: AzureClient;
  /** Default location of resources. */
  location: string | undefined;
}

/** Azure Resource Manager: the endpoint, and the audience of its tokens. */
export const armEndpoint = "https://management.azure.com";

type ArmOptions = Omit<CallOptions, "resource">;

/** How often azcore registers a resource provider for one call. */
const maxRegistrations = 3;

/**
 * Calls Azure Resource Manager. A resource provider that the subscription has not registered is registered, and the call repeated.
 * @param path Begins with `/subscriptions`.
 */
export async function callArm(
  azure: AzureClient,
  method: string,
  path: string,
  apiVersion: string,
  options: ArmOptions = {},
): Promise<AzureResponse> {
  const call = (callMethod: string, callPath: string, version: string, callOptions: ArmOptions) =>
    azure.call(callMethod, `${armEndpoint}${callPath}?api-version=${version}`, {
      resource: armEndpoint,
      ...callOptions,
    });
  for (let registrations = 0; ; registrations++) {
    try {
      return await call(method, path, apiVersion, options);
    } catch (error) {
      if (registrations >= maxRegistrations || !isUnregistered(error)) {
        throw error;
      }
      await registerProvider(call, path, azure.connection.retryBaseMs, options.signal);
    }
  }
}
