import type { Dispatcher } from "undici";
import type { Environment, Settings } from "./settings";

/** An access token, and when it expires in milliseconds since the epoch. */
export interface AccessToken {
  token: string;
  expiresAt: number;
}

/** One way to sign in. */
export interface Credential {
  /** @param resource Audience of the token, such as `https://management.azure.com`. */
  getToken(resource: string): Promise<AccessToken>;
  /** The subscription of the signed-in account, where the way of signing in knows it. */
  subscriptionId?: string;
  tenantId?: string;
}

/** What the ways to sign in work with. */
export interface SignInContext {
  settings: Settings;
  environment: Environment;
  /** The proxy that requests to Azure go through, if there is one. */
  dispatcher: Dispatcher | undefined;
  requestTimeoutMs: number;
}

export type CredentialFactory = (context: SignInContext) => Credential;
