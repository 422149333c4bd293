/** The end of a client's tunnel (CONNECT) in a proxy of the tests. */
import type * as http from "node:http";
import type * as net from "node:net";
import * as tls from "node:tls";
import type { CertificateAuthority } from "../../local/azure/server/certificates";

/** Decrypts a tunnel with a certificate of its host, and hands its requests to a server. */
export async function endTunnel(
  socket: net.Socket,
  host: string,
  authority: CertificateAuthority,
  server: http.Server,
): Promise<void> {
  const secureContext = await authority.contextFor(host);
  socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
  const secure = new tls.TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: ["http/1.1"] });
  secure.on("error", () => secure.destroy());
  server.emit("connection", secure);
}
