/** One request from its arrival to its answer: the same for every service, by the service's table of routes. */
import { randomUUID } from "node:crypto";
import type { ZodError, ZodType } from "zod";
import { AzureError } from "./error";
import { findRoute } from "./routing";
import type {
  BodyType,
  Call,
  Caller,
  Outcome,
  Platform,
  Reply,
  Route,
  Service,
  WireRequest,
} from "./service";

/** The service that answers for a host, with the variables of its host pattern. */
export function findService(
  services: readonly Service[],
  host: string,
  platform: Platform,
): { service: Service; hostParams: Record<string, string> } | undefined {
  for (const service of services) {
    const hostParams = service.host(host, platform);
    if (hostParams) {
      return { service, hostParams };
    }
  }
  return undefined;
}

export async function dispatch(
  services: readonly Service[],
  platform: Platform,
  request: WireRequest,
): Promise<Outcome> {
  const found = findService(services, request.host, platform);
  if (!found) {
    return { status: 502, body: { error: { code: "UnknownHost", message: unknownHost(request.host) } } };
  }
  const { service, hostParams } = found;
  const requestId = randomUUID();
  let caller: Caller | undefined;
  let reply: Outcome;
  try {
    const url = parseTarget(request);
    const fault = await platform.faults.take(service.name, request.method, url);
    if (fault === "reset") {
      reply = "reset";
    } else {
      if (fault) {
        throw fault;
      }
      caller = await authenticate(service, platform, request.headers, url, hostParams);
      reply = await answer(service, platform, request, url, hostParams, caller).catch((error: unknown) =>
        errorReply(service, platform, error),
      );
      // What harms the answer alone comes after the change is on disk.
      await platform.store.flush();
      const lost = await platform.faults.take(service.name, request.method, url, "after");
      if (lost instanceof AzureError) {
        throw lost;
      }
      reply = lost ?? reply;
    }
  } catch (error) {
    reply = errorReply(service, platform, error);
  }
  // Whatever the request changed is on disk before anybody hears of it.
  await platform.store.flush();
  if (reply === "reset") {
    platform.requests.add(service.name, request, 0, caller);
    return reply;
  }
  platform.requests.add(service.name, request, reply.status, caller);
  return {
    ...reply,
    headers: {
      "x-ms-request-id": requestId,
      "x-content-type-options": "nosniff",
      "cache-control": "no-cache",
      ...reply.headers,
    },
  };
}

export function unknownHost(host: string): string {
  return `The local Azure does not answer for ${host.slice(0, 200)}; nothing leaves this machine.`;
}

function parseTarget(request: WireRequest): URL {
  try {
    // Azure takes a doubled slash at the start, which its own clients send where a scope begins with one.
    const url = new URL(`https://${request.host}${request.target.replace(/^\/+/, "/")}`);
    decodeURIComponent(url.pathname);
    return url;
  } catch {
    throw new AzureError(400, "BadRequest", "The request URI is malformed.");
  }
}

async function authenticate(
  service: Service,
  platform: Platform,
  headers: Headers,
  url: URL,
  params: Readonly<Record<string, string>>,
): Promise<Caller | undefined> {
  if (!service.audiences && !service.authenticate) {
    return undefined;
  }
  try {
    return service.authenticate
      ? await service.authenticate({ platform, headers, url, params })
      : await platform.tokens.verify(headers.get("authorization"), service.audiences!);
  } catch (error) {
    if (error instanceof AzureError && error.status === 401) {
      throw new AzureError(401, error.code, error.message, { headers: service.challenge?.(platform) });
    }
    throw error;
  }
}

async function answer(
  service: Service,
  platform: Platform,
  request: WireRequest,
  url: URL,
  hostParams: Record<string, string>,
  caller: Caller | undefined,
): Promise<Reply> {
  const found = findRoute(service.routes, request.method, url.pathname);
  if ("otherMethods" in found) {
    throw found.otherMethods.length > 0
      ? new AzureError(
          405,
          "MethodNotAllowed",
          `The method ${request.method} is not allowed on this resource.`,
          {
            headers: { allow: [...new Set(found.otherMethods)].join(", ") },
          },
        )
      : new AzureError(404, "NotFound", `No such resource: ${request.method} ${url.pathname}`);
  }
  const { route } = found;
  const params = { ...hostParams, ...found.params };
  service.admit?.(params, platform);
  const apiVersion = checkApiVersion(route, url, request);
  checkQuery(route, url);
  const scope = route.scope?.(params) ?? url.pathname;
  if (route.action) {
    platform.authorization.requireAction(caller!, route.action, scope);
  }
  const body: unknown =
    route.bodyType === "bytes"
      ? request.body
      : route.body
        ? await readBody(route, route.body, request)
        : undefined;
  const call: Call = {
    platform,
    params,
    url,
    method: request.method,
    headers: request.headers,
    apiVersion,
    body,
    caller: caller!,
    clientAddress: request.clientAddress,
  };
  return route.handle(call);
}

function checkApiVersion(route: Route, url: URL, request: WireRequest): string {
  if (route.apiVersions.length === 0) {
    return "";
  }
  const [version, ...more] = [...url.searchParams].filter(([name]) => name.toLowerCase() === "api-version");
  if (!version || version[1] === "") {
    throw new AzureError(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  if (more.length > 0 || !route.apiVersions.includes(version[1])) {
    throw new AzureError(
      400,
      "InvalidApiVersionParameter",
      `The api-version '${version[1].slice(0, 40)}' is invalid for ${request.method} ${url.pathname.slice(0, 300)}. ` +
        `The supported versions are '${route.apiVersions.join(",")}'.`,
    );
  }
  return version[1];
}

function checkQuery(route: Route, url: URL): void {
  if (route.query === "any") {
    return;
  }
  const accepted = ["api-version", ...(route.query ?? [])].map((name) => name.toLowerCase());
  for (const name of url.searchParams.keys()) {
    if (!accepted.includes(name.toLowerCase())) {
      throw new AzureError(
        400,
        "InvalidQueryParameter",
        `The query parameter '${name.slice(0, 80)}' is not supported by this operation.`,
      );
    }
  }
}

/** Content types of the bodies that are read here. */
const contentTypes: Record<Exclude<BodyType, "bytes"> | "json", string> = {
  json: "application/json",
  form: "application/x-www-form-urlencoded",
  multipart: "multipart/form-data",
};

async function readBody(route: Route, schema: ZodType, request: WireRequest): Promise<unknown> {
  const type = (request.headers.get("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
  const kind = (route.bodyType ?? "json") as keyof typeof contentTypes;
  const expected = contentTypes[kind];
  if (request.body.length > 0 && type !== expected) {
    throw new AzureError(
      415,
      "UnsupportedMediaType",
      `The content media type '${type}' is not supported. Only '${expected}' is supported.`,
    );
  }
  let value: unknown;
  try {
    value = await parse[kind](request);
  } catch {
    // The parser's message repeats the text, which may hold a secret.
    throw new AzureError(
      400,
      "InvalidRequestContent",
      "The request content was invalid and could not be deserialized.",
    );
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw invalidBody(parsed.error);
  }
  return parsed.data;
}

const parse: Record<keyof typeof contentTypes, (request: WireRequest) => unknown> = {
  json({ body }) {
    const text = body.toString("utf8");
    return text === "" ? undefined : JSON.parse(text.replace(/^\uFEFF/, ""));
  },
  form: ({ body }) => Object.fromEntries(new URLSearchParams(body.toString("utf8"))),
  // Node's own parser of multipart bodies.
  multipart: async ({ body, headers }) =>
    Object.fromEntries(
      await new Response(new Uint8Array(body), {
        headers: { "content-type": headers.get("content-type") ?? "" },
      }).formData(),
    ),
};

function invalidBody(error: ZodError): AzureError {
  const details = error.issues.slice(0, 20).map((issue) => ({
    code: "InvalidRequestContent",
    target: issue.path.join("."),
    message: `${issue.path.join(".") || "The body"}: ${issue.message}`,
  }));
  return new AzureError(
    400,
    "InvalidRequestContent",
    `The request content was invalid: ${details.map(({ message }) => message).join("; ")}`,
    { details, target: details[0]?.target },
  );
}

function errorReply(service: Service, platform: Platform, error: unknown): Reply {
  let known: AzureError;
  if (error instanceof AzureError) {
    known = error;
  } else {
    console.error(`${service.name}: unexpected error:`, error);
    known = new AzureError(
      500,
      "InternalServerError",
      "The service could not process the request; see its log.",
    );
  }
  return { status: known.status, headers: known.more.headers, body: service.errorBody(known, platform) };
}
