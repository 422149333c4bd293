import { version } from "@pulumi/azure-native/package.json";
import { AzureClient } from "../azureClient";
import { connectionFrom } from "../connection";
import type { Environment, RetryOptions } from "../connection";
import type { ProviderPackage } from "../protocol/provider";
import { accessPolicy } from "./accessPolicy";
import type { AzureNativeClient } from "./client";
import { functions } from "./functions";
import { withOlderImport } from "./olderImport";
import { resourceHandler } from "./resource";
import { resourceTypes } from "./resourceTypes";

/** The emulated azure-native. */
export function azureNative(
  environment: Environment,
  retryOptions: RetryOptions,
): ProviderPackage<AzureNativeClient> {
  const importing = environment.AZURE_NATIVE_IMPORT_LOSES_SLASH === "true" ? withOlderImport : asIs;
  return {
    name: "azure-native",
    version: version.replace(/^v/, ""),
    configure: (config) => ({
      azure: new AzureClient(connectionFrom(config, environment, retryOptions)),
      location: config.location as string | undefined,
    }),
    resources: {
      ...Object.fromEntries(
        Object.entries(resourceTypes).map(([token, type]) => [token, importing(resourceHandler(type))]),
      ),
      "azure-native:keyvault:AccessPolicy": accessPolicy,
    },
    functions,
  };
}

const asIs = <Handler>(handler: Handler) => handler;
