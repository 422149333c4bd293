import { version } from "@pulumi/azure-native/package.json";
import { AzureClient } from "../azureClient";
import { connectionFrom } from "../connection";
import type { Environment, RetryOptions } from "../connection";
import type { ProviderPackage } from "../protocol/provider";
import { accessPolicy } from "./accessPolicy";
import type { AzureNativeClient } from "./client";
import { functions } from "./functions";
import { resourceHandler } from "./resource";
import { resourceTypes } from "./resourceTypes";

/** The emulated azure-native. */
export function azureNative(
  environment: Environment,
  retryOptions: RetryOptions,
): ProviderPackage<AzureNativeClient> {
  return {
    name: "azure-native",
    version: version.replace(/^v/, ""),
    configure: (config) => ({
      azure: new AzureClient(connectionFrom(config, environment, retryOptions)),
      location: config.location as string | undefined,
    }),
    resources: {
      ...Object.fromEntries(
        Object.entries(resourceTypes).map(([token, type]) => [token, resourceHandler(type)]),
      ),
      "azure-native:keyvault:AccessPolicy": accessPolicy,
    },
    functions,
  };
}
