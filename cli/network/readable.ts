/**
 * Tells a response of a service from what something else has put in its place: a proxy's page, a Wi-Fi's sign-in, a body that is cut off.
 * What cannot be read tells nothing: neither that a key is refused, nor that a resource or a list is empty.
 */
import type { Service } from "./service";
import { services } from "./service";

/** What a service returned is not what it returns. */
export class UnreadableResponse extends Error {
  /** @param what Completes "W&B returned …": what it was instead. */
  constructor(
    readonly status: number,
    readonly what: string,
  ) {
    super(`${what} (status ${status})`);
  }
}

export interface Received {
  method: string;
  url: URL;
  status: number;
  headers: { get(name: string): string | null | undefined };
  text: string;
}

/** What the body of a successful response has at least. The first row of a service that matches applies. */
interface Shape {
  service: Service;
  method?: RegExp;
  path?: RegExp | ((path: string) => boolean);
  /** A property, and of which type it is; none: any JSON object. */
  has?: readonly [name: string, type: "array" | "string"];
  /** Properties of which it has one. */
  hasOneOf?: readonly string[];
  isText?: true;
}

const shapes: readonly Shape[] = [
  { service: services.openAi, path: /\/content$/, isText: true },
  {
    service: services.openAi,
    method: /^GET$/,
    path: /\/(models|files|jobs|events|checkpoints)$/,
    has: ["data", "array"],
  },
  {
    service: services.openAi,
    path: /\/(files|jobs|uploads)\/[^/]+(\/(cancel|complete|pause|resume))?$/,
    has: ["id", "string"],
  },
  // What is created has an ID, by which the next request asks for it.
  {
    service: services.openAi,
    method: /^POST$/,
    path: /\/(files|jobs|uploads|parts)$/,
    has: ["id", "string"],
  },
  { service: services.openAi, path: /\/assumed\//, has: ["keyVaultUrl", "string"] },
  { service: services.azure, method: /^GET$/, path: /^\/secrets\//, has: ["value", "string"] },
  { service: services.azure, method: /^GET$/, path: isList, has: ["value", "array"] },
  { service: services.azure, method: /^GET$/, has: ["id", "string"] },
  { service: services.graph, has: ["value", "array"] },
  { service: services.pipeline, has: ["value", "string"] },
  { service: services.wandb, path: /\/graphql$/, hasOneOf: ["data", "errors"] },
  { service: services.signIn, path: /\/token$/, has: ["access_token", "string"] },
];

/** A path of Resource Manager ends with a type, for a list, or with the name of a resource. */
function isList(path: string): boolean {
  const segments = (path.split("/providers/").at(-1) ?? "").split("/");
  return segments.length % 2 === 0;
}

const ok = { min: 200, max: 299 };
const accepted = 202;
const noContent = [204, 205];
/** Networks that ask for a sign-in before they let anything through. */
const networkAuthenticationRequired = 511;

/** @throws UnreadableResponse unless the service itself may have returned it. A failure for now may have any body. */
export function requireReadable(service: Service, received: Received): void {
  const { status } = received;
  const what =
    status >= ok.min && status <= ok.max ? unreadableSuccess(service, received) : unreadableError(received);
  if (what !== undefined) {
    throw new UnreadableResponse(status, what);
  }
}

/** An error is what a client acts on: "not found" creates, "not allowed" ends. Services never send it as a page. */
function unreadableError(received: Received): string | undefined {
  if (received.status === networkAuthenticationRequired) {
    return "a network's request to sign in";
  }
  const isClientError = received.status >= 400 && received.status < 500;
  return isClientError && isPage(received) ? describePage(received) : undefined;
}

function unreadableSuccess(service: Service, received: Received): string | undefined {
  const { method, url, status, text } = received;
  const shape = shapes.find(
    (row) =>
      row.service === service && (row.method?.test(method) ?? true) && matchesPath(row.path, url.pathname),
  );
  if (isPage(received)) {
    return describePage(received);
  }
  if (noContent.includes(status) || method === "HEAD") {
    return undefined;
  }
  if (text.trim() === "") {
    return status === accepted || method === "DELETE" ? undefined : "an empty body";
  }
  if (shape?.isText) {
    return /^\s*\{\s*"error"\s*:/.test(text) ? `an error as a success: ${text.trim()}` : undefined;
  }
  return unreadableJson(parseJson(text), shape);
}

const matchesPath = (path: Shape["path"], pathname: string): boolean =>
  path instanceof RegExp ? path.test(pathname) : (path?.(pathname) ?? true);

function unreadableJson(body: unknown, shape: Shape | undefined): string | undefined {
  if (body === undefined) {
    return "a body that is not JSON, or is cut off";
  }
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return "JSON without an object";
  }
  const missing = missingProperty(body as Record<string, unknown>, shape);
  if (missing === undefined) {
    return undefined;
  }
  const { error } = body as { error?: unknown };
  return error ? `an error as a success: ${JSON.stringify(error)}` : `JSON without "${missing}"`;
}

function missingProperty(
  body: Record<string, unknown>,
  { has, hasOneOf }: Pick<Shape, "has" | "hasOneOf"> = {},
): string | undefined {
  if (hasOneOf) {
    return hasOneOf.some((name) => name in body) ? undefined : hasOneOf[0];
  }
  const [name, type] = has ?? [];
  const value = name === undefined ? undefined : body[name];
  const isComplete =
    type === undefined || (type === "array" ? Array.isArray(value) : typeof value === "string");
  return isComplete ? undefined : name;
}

/** Returns the parsed JSON; undefined if a text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Tells whether a body is a page for people. A body of JSON or CSV never begins so. */
export const isPage = ({ text }: Pick<Received, "text">): boolean =>
  /^\uFEFF?\s*<(!doctype|html|head|body|\?xml)/i.test(text);

const maxTitleLength = 80;

/** Describes a page by its title, which names the proxy or the network. */
export function describePage({ text }: Pick<Received, "text">): string {
  const [, title = ""] = /<title[^>]*>([^<]*)/i.exec(text) ?? [];
  const words = title.replace(/\s+/g, " ").trim().slice(0, maxTitleLength);
  return words ? `a web page ("${words}")` : "a web page";
}
