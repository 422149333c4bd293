import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { root } from "../support/stackProject";

jest.setTimeout(60_000);

let state: string;
beforeAll(() => (state = fs.mkdtempSync(path.join(os.tmpdir(), "azure-openai-wandb-run-"))));
afterAll(() => fs.rmSync(state, { recursive: true, force: true, maxRetries: 5 }));

const command = (...args: string[]) => ["-r", "./local/register.js", "local/run.ts", ...args];
const local = (...args: string[]) =>
  spawnSync(process.execPath, command("--state", state, ...args), { cwd: root, encoding: "utf8" });

/** Waits for a condition, up to 10 seconds. */
async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 200) {
      throw new Error("timed out");
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("npm run local --", () => {
  test("returns the command's output and exit code", () => {
    expect(local("sh", "-c", "echo out; exit 7")).toMatchObject({ status: 7, stdout: "out\n" });
    expect(local("sh", "-c", "kill -TERM $$").status).toBe(128 + 15);
  });

  test("sets the environment variables that Azure's clients and Pulumi read", () => {
    const { stdout } = local("env");
    for (const name of [
      "HTTPS_PROXY",
      "https_proxy",
      "NO_PROXY",
      "NODE_EXTRA_CA_CERTS",
      "SSL_CERT_FILE",
      "REQUESTS_CA_BUNDLE",
      "ARM_CLIENT_SECRET",
      "AZURE_TENANT_ID",
      "PULUMI_BACKEND_URL",
      "LOCAL_AZURE_TOKEN",
      "PULUMI_DEBUG_PROVIDERS",
    ]) {
      expect(stdout).toMatch(new RegExp(`^${name}=.+$`, "m"));
    }
  });

  test.each([
    ["oidc", /^ARM_OIDC_TOKEN_FILE_PATH=/m],
    ["managed-identity", /^IDENTITY_ENDPOINT=/m],
    ["azure-cli", /^ARM_SUBSCRIPTION_ID=/m],
  ])(
    "--sign-in %s leaves the command no client secret, and providers that sign in likewise",
    (way, expected) => {
      const { stdout, stderr } = local("--sign-in", way, "env");
      expect({ stdout, stderr }).toMatchObject({ stdout: expect.stringMatching(expected) });
      expect(stdout).toMatch(/^PULUMI_DEBUG_PROVIDERS=.+$/m);
      expect(stdout).not.toContain("CLIENT_SECRET");
    },
  );

  test("--sign-in with another way is refused", () => {
    expect(local("--sign-in", "magic", "env")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("--sign-in requires one of oidc, managed-identity, azure-cli"),
    });
  });

  test("prints its help without a command, and an error for one that does not exist", () => {
    expect(local()).toMatchObject({ status: 2, stdout: expect.stringContaining("npm run local -- COMMAND") });
    expect(local("no-such-command")).toMatchObject({
      status: 127,
      stderr: expect.stringContaining("command not found"),
    });
  });

  test("shares one local Azure among commands at the same time, and ends it with the last", async () => {
    const urlFile = path.join(state, "url");
    const first = spawn(
      process.execPath,
      command("--state", state, "sh", "-c", `echo $LOCAL_AZURE_URL > ${urlFile}; read wait`),
      {
        cwd: root,
        stdio: ["pipe", "ignore", "inherit"],
      },
    );
    await until(() => fs.existsSync(urlFile) && fs.readFileSync(urlFile, "utf8").includes("http"));
    expect(local("sh", "-c", "echo $LOCAL_AZURE_URL").stdout).toBe(fs.readFileSync(urlFile, "utf8"));
    first.stdin.end("\n");
    await until(() => !fs.existsSync(path.join(state, "session.json")));
  });

  test("tells that the local Azure has ended, where its state is removed while the command runs", async () => {
    const own = path.join(state, "own");
    const child = spawn(
      process.execPath,
      command("--state", own, "sh", "-c", `rm "${own}/lock"; read wait`),
      { cwd: root, stdio: ["pipe", "ignore", "pipe"] },
    );
    let stderr = "";
    child.stderr!.on("data", (data: Buffer) => (stderr += data.toString()));
    await until(() =>
      stderr.includes(`The local Azure has ended: its process was killed, or ${own} was removed.`),
    );
    child.stdin!.end("\n");
    await new Promise((resolve) => child.on("close", resolve));
  });
});
