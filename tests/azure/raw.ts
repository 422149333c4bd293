import * as fs from "node:fs";
import { fetch, ProxyAgent } from "undici";

const dispatcher = new ProxyAgent({
  uri: process.env.HTTPS_PROXY!,
  requestTls: { ca: fs.readFileSync(process.env.NODE_EXTRA_CA_CERTS!, "utf8") },
});

export interface RawResponse {
  status: number;
  headers: { get(name: string): string | null };
  text: string;
  // The format depends on the request.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json: any;
}

/** Sends a request unchanged, for requests that no official client sends. */
export async function raw(
  method: string,
  url: string,
  { token, body, headers = {} }: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<RawResponse> {
  const response = await fetch(url, {
    method,
    dispatcher,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body: toContent(body),
  });
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, text, json };
}

const toContent = (body: unknown): string | undefined =>
  typeof body === "string" ? body : JSON.stringify(body);
