/**
 * Forms whose files are read while they are sent. Node's own fetch copies the body of each request that may be redirected, and keeps what
 * was sent until the response: a file of 400 MB took 600 MB of memory. The dispatcher below it sends one chunk after the other.
 */
import { randomBytes } from "node:crypto";
import type { Dispatcher } from "undici";

export interface FormRequest {
  headers: Headers;
  dispatcher: Dispatcher;
  signal: AbortSignal;
  timeoutMs: number;
  /** Receives the number of bytes of each chunk once the connection has accepted it. */
  onBytesSent: ((bytes: number) => void) | undefined;
}

const lineBreak = "\r\n";

/** Escapes a name as browsers do (HTML, "multipart form data"). */
const quoted = (name: string) =>
  `"${name.replace(/[\r\n"]/g, (character) => encodeURIComponent(character))}"`;

interface Part {
  head: Buffer;
  value: File | string;
  bytes: number;
}

function partsOf(form: FormData, boundary: string): Part[] {
  return [...form].map(([name, value]) => {
    const isFile = typeof value !== "string";
    const fileLines = isFile
      ? `; filename=${quoted(value.name)}${lineBreak}Content-Type: ${value.type || "application/octet-stream"}`
      : "";
    const head = `--${boundary}${lineBreak}Content-Disposition: form-data; name=${quoted(name)}${fileLines}${lineBreak}${lineBreak}`;
    return {
      head: Buffer.from(head),
      value,
      bytes: isFile ? value.size : Buffer.byteLength(value),
    };
  });
}

async function* bodyOf(
  parts: readonly Part[],
  end: Buffer,
  onBytesSent: FormRequest["onBytesSent"],
): AsyncGenerator<Uint8Array> {
  for (const { head, value } of parts) {
    yield head;
    if (typeof value === "string") {
      yield Buffer.from(value);
    } else {
      for await (const chunk of value.stream() as unknown as AsyncIterable<Uint8Array>) {
        yield chunk;
        onBytesSent?.(chunk.length);
      }
    }
    yield Buffer.from(lineBreak);
  }
  yield end;
}

/** Posts a form, once and without following redirects. */
export async function postForm(
  url: string | URL,
  form: FormData,
  { headers, dispatcher, signal, timeoutMs, onBytesSent }: FormRequest,
): Promise<Response> {
  const boundary = `----form-${randomBytes(16).toString("hex")}`;
  const parts = partsOf(form, boundary);
  const end = Buffer.from(`--${boundary}--${lineBreak}`);
  const bytes = parts.reduce(
    (sum, part) => sum + part.head.length + part.bytes + lineBreak.length,
    end.length,
  );
  const sent = {
    ...Object.fromEntries(headers),
    "content-type": `multipart/form-data; boundary=${boundary}`,
    "content-length": String(bytes),
  };
  const { origin, pathname, search } = new URL(url);
  const response = await dispatcher.request({
    origin,
    path: `${pathname}${search}`,
    method: "POST",
    headers: sent,
    // The dispatcher sends any iterable, which its types lack.
    body: bodyOf(parts, end, onBytesSent) as never,
    signal,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  const text = await response.body.text();
  const received = Object.entries(response.headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
  return new Response(text === "" ? null : text, { status: response.statusCode, headers: received });
}
