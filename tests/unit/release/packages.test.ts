/** The tarballs that are published, as users receive them. */
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { ConsumerTools } from "../../proof/consumerTools";
import { NpmRegistry } from "../../support/npmRegistry";
import { packPackages } from "../../support/packedPackages";
import { writeDigests } from "../../../release/build";
import { publishedPackages } from "../../../release/packages";

jest.setTimeout(600_000);

const run = promisify(execFile);
const root = path.join(__dirname, "../../..");
const packages = publishedPackages(root).map(({ directory, manifest }) => ({ ...manifest, directory }));

const manifestOf = (directory: string) =>
  JSON.parse(fs.readFileSync(path.join(root, directory, "package.json"), "utf8")) as {
    exports?: Record<string, unknown>;
    types?: string;
  };

let folder: string;
let tools: ConsumerTools;
let files: Map<string, string[]>;

const tarballOf = ({ name, version }: { name: string; version: string }) =>
  path.join(folder, `${name}-${version}.tgz`);

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "azure-openai-wandb-packages-"));
  tools = await ConsumerTools.install();
  files = new Map();
  const folders = packages.map(({ directory }) => directory);
  for (const tarball of await packPackages(folders, folder)) {
    if (path.dirname(tarball) !== folder) {
      fs.copyFileSync(tarball, path.join(folder, path.basename(tarball)));
    }
  }
  for (const one of packages) {
    const { stdout } = await run("tar", ["-tzf", tarballOf(one)]);
    files.set(one.name, stdout.trim().split("\n"));
  }
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe.each(packages)("the tarball of $name", (one) => {
  const check = (file: string, ...args: string[]) =>
    run(process.execPath, [file, ...args, tarballOf(one)], { cwd: folder });

  test("has its license, its documentation and its manifest", () => {
    expect(files.get(one.name)).toEqual(
      expect.arrayContaining(["package/LICENSE", "package/README.md", "package/package.json"]),
    );
  });

  test("has no sources, tests or settings of the repository", () => {
    const unwanted = /(?<!\.d)\.ts$|\.test\.|\.map$|\/\.|\/tsconfig|\/node_modules\//;
    expect(files.get(one.name)!.filter((file) => unwanted.test(file))).toEqual([]);
  });

  test("has nothing that publint finds wrong", async () => {
    await expect(check(tools.file("publint"), "run", "--strict")).resolves.toMatchObject({
      stdout: expect.stringContaining("All good!") as string,
    });
  });

  // The policy pack is started by Pulumi, and not imported.
  const { exports: entries = {}, types } = manifestOf(one.directory);
  (types ? test : test.skip)(
    "has types for every module resolution that Are the Types Wrong knows",
    async () => {
      // A schema is read by its file, and not imported.
      const schemas = Object.keys(entries).filter((name) => name.endsWith(".schema.json"));
      const excluded = schemas.length > 0 ? ["--exclude-entrypoints", ...schemas, "--"] : [];
      await expect(check(tools.file("attw"), "--no-color", ...excluded)).resolves.toMatchObject({
        stdout: expect.stringContaining("No problems found") as string,
      });
    },
  );
});

test("every tarball is published by the release's script, to a registry on this machine", async () => {
  const registry = await NpmRegistry.start();
  try {
    writeDigests(
      folder,
      fs.readdirSync(folder).filter((name) => name.endsWith(".tgz")),
    );
    const settings = path.join(folder, "npmrc");
    fs.writeFileSync(settings, `//${new URL(registry.url).host}/:_authToken=token\n`);
    const script = ["-r", "./local/register.js", "release/publish.ts", folder];
    await run(process.execPath, [...script, `--registry=${registry.url}`, "--access", "public"], {
      cwd: root,
      env: { ...process.env, npm_config_userconfig: settings },
    });
    for (const { name, version } of packages) {
      const published = registry.tarballs.get(`${name}@${version}`);
      expect(published?.equals(fs.readFileSync(tarballOf({ name, version })))).toBe(true);
    }
  } finally {
    await registry.close();
  }
});

test("the tests of a release use its tarballs, and pack none", async () => {
  const [{ name, version, directory }] = packages as [(typeof packages)[number]];
  await expect(packPackages([directory], folder, "/release")).resolves.toEqual([
    `/release/${name}-${version}.tgz`,
  ]);
  await expect(packPackages(["local"], folder)).rejects.toThrow("local has no published package.");
});
