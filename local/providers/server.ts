/** Stand-ins for the providers, for the engine to attach to: the same program runs on them and on the official ones. */
import { azuread } from "./azuread/provider";
import { azureNative } from "./azureNative/provider";
import { serveProvider } from "./protocol/serve";
import { random } from "./random/provider";

export interface ProvidersOptions {
  /** ARM_TENANT_ID, ARM_SUBSCRIPTION_ID, ARM_CLIENT_ID, ARM_CLIENT_SECRET, HTTPS_PROXY, NODE_EXTRA_CA_CERTS. */
  environment: Record<string, string | undefined>;
  /** Milliseconds before the first retry. azure-native waits 20 seconds, for an Azure that is far away. Default: 100. */
  retryBase?: number;
  log?: (line: string) => void;
}

export interface Providers {
  /** Value of PULUMI_DEBUG_PROVIDERS. */
  debugProviders: string;
  close(): Promise<void>;
}

export async function startProviders({
  environment,
  retryBase = 100,
  log = () => {},
}: ProvidersOptions): Promise<Providers> {
  const served = await Promise.all([
    serveProvider(azureNative(environment, retryBase), log),
    serveProvider(azuread(environment, retryBase), log),
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
