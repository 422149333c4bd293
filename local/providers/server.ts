/** Stand-ins for the providers, for the engine to attach to: the same program runs on them and on the official ones. */
import type { Patience } from "./azureClient";
import { azuread } from "./azuread/provider";
import { azureNative } from "./azureNative/provider";
import { serveProvider } from "./protocol/serve";
import { random } from "./random/provider";

export interface ProvidersOptions extends Partial<Patience> {
  /** ARM_TENANT_ID, ARM_SUBSCRIPTION_ID, ARM_CLIENT_ID, ARM_CLIENT_SECRET, HTTPS_PROXY, NODE_EXTRA_CA_CERTS. */
  environment: Record<string, string | undefined>;
  log?: (line: string) => void;
}

export interface Providers {
  /** Value of PULUMI_DEBUG_PROVIDERS. */
  debugProviders: string;
  close(): Promise<void>;
}

/** azure-native waits 20 seconds before it tries again, for an Azure that is far away. */
export async function startProviders({
  environment,
  retryBase = 100,
  requestTimeout = 300_000,
  log = () => {},
}: ProvidersOptions): Promise<Providers> {
  const patience = { retryBase, requestTimeout };
  const served = await Promise.all([
    serveProvider(azureNative(environment, patience), log),
    serveProvider(azuread(environment, patience), log),
    serveProvider(random(), log),
  ]);
  const [native, directory, randomness] = served.map(({ port }) => port);
  return {
    debugProviders: `azure-native:${native},azuread:${directory},random:${randomness}`,
    async close() {
      await Promise.all(served.map((one) => one.close()));
    },
  };
}
