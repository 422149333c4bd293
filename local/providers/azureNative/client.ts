import type { AzureClient, CallOptions } from "../azureClient";

/** What a configured azure-native works with. */
export interface AzureNativeClient {
  azure: AzureClient;
  /** Default location of resources. */
  location: string | undefined;
}

/** Azure Resource Manager: the endpoint, and the audience of its tokens. */
export const armEndpoint = "https://management.azure.com";

/** Calls Azure Resource Manager. @param path Begins with `/subscriptions`. */
export const callArm = (
  azure: AzureClient,
  method: string,
  path: string,
  apiVersion: string,
  options: Omit<CallOptions, "resource"> = {},
) =>
  azure.call(method, `${armEndpoint}${path}?api-version=${apiVersion}`, {
    resource: armEndpoint,
    ...options,
  });
