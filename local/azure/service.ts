/**
 * What a service of the local Azure consists of: the hosts that it serves, and a table of routes. One pipeline
 * (`pipeline/serve.ts`) runs every table.
 */
import type { Caller } from "./caller";
import type { AzureError } from "./error";
import type { Platform } from "./platform";
import type { OpenRoute, Route } from "./route";
import type { WireRequest } from "./wire";

export type { Caller } from "./caller";
export type { Platform } from "./platform";
export { openRoute, route, routeBuilder } from "./route";
export type { Call, OpenCall, OpenRoute, PathParams, Route } from "./route";
export type { Outcome, Reply, WireRequest } from "./wire";

/** Parameters of a service's host and of a route's path. */
export type Params = Readonly<Record<string, string>>;

interface ServiceBase {
  /** Short name in the record of requests and in faults, such as "arm" or "keyvault". */
  name: string;
  /** Parameters of a host (`contoso.vault.azure.net` has `{ vaultName: "contoso" }`); undefined for hosts of other services. */
  host: (host: string, platform: Platform) => Record<string, string> | undefined;
  /** Whether injected faults match its requests. @default true */
  acceptsFaults?: boolean;
  /** Maximum size of a request's body, in bytes. @default 4 MiB, as in Resource Manager */
  maxBodySize?: number;
  /** Headers of every reply, errors included. */
  headers?: (params: Params, request: WireRequest, platform: Platform) => Record<string, string>;
  /** Headers of a 401 (the WWW-Authenticate challenge of a data plane). */
  challenge?: (platform: Platform) => Record<string, string>;
  /**
   * Versions that the service publishes for a route, besides the route's own. A service that has them answers a version that is
   * newer than all it knows as the newest stable one, so that the clients of tomorrow work.
   */
  publishedVersions?: (path: string) => readonly string[];
  /** Whether a path with doubled slashes is the path without them. */
  mergesSlashes?: boolean;
  /** Refuses what the service does not serve, such as another subscription, before anything is authorized. */
  admit?: (params: Params, platform: Platform) => void;
  /** The error for a path that no route has, where the service has one of its own. */
  unknownRoute?: (method: string, url: URL, platform: Platform) => AzureError | undefined;
  /** Headers that the service adds to an error. */
  errorHeaders?: (error: AzureError) => Record<string, string> | undefined;
  /** The service's format of an error body. */
  errorBody: (error: AzureError, platform: Platform) => unknown;
}

/** A service that accepts access tokens of the given audiences (`aud`). */
interface TokenService extends ServiceBase {
  audiences: readonly string[];
  authenticate?: undefined;
  routes: readonly Route[];
}

/** A service that accepts other credentials besides tokens, such as an API key. */
interface CustomAuthenticationService extends ServiceBase {
  audiences?: undefined;
  authenticate: (request: {
    platform: Platform;
    headers: Headers;
    url: URL;
    params: Params;
  }) => Promise<Caller>;
  routes: readonly Route[];
}

/** A service without authentication, or whose handlers authenticate. */
interface OpenService extends ServiceBase {
  audiences?: undefined;
  authenticate?: undefined;
  routes: readonly OpenRoute[];
}

export type Service = TokenService | CustomAuthenticationService | OpenService;
