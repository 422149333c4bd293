import * as http from "node:http";
import type { AddressInfo } from "node:net";

interface PackageDocument {
  name: string;
  "dist-tags": Record<string, string>;
  versions: Record<string, { dist: { integrity: string } }>;
  _attachments?: Record<string, { data: string }>;
}

/** A registry on this machine that stores what npm publishes, as far as `npm publish` and `npm view` need it. */
export class NpmRegistry {
  readonly packages = new Map<string, PackageDocument>();
  /** The bytes of each version: `NAME@VERSION`. */
  readonly tarballs = new Map<string, Buffer>();
  /** Names whose publication fails. */
  readonly failing = new Set<string>();
  private readonly server = http.createServer((request, response) => void this.respond(request, response));

  static async start() {
    const registry = new NpmRegistry();
    await new Promise<void>((resolve) => registry.server.listen(0, "127.0.0.1", resolve));
    return registry;
  }

  get url() {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  close() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  private async respond(request: http.IncomingMessage, response: http.ServerResponse) {
    const name = decodeURIComponent(request.url!.slice(1).split("?")[0]!);
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const [status, body] =
      request.method === "PUT" ? this.publish(name, Buffer.concat(chunks)) : this.packageDocument(name);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }

  private packageDocument(name: string): [number, unknown] {
    const found = this.packages.get(name);
    return found ? [200, found] : [404, { error: "Not found" }];
  }

  private publish(name: string, body: Buffer): [number, unknown] {
    if (this.failing.has(name)) {
      return [403, { error: "You cannot publish this package" }];
    }
    const { _attachments = {}, ...sent } = JSON.parse(body.toString()) as PackageDocument;
    const known = this.packages.get(name);
    const [version] = Object.keys(sent.versions) as [string];
    if (known?.versions[version]) {
      return [409, { error: "The version exists" }];
    }
    this.packages.set(name, {
      ...sent,
      "dist-tags": { ...known?.["dist-tags"], ...sent["dist-tags"] },
      versions: { ...known?.versions, ...sent.versions },
    });
    const [attachment] = Object.values(_attachments);
    this.tarballs.set(`${name}@${version}`, Buffer.from(attachment!.data, "base64"));
    return [201, { ok: true }];
  }
}
