/** Between Node's HTTP messages and the requests and replies of the pipeline. */
import type * as http from "node:http";
import type { Outcome, Reply, WireRequest } from "../service";

export function toWireRequest(request: http.IncomingMessage, host: string, body: Buffer): WireRequest {
  return {
    method: request.method ?? "GET",
    host,
    target: request.url ?? "/",
    headers: new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
    body,
    clientAddress: "127.0.0.1",
  };
}

/** Reads a request, passes its body to a handler, and sends the outcome. @param maxBodySize Bytes. */
export async function exchangeMessages(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  maxBodySize: number,
  handle: (body: Buffer) => Promise<Outcome>,
): Promise<void> {
  let outcome: Outcome;
  try {
    const body = await readBody(request, maxBodySize);
    outcome = body ? await handle(body) : tooLarge(maxBodySize);
  } catch (error) {
    // The client closed the connection, or its headers are not valid.
    console.error("request failed:", (error as Error).message);
    outcome = { status: 400, body: { error: { code: "BadRequest", message: "The request is malformed." } } };
  }
  if (outcome === "reset") {
    request.socket.destroy();
  } else {
    respond(request, response, outcome);
  }
}

/** @returns The body, or undefined where it is larger than the limit. */
async function readBody(request: http.IncomingMessage, maxBodySize: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodySize) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBodySize: number): Reply {
  const message = `The request body is larger than ${maxBodySize} bytes.`;
  return {
    status: 413,
    headers: { connection: "close" },
    body: { error: { code: "RequestTooLarge", message } },
  };
}

/** Sends a reply, or closes the connection where it cannot be sent. One request must not end the process. */
function respond(request: http.IncomingMessage, response: http.ServerResponse, reply: Reply): void {
  try {
    send(request, response, reply);
  } catch (error) {
    console.error("response failed:", (error as Error).message);
    request.socket.destroy();
  }
}

function send(request: http.IncomingMessage, response: http.ServerResponse, reply: Reply): void {
  const content = toContent(reply.body);
  const headers: Record<string, string> = { ...reply.headers };
  if (content !== "" && !headers["content-type"]) {
    headers["content-type"] = "application/json; charset=utf-8";
  }
  if (reply.status !== 204) {
    headers["content-length"] = String(Buffer.byteLength(content));
  }
  response.writeHead(reply.status, headers);
  response.end(request.method === "HEAD" ? undefined : content);
}

function toContent(body: unknown): string | Buffer {
  if (body === undefined) {
    return "";
  }
  return typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
}
