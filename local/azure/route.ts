import type { ZodType } from "zod";
import type { Caller } from "./caller";
import type { Platform } from "./platform";
import type { Reply } from "./wire";

/** Names of the parameters of a path: `/vaults/{vaultName}` has "vaultName", `{scope+}/locks` has "scope". */
export type PathParams<Path extends string> = string extends Path ? string : LiteralPathParams<Path>;

type LiteralPathParams<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${infer Prefix}+` ? Prefix : Name) | LiteralPathParams<Rest>
  : never;

/** One request, after the pipeline has routed, authenticated, authorized and parsed it. */
export interface Call<
  Body = unknown,
  Params extends string = string,
  Who extends Caller | undefined = Caller,
> {
  platform: Platform;
  /** Parameters of the host and of the route's path, URL-decoded. */
  params: Readonly<Record<Params, string>>;
  url: URL;
  method: string;
  headers: Headers;
  apiVersion: string;
  /** The body as the route's schema returns it; undefined where the route has none. */
  body: Body;
  /** Undefined in services without authentication. */
  caller: Who;
  clientAddress: string;
  /** Registers what is done once the request has been answered. */
  onEnd(ending: () => void): void;
}

/** A request to a service without authentication. */
export type OpenCall<Body = unknown, Params extends string = string> = Call<Body, Params, undefined>;

export type BodyType = "form" | "multipart" | "bytes";

interface RouteMatch {
  method: "GET" | "PUT" | "PATCH" | "POST" | "DELETE" | "HEAD";
  /** API versions that this route accepts; empty for a service without api-version (Entra, Graph, W&B). */
  apiVersions: readonly string[];
  /** Query parameters that are accepted besides api-version; others are refused. "any" accepts all of them. */
  query?: readonly string[] | "any";
  /** Format of the body. "bytes" arrive as a Buffer and need no schema. @default JSON */
  bodyType?: BodyType;
  /** Control-plane action that the caller needs at `scope`. */
  action?: string;
  /** Checks the credentials of a route that the service does not authenticate. @throws AzureError 401 */
  authenticate?: (platform: Platform, headers: Headers) => void;
}

/** A row of a service's table: the path's parameters and the body's type are erased. */
export interface Route<
  Body = unknown,
  Params extends string = string,
  Who extends Caller | undefined = Caller,
> extends RouteMatch {
  /**
   * Path as in Azure's specifications: `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}`.
   * Literal segments match in any case. `{scope+}` at the start matches one or more segments.
   */
  path: string;
  /** Schema of the body. Forms arrive as a record of strings and files. @default no body */
  body?: ZodType<Body>;
  // Methods, so that a table can hold rows of different types; `route` checks each row.
  /** Scope at which the action is authorized. @default the path of the request */
  scope?(params: Readonly<Record<Params, string>>): string;
  handle(call: Call<Body, Params, Who>): Reply | Promise<Reply>;
}

/** A row of the table of a service without authentication. */
export type OpenRoute = Route<unknown, string, undefined>;

/** A row before it goes into its table: the handler's parameters are those of the path and of the service's host. */
interface TypedRoute<
  Path extends string,
  Body,
  HostParams extends string,
  Who extends Caller | undefined,
> extends RouteMatch {
  path: Path;
  body?: ZodType<Body>;
  scope?: (params: Readonly<Record<PathParams<Path> | HostParams, string>>) => string;
  handle: (call: Call<Body, PathParams<Path> | HostParams, Who>) => Reply | Promise<Reply>;
}

/** Returns the `route` function of a service, whose host has the given parameters. */
export function routeBuilder<HostParams extends string, Who extends Caller | undefined>() {
  return <const Path extends string, Body = undefined>(
    row: TypedRoute<Path, Body, HostParams, Who>,
  ): Route<unknown, string, Who> => row as unknown as Route<unknown, string, Who>;
}

/** A route of a service that authenticates its callers. */
export const route = routeBuilder<never, Caller>();

/** A route of a service without authentication. */
export const openRoute = routeBuilder<never, undefined>();
