/**
 * What a service of the local Azure is made of: the hosts it answers for, and a table of routes.
 * One generic dispatcher (`dispatch.ts`) serves every table; a service has no server code of its own.
 */
import type { ZodType } from "zod";
import type { Blobs } from "./blobs";
import type { AzureError } from "./error";
import type { Authorization } from "./authorization/evaluate";
import type { Directory } from "./directory/directory";
import type { Clock } from "./clock";
import type { Faults } from "./control/faults";
import type { RequestRecord } from "./control/requests";
import type { Settings } from "./control/settings";
import type { Operations } from "./operations";
import type { Resources } from "./arm/resources";
import type { Store } from "./store";
import type { Tokens } from "./entra/model/tokens";

/** Who asks, taken from a verified access token. */
export interface Caller {
  tenantId: string;
  objectId: string;
  /** The client's application id (`appid`). */
  appId: string;
  /** `idtyp`: a person or an application. */
  kind: "user" | "app";
  /** Object ids of the groups that the principal is in, nested ones included. */
  groups: readonly string[];
  /** `iss`, as Key Vault repeats it in its 403 bodies. */
  issuer: string;
}

/** Everything that a route may use besides the request. One instance for each local Azure. */
export interface Platform {
  tenantId: string;
  subscriptionId: string;
  store: Store;
  blobs: Blobs;
  clock: Clock;
  directory: Directory;
  authorization: Authorization;
  operations: Operations;
  resources: Resources;
  tokens: Tokens;
  settings: Settings;
  faults: Faults;
  requests: RequestRecord;
  /** Answers a request that one service makes of another: as over the wire, with all that stands in its way. */
  send(request: WireRequest): Promise<Outcome>;
}

/** A request as it came over the wire. */
export interface WireRequest {
  method: string;
  host: string;
  /** Path and query. */
  target: string;
  headers: Headers;
  body: Buffer;
  clientAddress: string;
}

/** What the dispatcher wants done: an answer sent, or the connection cut. */
export type Outcome = Reply | "reset";

/** One request, after the dispatcher has matched, authenticated, authorised and validated it. */
export interface Call<Body = unknown> {
  platform: Platform;
  /** Variables of the host pattern and of the route's path, URL-decoded. */
  params: Readonly<Record<string, string>>;
  url: URL;
  method: string;
  headers: Headers;
  apiVersion: string;
  /** The body as the route's schema returned it; undefined where the route has none. */
  body: Body;
  /** Present on every route of a service with `audiences`. */
  caller: Caller;
  clientAddress: string;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON; left out: an empty body. Text and bytes are sent as they are, with the content-type of `headers`. */
  body?: unknown;
}

export type BodyType = "form" | "multipart" | "bytes";

export interface Route<Body = unknown> {
  method: "GET" | "PUT" | "PATCH" | "POST" | "DELETE" | "HEAD";
  /**
   * Path pattern, as in Azure's specifications: `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}`.
   * Literal segments match in any case. `{scope+}` at the start matches one or more segments.
   */
  path: string;
  /** Versions that this route accepts; empty: the service has no api-version (Entra, Graph, W&B). */
  apiVersions: readonly string[];
  /** Query parameters accepted besides api-version; any other is refused. "any": the service ignores what it does not know. */
  query?: readonly string[] | "any";
  /** Schema of the body; left out: the route has none. Forms arrive as a record of strings and files. */
  body?: ZodType<Body>;
  /** What the body is, where it is not JSON. "bytes" of any content type come as a Buffer and need no schema. */
  bodyType?: BodyType;
  /** Control-plane action, checked by the dispatcher at `scope` (default: the request's own resource path). */
  action?: string;
  scope?: (params: Readonly<Record<string, string>>) => string;
  // A method, so that tables can hold routes of different bodies: the schema in the same row vouches for each.
  handle(call: Call<Body>): Reply | Promise<Reply>;
}

export interface Service {
  /** Short name, used in the record of requests and by faults: "entra", "arm", "graph", "keyvault". */
  name: string;
  /** Variables taken from the host ("contoso.vault.azure.net" → { vaultName: "contoso" }), or undefined where it is not ours. */
  host: (host: string, platform: Platform) => Record<string, string> | undefined;
  /** Accepted `aud` of access tokens; undefined: no token is asked for. */
  audiences?: readonly string[];
  /** Instead of `audiences`: a service that takes more than tokens finds out by itself who asks. */
  authenticate?: (request: {
    platform: Platform;
    headers: Headers;
    url: URL;
    params: Readonly<Record<string, string>>;
  }) => Promise<Caller>;
  /** Bytes that a request's body may have, where they are more than Resource Manager takes. */
  largestBody?: number;
  /** Headers of a 401 (a data plane's WWW-Authenticate challenge). */
  challenge?: (platform: Platform) => Record<string, string>;
  /** Refuses what the service does not have at all (another subscription), before anything is authorised. */
  admit?: (params: Readonly<Record<string, string>>, platform: Platform) => void;
  /** The service's own shape of an error body. */
  errorBody: (error: AzureError, platform: Platform) => unknown;
  routes: readonly Route[];
}
