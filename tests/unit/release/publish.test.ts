/** From the tag to the registry: the real npm packs and publishes, to a registry on this machine. */
import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { NpmRegistry } from "../../support/npmRegistry";
import { temporaryRepository } from "../../support/temporaryRepository";
import { buildRelease } from "../../../release/build";

jest.setTimeout(180_000);

const root = path.join(__dirname, "../../..");
const repositoryUrl = "https://example.com/owner/repository";

let registry: NpmRegistry;
const folders: string[] = [];

beforeEach(async () => {
  registry = await NpmRegistry.start();
});
afterEach(async () => {
  await registry.close();
  folders.splice(0).forEach((folder) => fs.rmSync(folder, { recursive: true, force: true }));
});

function build(version = "1.2.3") {
  const repository = temporaryRepository({
    version,
    repository: repositoryUrl,
    workspaces: { one: { main: "index.js" }, two: {}, hidden: { private: true } },
  });
  folders.push(repository);
  fs.writeFileSync(path.join(repository, "one/index.js"), `module.exports = ${Math.random()};\n`);
  const directory = path.join(repository, "release");
  buildRelease(repository, `v${version}`, directory);
  return directory;
}

/** Runs release/publish.ts as the workflow does, but for the registry and npm's credentials. */
async function publish(directory: string, options: string[] = [], variables: NodeJS.ProcessEnv = {}) {
  const settings = path.join(directory, "../npmrc");
  fs.writeFileSync(settings, `//${new URL(registry.url).host}/:_authToken=token\n`);
  const script = path.join(root, "release/publish.ts");
  const args = ["-r", "./local/register.js", script, directory, ...options];
  const child = spawn(process.execPath, [...args, `--registry=${registry.url}`, "--access", "public"], {
    cwd: root,
    env: { ...process.env, npm_config_userconfig: settings, npm_config_fetch_retries: "0", ...variables },
  });
  let output = "";
  child.stdout.on("data", (text) => (output += text));
  child.stderr.on("data", (text) => (output += text));
  const code = await new Promise((resolve) => child.on("close", resolve));
  return { code, output };
}

const publishedVersions = () =>
  [...registry.packages.values()].flatMap(({ name, versions }) =>
    Object.keys(versions).map((version) => `${name}@${version}`),
  );

describe("a release", () => {
  test("consists of the public packages' tarballs, the notes and the digests of both", () => {
    const directory = build();
    expect(fs.readdirSync(directory).sort()).toEqual([
      "NOTES.md",
      "SHA256SUMS",
      "wandb-test-one-1.2.3.tgz",
      "wandb-test-two-1.2.3.tgz",
    ]);
    expect(fs.readFileSync(path.join(directory, "NOTES.md"), "utf8")).toBe(
      `[New](${repositoryUrl}/blob/v1.2.3/docs/new.md).\n`,
    );
    const digests = fs.readFileSync(path.join(directory, "SHA256SUMS"), "utf8").trim().split("\n");
    expect(digests.map((line) => line.slice(66))).toEqual([
      "NOTES.md",
      "wandb-test-one-1.2.3.tgz",
      "wandb-test-two-1.2.3.tgz",
    ]);
    const check = ["--check", "--ignore-missing", "SHA256SUMS"];
    expect(spawnSync("sha256sum", check, { cwd: directory }).status).toBe(0);
    fs.appendFileSync(path.join(directory, "NOTES.md"), "More.");
    expect(spawnSync("sha256sum", check, { cwd: directory }).status).toBe(1);
  });

  test("is built by a command, which ends with 1 and every problem where the tag cannot be released", () => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "azure-openai-wandb-release-"));
    folders.push(directory);
    const command = (...args: string[]) =>
      spawnSync(process.execPath, ["-r", "./local/register.js", "release/build.ts", ...args], {
        cwd: root,
        encoding: "utf8",
      });
    const { status, stderr } = command("v99.0.0", path.join(directory, "release"));
    expect(stderr).toContain("cli/package.json has the version");
    expect(stderr).toContain('CHANGELOG.md has no section "## 99.0.0".');
    expect(stderr).not.toContain("    at ");
    expect(status).toBe(1);
    expect(fs.readdirSync(directory)).toEqual([]);
    expect(command().stderr).toContain("Usage: ");
  });

  test("is not built into a folder that has files of another one", () => {
    const directory = build();
    expect(() => buildRelease(path.dirname(directory), "v1.2.3", directory)).toThrow("is not empty");
  });

  test("is not built from a tag that cannot be released, and nothing is written", () => {
    const repository = temporaryRepository({ version: "1.2.3", workspaces: { one: {} } });
    folders.push(repository);
    const directory = path.join(repository, "release");
    expect(() => buildRelease(repository, "v2.0.0", directory)).toThrow("Set the version before you tag.");
    expect(fs.existsSync(directory)).toBe(false);
  });

  test("is published byte for byte, and published again it changes nothing", async () => {
    const directory = build();
    expect(await publish(directory)).toMatchObject({ code: 0 });
    expect(publishedVersions()).toEqual(["wandb-test-one@1.2.3", "wandb-test-two@1.2.3"]);
    const sent = registry.tarballs.get("wandb-test-one@1.2.3");
    expect(sent?.equals(fs.readFileSync(path.join(directory, "wandb-test-one-1.2.3.tgz")))).toBe(true);
    expect(registry.packages.get("wandb-test-one")?.["dist-tags"]).toEqual({ latest: "1.2.3" });

    const again = await publish(directory);
    expect(again).toEqual({
      code: 0,
      output:
        "wandb-test-one@1.2.3 is published already, with the same content.\n" +
        "wandb-test-two@1.2.3 is published already, with the same content.\n",
    });
  });

  test("of which a package was refused is completed by the next run", async () => {
    const directory = build();
    registry.failing.add("wandb-test-two");
    const refused = await publish(directory);
    expect(refused.code).toBe(1);
    expect(refused.output).toContain("npm did not publish wandb-test-two@1.2.3:");
    expect(publishedVersions()).toEqual(["wandb-test-one@1.2.3"]);

    registry.failing.clear();
    expect(await publish(directory)).toMatchObject({ code: 0 });
    expect(publishedVersions()).toEqual(["wandb-test-one@1.2.3", "wandb-test-two@1.2.3"]);
  });

  test("of a version that the registry has with other content is refused", async () => {
    await publish(build());
    const { code, output } = await publish(build());
    expect(code).toBe(1);
    expect(output).toContain("wandb-test-one@1.2.3 is published already, with other content.");
  });

  test("before a version is not what npm installs", async () => {
    await publish(build("1.2.3-rc.1"));
    expect(registry.packages.get("wandb-test-one")?.["dist-tags"]).toEqual({ next: "1.2.3-rc.1" });
  });

  const changes: [what: string, change: (directory: string) => void, file: string][] = [
    [
      "a tarball has changed",
      (directory) => fs.appendFileSync(path.join(directory, "wandb-test-one-1.2.3.tgz"), "\0"),
      "wandb-test-one-1.2.3.tgz",
    ],
    [
      "a tarball was added",
      (directory) => fs.writeFileSync(path.join(directory, "other-1.0.0.tgz"), ""),
      "other-1.0.0.tgz",
    ],
    [
      "a tarball is missing",
      (directory) => fs.rmSync(path.join(directory, "wandb-test-two-1.2.3.tgz")),
      "wandb-test-two-1.2.3.tgz",
    ],
    [
      "the notes have changed",
      (directory) => fs.writeFileSync(path.join(directory, "NOTES.md"), ""),
      "NOTES.md",
    ],
  ];
  test.each(changes)("is not published where %s since it was tested", async (_what, change, file) => {
    const directory = build();
    change(directory);
    expect(await publish(directory)).toEqual({
      code: 1,
      output: `Not what was built and tested: ${file}. Nothing was published.\n`,
    });
    expect(publishedVersions()).toEqual([]);
  });

  test.each([
    ["10.9.4", "npm 10.9.4 cannot publish without a token. Use npm 11.5.1 or later.\n"],
    ["11.5.0", "npm 11.5.0 cannot publish without a token. Use npm 11.5.1 or later.\n"],
  ])(
    "with provenance needs an npm that signs in without a token, and %s does not",
    async (version, output) => {
      const directory = build();
      const programs = path.join(directory, "../programs");
      fs.mkdirSync(programs);
      fs.writeFileSync(path.join(programs, "npm"), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
      const PATH = `${programs}:${process.env.PATH}`;
      expect(await publish(directory, ["--provenance"], { PATH })).toEqual({ code: 1, output });
    },
  );
});
