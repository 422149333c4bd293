/**
 * The repository as it is published: a tag of its files in a bare Git repository, which is served at the hosts of GitHub. Pulumi clones
 * packages by https alone (`ParseGitRepoURL` in github.com/pulumi/pulumi/sdk/v3/go/common/util/gitutil), so that no folder will do.
 */
import { execFile, execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import * as net from "node:net";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { createGunzip } from "node:zlib";
import { homepage, version } from "../../components/package.json";
import { loadCertificateAuthority } from "../../local/azure/server/certificates";
import { endTunnel } from "../azure/tunnel";
import { root } from "./stackProject";

const run = promisify(execFile);

/** `/OWNER/NAME`, as URLs of the repository have it. */
const repositoryPath = new URL(homepage).pathname;

/** What the .NET generator downloads from Pulumi's repository for a package without a logo. */
const emptyFile = "";

export class PublishedRepository {
  private constructor(
    private readonly directory: string,
    private readonly proxy: http.Server,
    private readonly sockets: Set<net.Socket>,
    /** Paths of the requests, by host. */
    readonly requests: string[],
    /** Certificate of the authority that clients have to trust. */
    readonly certificates: string,
  ) {}

  /**
   * @param certificates Certificate of the local Azure's authority, which signs those of GitHub's hosts too.
   * @param upstream URL of the local Azure's proxy, which receives what is meant for other hosts.
   */
  static async publish(certificates: string, upstream: string): Promise<PublishedRepository> {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "azure-openai-wandb-git-"));
    commitFiles(path.join(directory, `${repositoryPath}.git`));
    const requests: string[] = [];
    const server = http.createServer((request, response) => {
      requests.push(`${request.headers.host}${request.url}`);
      void serve(directory, request, response);
    });
    const authority = await loadCertificateAuthority(path.dirname(certificates));
    const sockets = new Set<net.Socket>();
    const proxy = http.createServer();
    proxy.on("connection", (socket) => sockets.add(socket));
    proxy.on("connect", (request, socket: net.Socket) => {
      socket.on("error", () => socket.destroy());
      const host = request.url!.replace(/:\d+$/, "");
      if (/^(github\.com|raw\.githubusercontent\.com)$/.test(host)) {
        void endTunnel(socket, host, authority, server);
        return;
      }
      const { hostname, port } = new URL(upstream);
      const onward = net.connect(Number(port), hostname, () => {
        onward.write(`CONNECT ${request.url} HTTP/1.1\r\nhost: ${request.url}\r\n\r\n`);
        onward.pipe(socket).pipe(onward);
      });
      sockets.add(onward);
      onward.on("error", () => socket.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    return new PublishedRepository(directory, proxy, sockets, requests, certificates);
  }

  /** Environment variables with which commands reach it, and the local Azure through it. */
  get environment(): Record<string, string> {
    const url = `http://127.0.0.1:${(this.proxy.address() as AddressInfo).port}`;
    return { HTTPS_PROXY: url, https_proxy: url, SSL_CERT_FILE: this.certificates };
  }

  close(): void {
    this.proxy.close();
    this.sockets.forEach((socket) => socket.destroy());
    fs.rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Commits the files of the working tree that Git does not ignore, and tags them with the version. A folder without `.git` will do. */
function commitFiles(repository: string): void {
  fs.mkdirSync(repository, { recursive: true });
  const git = (...args: string[]) =>
    execFileSync("git", [`--git-dir=${repository}`, `--work-tree=${root}`, ...args], {
      cwd: root,
      stdio: ["ignore", "ignore", "pipe"],
      env: {
        ...process.env,
        GIT_AUTHOR_NAME: "test",
        GIT_AUTHOR_EMAIL: "test@example.com",
        GIT_COMMITTER_NAME: "test",
        GIT_COMMITTER_EMAIL: "test@example.com",
        GIT_CONFIG_GLOBAL: os.devNull,
        GIT_CONFIG_SYSTEM: os.devNull,
      },
    });
  git("init", "--quiet", "--initial-branch=main");
  git("config", "core.bare", "false");
  git("add", "--all", ".");
  git("commit", "--quiet", "--no-verify", "--no-gpg-sign", "--message", `Version ${version}`);
  git("tag", `v${version}`);
  git("config", "core.bare", "true");
}

async function serve(
  directory: string,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const { host = "", "content-encoding": encoding } = request.headers;
  const url = new URL(request.url ?? "/", `https://${host}`);
  const repository = path.join(directory, `${repositoryPath}.git`);
  try {
    if (host.startsWith("raw.")) {
      response.end(await fileOf(repository, url.pathname));
    } else if (url.pathname === `${repositoryPath}.git/info/refs`) {
      response.setHeader("content-type", "application/x-git-upload-pack-advertisement");
      // A packet with the service, and one that ends the list (gitprotocol-http).
      response.write("001e# service=git-upload-pack\n0000");
      uploadPack(["--http-backend-info-refs", repository]).stdout.pipe(response);
    } else if (url.pathname === `${repositoryPath}.git/git-upload-pack`) {
      response.setHeader("content-type", "application/x-git-upload-pack-result");
      const process_ = uploadPack([repository]);
      (encoding === "gzip" ? request.pipe(createGunzip()) : request).pipe(process_.stdin);
      process_.stdout.pipe(response);
    } else {
      response.writeHead(404).end();
    }
  } catch {
    response.writeHead(404).end();
  }
}

const uploadPack = (args: string[]) =>
  spawn("git", ["upload-pack", "--stateless-rpc", ...args], { stdio: ["pipe", "pipe", "ignore"] });

/** A file of a tag: `/OWNER/NAME/TAG/PATH`. Of any other repository, it is empty. */
async function fileOf(repository: string, pathname: string): Promise<string> {
  if (!pathname.startsWith(`${repositoryPath}/`)) {
    return emptyFile;
  }
  const [, tag, ...file] = pathname.slice(repositoryPath.length).split("/");
  const { stdout } = await run("git", [`--git-dir=${repository}`, "show", `${tag}:${file.join("/")}`]);
  return stdout;
}
