import { readFileSync } from "node:fs";
import { ProxyAgent } from "undici";
import type { Dispatcher } from "undici";
import type { Properties } from "./protocol/values";

/** How a provider waits for Azure. */
export interface RetryOptions {
  /** Delay before the first retry, in milliseconds; azure-native waits 20 seconds. */
  retryBaseMs: number;
  /** Timeout of one request, in milliseconds. */
  requestTimeoutMs: number;
}

/** The identity that a provider acts as, and how it reaches Azure. */
export interface Connection extends RetryOptions {
  tenantId: string;
  subscriptionId: string;
  clientId: string;
  clientSecret: string;
  /** The proxy that requests go through, if there is one. */
  dispatcher: Dispatcher | undefined;
}

/** Environment variables by name. */
export type Environment = Record<string, string | undefined>;

const settings = {
  tenantId: "ARM_TENANT_ID",
  subscriptionId: "ARM_SUBSCRIPTION_ID",
  clientId: "ARM_CLIENT_ID",
  clientSecret: "ARM_CLIENT_SECRET",
} as const;
type Setting = keyof typeof settings;

/**
 * Reads the connection from a provider's configuration, and from ARM_* and proxy variables for what it leaves out.
 * @throws Error that lists every missing setting.
 */
export function connectionFrom(
  config: Properties,
  environment: Environment,
  retryOptions: RetryOptions,
): Connection {
  const values = Object.fromEntries(
    Object.entries(settings).map(([name, variable]) => [
      name,
      (config[name] as string | undefined) || environment[variable] || "",
    ]),
  ) as Record<Setting, string>;
  const missing = Object.entries(settings)
    .filter(([name]) => values[name as Setting] === "")
    .map(([name, variable]) => `${name} (or ${variable})`);
  if (missing.length > 0) {
    throw new Error(`Azure credentials are incomplete. Set ${missing.join(", ")}.`);
  }
  return { ...values, dispatcher: dispatcherFor(environment), ...retryOptions };
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
