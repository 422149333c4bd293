/** A proxy between a client and the local Azure that answers the requests to some hosts itself, and records what they carry. */
import * as http from "node:http";
import * as net from "node:net";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { loadCertificateAuthority } from "../../local/azure/server/certificates";
import { endTunnel } from "./tunnel";

export interface ReceivedRequest {
  url: string;
  headers: http.IncomingHttpHeaders;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: object;
}

type Respond = (request: ReceivedRequest) => Answer;

export interface Interceptor {
  /** URL of the proxy; also of an unencrypted server, whose requests are answered like those to the hosts. */
  url: string;
  /** Answers the requests to hosts that match; the others reach the local Azure. */
  intercept(hosts: RegExp, respond: Respond): void;
  received: ReceivedRequest[];
  close(): void;
}

/** The variables of the local Azure that a command has from `npm run local --`. */
const { HTTPS_PROXY: localAzure, NODE_EXTRA_CA_CERTS: certificates } = process.env;

export async function startInterceptor(): Promise<Interceptor> {
  const authority = await loadCertificateAuthority(path.dirname(certificates!));
  const received: ReceivedRequest[] = [];
  let intercepted = /^$/;
  let respond: Respond = () => ({ status: 500 });

  const answer = (scheme: string) =>
    http.createServer((request, response) => {
      const url = request.url?.startsWith("/")
        ? `${scheme}://${request.headers.host}${request.url}`
        : request.url!;
      const entry = { url, headers: request.headers };
      received.push(entry);
      request.resume().on("end", () => {
        const { status, headers, body } = respond(entry);
        const content = JSON.stringify(body ?? { error: { code: "Intercepted", message: "intercepted" } });
        response.writeHead(status, { "content-type": "application/json", ...headers }).end(content);
      });
    });
  const encrypted = answer("https");
  const proxy = answer("http");
  const sockets = new Set<net.Socket>();
  proxy.on("connection", (socket) => sockets.add(socket));
  const tunnels = new Set<net.Socket>();
  proxy.on("connect", (request, socket: net.Socket) => {
    socket.on("error", () => socket.destroy());
    const host = request.url!.replace(/:\d+$/, "");
    if (intercepted.test(host)) {
      void endTunnel(socket, host, authority, encrypted);
      return;
    }
    const { hostname, port } = new URL(localAzure!);
    const upstream = net.connect(Number(port), hostname, () => {
      upstream.write(`CONNECT ${request.url} HTTP/1.1\r\nhost: ${request.url}\r\n\r\n`);
      upstream.pipe(socket).pipe(upstream);
    });
    [socket, upstream].forEach((end) => tunnels.add(end));
    upstream.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    received,
    intercept(hosts, answerTo) {
      received.length = 0;
      // Clients keep connections, and one that leads to the local Azure would not be intercepted.
      tunnels.forEach((tunnel) => tunnel.destroy());
      tunnels.clear();
      intercepted = hosts;
      respond = answerTo;
    },
    close() {
      proxy.close();
      [...sockets, ...tunnels].forEach((socket) => socket.destroy());
    },
  };
}
