/** The Uploads API and the list of files of Azure OpenAI, with failures at chosen requests. */
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { clientFor } from "../../../cli/openai/client";
import type { OpenAiClient } from "../../../cli/openai/client";

export type RequestKind = "create" | "part" | "complete" | "cancel" | "list" | "file";

/** How a request fails: a status, or a connection that is closed before or after the service has done what it asks for. */
export type Failure = number | "reset" | "reset after";

interface StoredUpload {
  filename: string;
  bytes: number;
  status: "pending" | "completed" | "cancelled";
  parts: Map<string, Buffer>;
}

export interface StoredFile {
  id: string;
  filename: string;
  bytes: number;
  status: string;
  created_at: number;
  content: Buffer;
}

export interface UploadsService {
  openai: OpenAiClient;
  uploads: Map<string, StoredUpload>;
  files: StoredFile[];
  /** Every request that arrived, in order. */
  requests: RequestKind[];
  /** Decides about a request: how it fails; undefined if it succeeds. @param count How many of its kind there were before. */
  fail: (kind: RequestKind, count: number) => Failure | undefined;
  /** Called when the first bytes of a request's body arrive. */
  onBody: (kind: RequestKind, count: number) => void;
  /** Seconds until a new upload expires. */
  lifetimeSeconds: number;
  close(): Promise<void>;
}

/**
 * Errors of Node's own fetch are of another realm than the code under Jest, which asks for `instanceof Error`; and Node copies those of
 * the dispatcher, which are of Jest's realm, without their codes.
 */
export function fetchOfThisRealm(): void {
  const original = globalThis.fetch;
  const toError = ({ message, cause }: Error): Error =>
    Object.assign(new Error(message, cause ? { cause: toError(cause as Error) } : {}), {
      code: /^SocketError/.test(message) ? "UND_ERR_SOCKET" : undefined,
    });
  globalThis.fetch = (...args) =>
    original(...args).catch((error: unknown) => {
      throw toError(error as Error);
    });
}

const kinds: readonly [RegExp, RequestKind][] = [
  [/^POST \/openai\/uploads$/, "create"],
  [/^POST .*\/parts$/, "part"],
  [/^POST .*\/complete$/, "complete"],
  [/^POST .*\/cancel$/, "cancel"],
  [/^GET \/openai\/files$/, "list"],
  [/^GET \/openai\/files\//, "file"],
];

export async function uploadsService(): Promise<UploadsService> {
  const service: UploadsService = {
    openai: undefined as never,
    uploads: new Map(),
    files: [],
    requests: [],
    fail: () => undefined,
    onBody: () => undefined,
    lifetimeSeconds: 7200,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const server = createServer((request, response) => {
    answer(service, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  service.openai = clientFor(`http://127.0.0.1:${port}/`, { apiKey: "none" });
  return service;
}

async function answer(
  service: UploadsService,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url!, "http://service");
  const [, kind] = kinds.find(([pattern]) => pattern.test(`${request.method} ${pathname}`))!;
  const count = service.requests.filter((earlier) => earlier === kind).length;
  service.requests.push(kind);
  const failure = service.fail(kind, count);
  if (failure === "reset") {
    request.socket.destroy();
    return;
  }
  const body = await readBody(request, () => service.onBody(kind, count));
  const send = (status: number, value: unknown) => {
    // The client tries again at once: how long it waits otherwise is not what is tested.
    response.writeHead(status, { "content-type": "application/json", "retry-after-ms": "5" });
    response.end(JSON.stringify(value));
  };
  if (typeof failure === "number") {
    send(failure, { error: { code: "Injected", message: "Injected." } });
    return;
  }
  const [status, value] = handlers[kind](service, pathname.split("/"), body, request);
  if (failure === "reset after") {
    request.socket.destroy();
    return;
  }
  send(status, value);
}

async function readBody(request: IncomingMessage, onFirst: () => void): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (chunks.length === 0) {
      onFirst();
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

type Handler = (
  service: UploadsService,
  path: string[],
  body: Buffer,
  request: IncomingMessage,
) => [status: number, value: unknown];

const problem = (status: number, message: string): [number, unknown] => [
  status,
  { error: { code: "invalidPayload", message } },
];

const withoutContent = ({ content: _, ...file }: StoredFile) => file;

/** Runs a handler on an upload that is pending. */
const onPending =
  (
    handle: (
      service: UploadsService,
      upload: StoredUpload,
      body: Buffer,
      request: IncomingMessage,
    ) => unknown,
  ): Handler =>
  (service, [, , , id], body, request) => {
    const upload = service.uploads.get(id!);
    if (upload?.status !== "pending") {
      return problem(upload ? 400 : 404, `The upload is ${upload?.status ?? "not there"}.`);
    }
    const result = handle(service, upload, body, request);
    return typeof result === "string"
      ? problem(400, result)
      : [200, { id, object: "upload", ...(result as object) }];
  };

const handlers: Record<RequestKind, Handler> = {
  create(service, _path, body) {
    const { filename, bytes, purpose, mime_type: type } = JSON.parse(body.toString("utf8"));
    if (purpose !== "fine-tune" || type !== "text/jsonl") {
      return problem(400, "purpose or mime_type");
    }
    const id = `upload_${service.uploads.size + 1}`;
    service.uploads.set(id, { filename, bytes, status: "pending", parts: new Map() });
    return [200, { id, expires_at: Math.floor(Date.now() / 1000) + service.lifetimeSeconds }];
  },
  part: onPending((_service, upload, body, request) => {
    const id = `part_${upload.parts.size + 1}`;
    upload.parts.set(id, fileOf(request, body));
    return { id, object: "upload.part" };
  }),
  complete: onPending((service, upload, body) => {
    const { part_ids: ids } = JSON.parse(body.toString("utf8")) as { part_ids: string[] };
    const content = Buffer.concat(ids.map((id) => upload.parts.get(id)!));
    if (content.length !== upload.bytes) {
      return `${content.length} of ${upload.bytes} bytes`;
    }
    upload.status = "completed";
    const number = service.files.length + 1;
    const file = {
      id: `file-${number}`,
      filename: upload.filename,
      bytes: content.length,
      status: "processed",
      created_at: number,
      content,
    };
    service.files.push(file);
    return { status: "completed", file: withoutContent(file) };
  }),
  cancel: onPending((_service, upload) => {
    upload.status = "cancelled";
    return { status: "cancelled" };
  }),
  list: (service) => [200, { object: "list", data: service.files.map(withoutContent) }],
  file: (service, path) => [200, withoutContent(service.files.find(({ id }) => id === path.at(-1))!)],
};

/** The file of a form's field `data`. */
function fileOf(request: IncomingMessage, body: Buffer): Buffer {
  const [, boundary] = /boundary=(.+)$/.exec(request.headers["content-type"]!)!;
  const begin = body.indexOf("\r\n\r\n", body.indexOf('name="data"')) + 4;
  return body.subarray(begin, body.lastIndexOf(`\r\n--${boundary}--`));
}
