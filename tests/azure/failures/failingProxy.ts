/** A proxy before the local Azure, with which one request of a command fails, or it and all later ones to its host. */
import * as fs from "node:fs";
import * as http from "node:http";
import type * as net from "node:net";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { fetch, ProxyAgent } from "undici";
import { loadCertificateAuthority } from "../../../local/azure/server/certificates";
import { endTunnel } from "../tunnel";

export interface SeenRequest {
  method: string;
  url: URL;
}

/** What happens to a request that fails. */
export interface Failure {
  /** What the proxy returns to a request for a connection. */
  connectStatus?: number;
  /** Whether the certificate of the host is of an authority that the client does not trust. */
  isUntrusted?: true;
  /** Responds in the place of the service, or changes its response. Neither: the connection is closed. */
  respond?: (
    request: SeenRequest,
    response: http.ServerResponse,
    forward: () => Promise<Forwarded>,
  ) => Promise<void>;
}

export interface Forwarded {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

export interface Injection {
  failure: Failure;
  /** Place of the first request that fails, in the order of the command's requests. */
  at: number;
  /** Whether later requests to the same host fail too. */
  isLasting: boolean;
}

export interface FailingProxy {
  url: string;
  /** The requests since the last start of a command. */
  requests: SeenRequest[];
  /** Begins a command. @param injection undefined for none. */
  start(injection?: Injection): void;
  close(): Promise<void>;
}

const transferHeaders = /^(content-encoding|content-length|transfer-encoding|connection|keep-alive)$/;

export async function startFailingProxy(localAzure: string, certificates: string): Promise<FailingProxy> {
  const trusted = await loadCertificateAuthority(path.dirname(certificates));
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "untrusted-authority-"));
  const untrusted = await loadCertificateAuthority(directory);
  const upstream = new ProxyAgent({
    uri: localAzure,
    requestTls: { ca: fs.readFileSync(certificates, "utf8") },
  });
  let injection: Injection | undefined;
  let failingHost: string | undefined;
  const requests: SeenRequest[] = [];
  const sockets = new Map<net.Socket, string>();

  const failureOf = (index: number, host: string): Failure | undefined => {
    if (!injection || (index !== injection.at && !(injection.isLasting && host === failingHost))) {
      return undefined;
    }
    failingHost = host;
    return injection.failure;
  };

  const forward = async (
    request: SeenRequest,
    headers: http.IncomingHttpHeaders,
    body: Buffer,
  ): Promise<Forwarded> => {
    const sent = Object.entries(headers).filter(
      ([name]) => !/^(host|connection|content-length|transfer-encoding|expect)$/.test(name),
    );
    const response = await fetch(request.url, {
      method: request.method,
      headers: Object.fromEntries(sent) as Record<string, string>,
      ...(body.length > 0 ? { body } : {}),
      dispatcher: upstream,
    });
    const kept = [...response.headers].filter(([name]) => !transferHeaders.test(name));
    return {
      status: response.status,
      headers: Object.fromEntries(kept),
      body: Buffer.from(await response.arrayBuffer()),
    };
  };

  const serve = async (message: http.IncomingMessage, response: http.ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) {
      chunks.push(chunk as Buffer);
    }
    const url = new URL(`https://${message.headers.host}${message.url}`);
    const request = { method: message.method ?? "GET", url };
    const index = requests.push(request) - 1;
    const failure = failureOf(index, url.hostname);
    const send = () => forward(request, message.headers, Buffer.concat(chunks));
    if (!failure) {
      const { status, headers, body } = await send();
      response.writeHead(status, { ...headers, "content-length": body.length }).end(body);
    } else if (failure.respond) {
      await failure.respond(request, response, send);
    } else {
      // Also for a failure of the next connection: this one ends here.
      response.socket?.destroy();
    }
  };

  const server = http.createServer((message, response) => {
    serve(message, response).catch(() => response.socket?.destroy());
  });
  const proxy = http.createServer((_message, response) => response.writeHead(400).end("{}"));
  proxy.on("connect", (message, socket: net.Socket) => {
    const host = (message.url ?? "").replace(/:\d+$/, "");
    sockets.set(socket, host);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
    const failure = host === failingHost ? injection?.failure : undefined;
    if (failure?.connectStatus) {
      socket.end(`HTTP/1.1 ${failure.connectStatus} Refused\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const authority = failure?.isUntrusted ? untrusted : trusted;
    void endTunnel(socket, host, authority, server);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    requests,
    start(next) {
      injection = next;
      failingHost = undefined;
      requests.length = 0;
    },
    async close() {
      [...sockets.keys()].forEach((socket) => socket.destroy());
      await new Promise<void>((resolve) => proxy.close(() => resolve()));
      await upstream.close();
      fs.rmSync(directory, { recursive: true, force: true });
    },
  };
}
