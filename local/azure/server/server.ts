/** The local Azure: a forward proxy on loopback that terminates TLS and serves Azure's hosts. */
import * as http from "node:http";
import type { AddressInfo, Socket } from "node:net";
import * as path from "node:path";
import * as tls from "node:tls";
import { loadControlToken } from "../control/model/token";
import { controlService } from "../control/service";
import { createPlatform } from "../createPlatform";
import { findService, unknownHost } from "../pipeline/exchange";
import { serve } from "../pipeline/serve";
import type { Outcome, Platform } from "../service";
import { services } from "../services";
import { openBlobs } from "../storage/blobs";
import type { FileSystem } from "../storage/fileSystem";
import { openStore } from "../storage/journal";
import { loadCertificateAuthority } from "./certificates";
import type { CertificateAuthority } from "./certificates";
import { clientEnvironment } from "./environment";
import { exchangeMessages, toWireRequest } from "./http";

export interface LocalAzureOptions {
  /** Directory of the state, which a later process continues. One process at a time uses it. */
  stateDirectory: string;
  /** Port on 127.0.0.1. @default any free port */
  port?: number;
  /** What the state is stored with. @default the disk */
  files?: FileSystem;
}

export interface LocalAzure {
  port: number;
  /** Environment variables with which a client uses the local Azure in place of Azure. */
  environment: Record<string, string>;
  close(): Promise<void>;
}

/**
 * How long a connection may be idle, in milliseconds. After Node's 5 seconds a client on a busy machine would send a request on a
 * connection that is being closed, and report a failure of the network.
 */
const keepAliveTimeoutMs = 120_000;

/** Bytes; Azure's own limit on requests is of this size. */
const defaultMaxBodySize = 4 * 1024 * 1024;

export async function startLocalAzure({
  stateDirectory,
  port,
  files,
}: LocalAzureOptions): Promise<LocalAzure> {
  const store = openStore(stateDirectory, files);
  const blobs = openBlobs(path.join(stateDirectory, "blobs"), files);
  const platform = await createPlatform(store, blobs, loadControlToken(stateDirectory));
  await store.flush();
  const authority = await loadCertificateAuthority(stateDirectory);

  const proxy = http.createServer((request, response) => {
    void exchangeMessages(request, response, defaultMaxBodySize, (body) =>
      serveControl(platform, request, body),
    );
  });
  proxy.keepAliveTimeout = keepAliveTimeoutMs;
  const sockets = new Set<Socket>();
  proxy.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  proxy.on("connect", tunnelTo(createServiceServer(platform), authority, platform));
  proxy.on("clientError", badRequest);

  await new Promise<void>((resolve, reject) => {
    proxy.once("error", reject);
    proxy.listen(port ?? 0, "127.0.0.1", resolve);
  });
  const actualPort = (proxy.address() as AddressInfo).port;
  return {
    port: actualPort,
    environment: clientEnvironment(platform, `http://127.0.0.1:${actualPort}`, path.resolve(authority.file)),
    async close() {
      await new Promise<void>((resolve) => {
        proxy.close(() => resolve());
        sockets.forEach((socket) => socket.destroy());
      });
      // What cannot be written was never confirmed, and the next process may start.
      await store.flush().catch((error: Error) => console.error(error.message));
      store.close();
    },
  };
}

/** The HTTP server of all services. It never listens: it receives the connections of the proxy's tunnels. */
function createServiceServer(platform: Platform): http.Server {
  const server = http.createServer((request, response) => {
    const host = (request.headers.host ?? "").toLowerCase().replace(/:443$/, "");
    const limit = findService(services, host, platform)?.service.maxBodySize ?? defaultMaxBodySize;
    void exchangeMessages(request, response, limit, (body) =>
      platform.send(toWireRequest(request, host, body)),
    );
  });
  server.keepAliveTimeout = keepAliveTimeoutMs;
  server.on("clientError", badRequest);
  return server;
}

/** The link-local endpoint of a virtual machine's identity, which Azure's clients try before the Azure CLI. */
const machineEndpoint = "http://169.254.169.254/";

/** What it returns on a machine without an identity. A 502 instead would have clients try again for minutes. */
const withoutIdentity: Outcome = {
  status: 400,
  body: { error: "invalid_request", error_description: "Identity not found" },
};

/** Names of this machine's loopback interface. */
const loopbackHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/**
 * Serves requests to the proxy's own URL. A web page is refused, whether a browser sends its requests here from another origin or
 * because the page resolves its own host name to this machine.
 */
async function serveControl(
  platform: Platform,
  request: http.IncomingMessage,
  body: Buffer,
): Promise<Outcome> {
  const host = request.headers.host ?? "";
  if (request.url?.startsWith(machineEndpoint)) {
    return withoutIdentity;
  }
  if (!loopbackHost.test(host) || !request.url?.startsWith("/")) {
    const message = unknownHost(host || String(request.url));
    return { status: 502, body: { error: { code: "UnknownHost", message } } };
  }
  const { origin } = request.headers;
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
    const message = `Requests of pages from ${origin.slice(0, 200)} are refused. Call the local Azure from a program, without the header Origin.`;
    return { status: 403, body: { error: { code: "ForeignOrigin", message } } };
  }
  const control = { ...controlService, host: () => ({}) };
  return serve([control], platform, toWireRequest(request, host, body));
}

/** Handles CONNECT: terminates TLS with a certificate for the host, and passes the connection to the services. */
function tunnelTo(server: http.Server, authority: CertificateAuthority, platform: Platform) {
  return (request: http.IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const [host = "", port] = (request.url ?? "").toLowerCase().split(":");
    if (port !== "443" || !findService(services, host, platform)) {
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
        const secureSocket = new tls.TLSSocket(socket, {
          isServer: true,
          secureContext,
          ALPNProtocols: ["http/1.1"],
        });
        secureSocket.on("error", () => secureSocket.destroy());
        server.emit("connection", secureSocket);
      },
      (error: unknown) => {
        console.error(`no certificate for ${host}:`, error);
        socket.destroy();
      },
    );
  };
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
