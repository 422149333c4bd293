import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as os from "node:os";
import * as path from "node:path";

const root = path.join(__dirname, "../../..");
const sdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));

describe("the language host of Node.js", () => {
  let folder: string;
  let host: ChildProcess | undefined;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "azure-openai-wandb-host-"));
  });
  afterEach(() => {
    host?.kill();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** Installs the dependencies of a folder where `npm` is a script. @returns The error that the CLI receives. */
  async function install(npm: string): Promise<Error | null> {
    fs.writeFileSync(path.join(folder, "npm"), `#!/bin/sh\n${npm}\n`, { mode: 0o700 });
    host = spawn(
      process.execPath,
      [path.join(root, "local/engine/languageHost/pulumi-language-nodejs.js"), "127.0.0.1:1"],
      {
        cwd: root,
        env: { ...process.env, PATH: `${folder}${path.delimiter}${process.env.PATH}` },
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    const [port] = (await once(host.stdout!, "data")) as [Buffer];
    const grpc = sdk("@grpc/grpc-js");
    const { LanguageRuntimeClient } = sdk("./proto/language_grpc_pb.js");
    const { InstallDependenciesRequest } = sdk("./proto/language_pb.js");
    const client = new LanguageRuntimeClient(
      `127.0.0.1:${String(port).trim()}`,
      grpc.credentials.createInsecure(),
    );
    const request = new InstallDependenciesRequest();
    request.setDirectory(folder);
    try {
      return await new Promise((resolve) => {
        const call = client.installDependencies(request, { deadline: Date.now() + 10_000 });
        call.on("data", () => undefined);
        call.on("error", resolve);
        call.on("end", () => resolve(null));
      });
    } finally {
      client.close();
    }
  }

  test("ends the installation with an error where npm fails, so that the CLI does not keep waiting", async () => {
    expect((await install("exit 1"))?.message).toContain("npm install ended with 1");
  });

  test("ends the installation without an error where npm succeeds", async () => {
    expect(await install("exit 0")).toBeNull();
  });
});
