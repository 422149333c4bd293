import { execFile, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import * as net from "node:net";
import * as path from "node:path";
import { promisify } from "node:util";
import { createPlatformGroup, createPlatformProject } from "../support/platformProject";
import { root } from "../support/stackProject";
import type { StackProject } from "../support/stackProject";

jest.setTimeout(300_000);

/** Azurite's default account, from its documentation. */
const account = "devstoreaccount1";
const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });

describe("the state on a backend that people share (azblob://, on Azurite)", () => {
  let project: StackProject;
  let azurite: ChildProcess;
  let environment: Record<string, string>;

  beforeAll(async () => {
    project = await createPlatformProject();
    const port = await freePort();
    const args = [
      "--silent",
      "--location",
      path.join(project.directory, "azurite"),
      "--blobPort",
      String(port),
    ];
    azurite = spawn(
      process.execPath,
      [path.join(root, "node_modules/azurite/dist/src/blob/main.js"), ...args, "--skipApiVersionCheck"],
      { stdio: "ignore" },
    );
    environment = {
      PULUMI_BACKEND_URL: `azblob://state?protocol=http&domain=127.0.0.1:${port}&localemu=true`,
      AZURE_STORAGE_ACCOUNT: account,
      AZURE_STORAGE_KEY: key,
      AZURE_STORAGE_CONNECTION_STRING: `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};BlobEndpoint=http://127.0.0.1:${port}/${account};`,
    };
    const client = `const { BlobServiceClient } = require("@azure/storage-blob");
      const service = BlobServiceClient.fromConnectionString(process.env.AZURE_STORAGE_CONNECTION_STRING, { retryOptions: { maxTries: 10, retryDelayInMs: 300 } });
      service.getContainerClient("state").createIfNotExists().then(() => process.exit(0), (error) => { console.error(error.message); process.exit(1); });`;
    await promisify(execFile)(process.execPath, ["-e", client], {
      cwd: root,
      env: { ...process.env, ...environment },
    });
    await createPlatformGroup(project);
    await pulumi("stack", "init", "test");
    await project.run(
      "pulumi",
      ["config", "set", "--secret", "wandbApiKey"],
      "0123456789abcdef0123456789abcdef01234567",
      environment,
    );
  });
  afterAll(async () => {
    azurite?.kill();
    await project?.close();
  });

  const pulumi = async (...args: string[]) =>
    project.run("pulumi", [...args, "--non-interactive"], undefined, environment);

  test("two people run up at once: the second is refused by the lock, and nothing is lost", async () => {
    // Slow, so that both run at once.
    await project.azure.control("POST", "/_local/faults", [{ service: "arm", method: "PUT", delayMs: 1500 }]);
    const both = [pulumi("up", "--yes", "--skip-preview")];
    // The second begins once the first has sent a request to Azure.
    for (let look = 0; look < 300; look += 1) {
      const { faults } = (await project.azure.control("GET", "/_local/faults")).body;
      if (faults[0].matched > 0) {
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    both.push(pulumi("up", "--yes", "--skip-preview"));
    const [first, second] = await Promise.all(both);
    expect([first!.code, first!.stdout]).toEqual([0, expect.stringContaining("created")]);
    expect(second!.code).not.toBe(0);
    expect(second!.stdout + second!.stderr).toContain("the stack is currently locked by 1 lock(s)");
    await project.azure.control("DELETE", "/_local/faults");
    const after = await pulumi("preview", "--expect-no-changes");
    expect([after.code, after.stderr]).toEqual([0, expect.anything()]);
  });
});
