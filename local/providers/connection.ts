import { readFileSync } from "node:fs";
import { ProxyAgent } from "undici";
import type { Dispatcher } from "undici";
import { cached } from "./credentials/cached";
import { createCredential } from "./credentials/chain";
import type { Credential } from "./credentials/credential";
import { readSettings } from "./credentials/settings";
import type { Environment } from "./credentials/settings";
import type { Properties } from "./protocol/values";

export type { Environment } from "./credentials/settings";

/** How a provider waits for Azure. */
export interface RetryOptions {
  /** Delay before the first retry, in milliseconds; azure-native waits 20 seconds. */
  retryBaseMs: number;
  /** Timeout of one request, in milliseconds. */
  requestTimeoutMs: number;
}

/** How a provider signs in and reaches Azure. */
export interface Connection extends RetryOptions {
  tenantId: string;
  subscriptionId: string;
  credential: Credential;
  /** The proxy that requests go through, if there is one. */
  dispatcher: Dispatcher | undefined;
}

/**
 * Reads the connection from a provider's configuration, and from ARM_* and proxy variables for what it leaves out.
 * @throws Error that names what is missing to sign in.
 */
export function connectionFrom(
  config: Properties,
  environment: Environment,
  retryOptions: RetryOptions,
): Connection {
  const settings = readSettings(config, environment);
  const dispatcher = dispatcherFor(environment);
  const { requestTimeoutMs } = retryOptions;
  const credential = cached(createCredential({ settings, environment, dispatcher, requestTimeoutMs }));
  return {
    tenantId: settings.tenantId || (credential.tenantId ?? ""),
    subscriptionId: settings.subscriptionId || (credential.subscriptionId ?? ""),
    credential,
    dispatcher,
    ...retryOptions,
  };
}

const dispatchers = new Map<string, Dispatcher>();

function dispatcherFor(environment: Environment): Dispatcher | undefined {
  const { HTTPS_PROXY: uri, NODE_EXTRA_CA_CERTS: certificates } = environment;
  if (!uri) {
    return undefined;
  }
  const existing = dispatchers.get(uri);
  if (existing) {
    return existing;
  }
  const ca = certificates ? readFileSync(certificates, "utf8") : undefined;
  const dispatcher = new ProxyAgent({ uri, requestTls: { ca } });
  dispatchers.set(uri, dispatcher);
  return dispatcher;
}
