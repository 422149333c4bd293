/** The local Azure: a forward proxy on loopback that ends TLS itself and answers for Azure's hosts. */
import * as http from "node:http";
import type { AddressInfo, Socket } from "node:net";
import * as path from "node:path";
import * as tls from "node:tls";
import { openBlobs } from "./blobs";
import { loadCertificateAuthority } from "./certificates";
import { controlService } from "./control/routes";
import { deployer } from "./directory/seed";
import { dispatch, findService, unknownHost } from "./dispatch";
import { openStore } from "./journal";
import { createPlatform } from "./platform";
import type { Outcome } from "./service";
import { services } from "./services";

export interface LocalAzureOptions {
  /** Where its state is kept, so that a later process sees it. One process at a time may use it. */
  stateDirectory: string;
  /** Port on 127.0.0.1; left out: any that is free. */
  port?: number;
}

export interface LocalAzure {
  port: number;
  /** What a client needs in its environment to take it for Azure. */
  environment: Record<string, string>;
  close(): Promise<void>;
}

/** Bytes; Azure's own limit on requests is of this size. */
const largestBody = 4 * 1024 * 1024;

export async function startLocalAzure({ stateDirectory, port }: LocalAzureOptions): Promise<LocalAzure> {
  const store = openStore(stateDirectory);
  const platform = await createPlatform(store, openBlobs(path.join(stateDirectory, "blobs")));
  await store.flush();
  const authority = await loadCertificateAuthority(stateDirectory);

  // Never listens: it is handed the connections that come out of the proxy's tunnels.
  const inside = http.createServer((request, response) => {
    const host = (request.headers.host ?? "").toLowerCase().replace(/:443$/, "");
    const limit = findService(services, host, platform)?.service.largestBody ?? largestBody;
    void answer(request, response, limit, (body) => platform.send(wire(request, host, body)));
  });
  const proxy = http.createServer((request, response) => {
    void answer(request, response, largestBody, (body) => control(request, body));
  });

  /** Requests to the local Azure's own address. Those that a web page could forge by a host name of its own are refused. */
  async function control(request: http.IncomingMessage, body: Buffer): Promise<Outcome> {
    const host = request.headers.host ?? "";
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host) || !request.url?.startsWith("/")) {
      return {
        status: 502,
        body: { error: { code: "UnknownHost", message: unknownHost(host || String(request.url)) } },
      };
    }
    return dispatch([{ ...controlService, host: () => ({}) }], platform, wire(request, host, body));
  }

  const sockets = new Set<Socket>();
  proxy.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  proxy.on("connect", (request: http.IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const [host = "", to] = (request.url ?? "").toLowerCase().split(":");
    if (to !== "443" || !findService(services, host, platform)) {
      const message = `${unknownHost(request.url ?? "")}\n`;
      socket.end(
        `HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(message)}\r\nconnection: close\r\n\r\n${message}`,
      );
      return;
    }
    authority.contextFor(host).then(
      (secureContext) => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        if (head.length > 0) {
          socket.unshift(head);
        }
        const secure = new tls.TLSSocket(socket, {
          isServer: true,
          secureContext,
          ALPNProtocols: ["http/1.1"],
        });
        secure.on("error", () => secure.destroy());
        inside.emit("connection", secure);
      },
      (error: unknown) => {
        console.error(`no certificate for ${host}:`, error);
        socket.destroy();
      },
    );
  });
  proxy.on("clientError", badRequest);
  inside.on("clientError", badRequest);

  await new Promise<void>((resolve, reject) => {
    proxy.once("error", reject);
    proxy.listen(port ?? 0, "127.0.0.1", resolve);
  });
  const actual = (proxy.address() as AddressInfo).port;
  const address = `http://127.0.0.1:${actual}`;
  const certificates = path.resolve(authority.file);
  const { tenantId, subscriptionId } = platform;
  const { appId } = deployer;
  const clientSecret = platform.directory.application(appId)!.secret!;
  return {
    port: actual,
    environment: {
      HTTPS_PROXY: address,
      https_proxy: address,
      NO_PROXY: "127.0.0.1,localhost",
      no_proxy: "127.0.0.1,localhost",
      NODE_EXTRA_CA_CERTS: certificates,
      SSL_CERT_FILE: certificates,
      REQUESTS_CA_BUNDLE: certificates,
      CURL_CA_BUNDLE: certificates,
      ARM_TENANT_ID: tenantId,
      ARM_SUBSCRIPTION_ID: subscriptionId,
      ARM_CLIENT_ID: appId,
      ARM_CLIENT_SECRET: clientSecret,
      AZURE_TENANT_ID: tenantId,
      AZURE_SUBSCRIPTION_ID: subscriptionId,
      AZURE_CLIENT_ID: appId,
      AZURE_CLIENT_SECRET: clientSecret,
      LOCAL_AZURE_URL: address,
    },
    async close() {
      await new Promise<void>((resolve) => {
        proxy.close(() => resolve());
        sockets.forEach((socket) => socket.destroy());
      });
      await store.flush();
      store.close();
    },
  };
}

const wire = (request: http.IncomingMessage, host: string, body: Buffer) => ({
  method: request.method ?? "GET",
  host,
  target: request.url ?? "/",
  headers: new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
  body,
  clientAddress: "127.0.0.1",
});

/** Reads a request whole and sends what comes of it. */
async function answer(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  limit: number,
  handle: (body: Buffer) => Promise<Outcome>,
): Promise<void> {
  let outcome: Outcome;
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) {
        response.writeHead(413, { "content-type": "application/json", connection: "close" });
        response.end(
          JSON.stringify({
            error: {
              code: "RequestTooLarge",
              message: `The request body is larger than ${limit} bytes.`,
            },
          }),
        );
        return;
      }
      chunks.push(chunk);
    }
    outcome = await handle(Buffer.concat(chunks));
  } catch (error) {
    // The client went away, or its headers cannot be sent on.
    console.error("request failed:", (error as Error).message);
    outcome = { status: 400, body: { error: { code: "BadRequest", message: "The request is malformed." } } };
  }
  if (outcome === "reset") {
    request.socket.destroy();
    return;
  }
  const content =
    outcome.body === undefined
      ? ""
      : typeof outcome.body === "string" || Buffer.isBuffer(outcome.body)
        ? outcome.body
        : JSON.stringify(outcome.body);
  const headers: Record<string, string> = { ...outcome.headers };
  if (content !== "" && !headers["content-type"]) {
    headers["content-type"] = "application/json; charset=utf-8";
  }
  if (outcome.status !== 204) {
    headers["content-length"] = String(Buffer.byteLength(content));
  }
  response.writeHead(outcome.status, headers);
  response.end(request.method === "HEAD" ? undefined : content);
}

function badRequest(
  _error: Error,
  socket: { writable: boolean; end(text: string): unknown; destroy(): unknown },
): void {
  if (socket.writable) {
    socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
  } else {
    socket.destroy();
  }
}
