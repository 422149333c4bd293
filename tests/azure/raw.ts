import * as fs from "node:fs";
import { fetch, ProxyAgent } from "undici";

const dispatcher = new ProxyAgent({
  uri: process.env.HTTPS_PROXY!,
  requestTls: { ca: fs.readFileSync(process.env.NODE_EXTRA_CA_CERTS!, "utf8") },
});

export interface RawAnswer {
  status: number;
  headers: { get(name: string): string | null };
  text: string;
  // The tests know what they asked for.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json: any;
}

/** A request as it is, for what no official client would send. */
export async function raw(
  method: string,
  url: string,
  { token, body, headers = {} }: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<RawAnswer> {
  const response = await fetch(url, {
    method,
    dispatcher,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
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
