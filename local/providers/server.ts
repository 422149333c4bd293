/** The emulated providers, for the engine to attach to: a program runs on them as it does on the official ones. */
import { azuread } from "./azuread/provider";
import { azureNative } from "./azureNative/provider";
import type { Environment, RetryOptions } from "./connection";
import { serveProvider } from "./protocol/serve";
import { random } from "./random/provider";

export interface ProvidersOptions extends Partial<RetryOptions> {
  /** ARM_* and the other variables of `credentials/settings.ts`, HTTPS_PROXY, NODE_EXTRA_CA_CERTS. */
  environment: Environment;
  log?: (line: string) => void;
}

/** Running providers. */
export interface Providers {
  /** Value of PULUMI_DEBUG_PROVIDERS. */
  debugProviders: string;
  close(): Promise<void>;
}

/**
 * Starts the emulated azure-native, azuread and random.
 * @param options `retryBaseMs` is 100 and `requestTimeoutMs` is 300,000 by default.
 */
export async function startProviders({
  environment,
  retryBaseMs = 100,
  requestTimeoutMs = 300_000,
  log = () => {},
}: ProvidersOptions): Promise<Providers> {
  const retryOptions = { retryBaseMs, requestTimeoutMs };
  const servers = await Promise.all([
    serveProvider(azureNative(environment, retryOptions), log),
    serveProvider(azuread(environment, retryOptions), log),
    serveProvider(random(), log),
  ]);
  return {
    debugProviders: servers.map(({ name, port }) => `${name}:${port}`).join(","),
    async close() {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}
