import { AzureClient, connectionFrom } from "../azureClient";
import type { Patience } from "../azureClient";
import { version } from "@pulumi/azure-native/package.json";
import type { ProviderPackage } from "../protocol/provider";
import { accessPolicy } from "./accessPolicy";
import { functions } from "./functions";
import { resourceHandler } from "./resource";
import type { AzureNativeClient } from "./resource";
import { resourceTypes } from "./resourceTypes";

/** The stand-in for azure-native. */
export function azureNative(
  environment: Record<string, string | undefined>,
  patience: Patience,
): ProviderPackage<AzureNativeClient> {
  return {
    name: "azure-native",
    version: version.replace(/^v/, ""),
    configure: (config) => ({
      azure: new AzureClient(connectionFrom(config, environment, patience)),
      location: (config.location as string | undefined) ?? environment.ARM_LOCATION,
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
