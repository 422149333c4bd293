import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { findEngine } from "../../../local/engine/locate";

const root = path.join(__dirname, "../../..");
let directory: string;

beforeEach(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "engine-test-"))));
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

/** Creates a folder with a CLI of a version, and with a language host. */
function cli(name: string, version: string, { languageHost = true } = {}): string {
  const folder = path.join(directory, name);
  fs.mkdirSync(folder, { recursive: true });
  const write = (file: string, text: string) =>
    fs.writeFileSync(path.join(folder, file), text, { mode: 0o755 });
  write("pulumi", `#!/bin/sh\necho v${version}\n`);
  if (languageHost) {
    write("pulumi-language-nodejs", "#!/bin/sh\n");
  }
  return folder;
}

const environment = (...folders: string[]) => ({
  PATH: [...folders, "/usr/bin", "/bin"].join(path.delimiter),
  PULUMI_HOME: path.join(directory, "home"),
});

describe("the Pulumi CLI is found", () => {
  test("on PATH, where it is new enough", () => {
    const folder = cli("new", "3.219.0");
    expect(findEngine(environment(folder))).toMatchObject({
      pulumi: path.join(folder, "pulumi"),
      version: "3.219.0",
    });
  });

  test("further along PATH, where the first is too old or has no language host", () => {
    const folders = [cli("old", "3.218.9"), cli("alone", "3.300.0", { languageHost: false })];
    expect(findEngine(environment(...folders))?.pulumi).not.toBe(path.join(folders[0]!, "pulumi"));
    const good = cli("good", "4.0.0");
    expect(findEngine(environment(folders[0]!, good))?.pulumi).toBe(path.join(good, "pulumi"));
  });

  test("never at npm's launcher, which would download a CLI", () => {
    expect(findEngine(environment(cli("node_modules/.bin", "3.250.0")))).toBeUndefined();
  });

  test("in the launcher's folder: in PULUMI_HOME, under its version or PULUMI_VERSION", () => {
    cli("home/versions/3.250.0/bin", "3.250.0");
    const folder = cli("home/versions/3.333.0/bin", "3.333.0");
    expect(findEngine(environment())?.version).toBe("3.250.0");
    const found = findEngine({ ...environment(), PULUMI_VERSION: "3.333.0" })!;
    expect(found.version).toBe("3.333.0");
    expect(found.path.split(path.delimiter)[0]).toBe(folder);
  });
});

/** Installs an engine in a process of its own, with this environment alone. */
function install(env: Record<string, string>): Promise<{ code: number; output: string }> {
  const script = `require(${JSON.stringify(path.join(root, "local/engine/install"))}).ensureEngine(process.env).catch((error) => { console.error(error.message); process.exit(1); })`;
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      ["-e", script],
      { env: { ...env, NODE_PATH: path.join(root, "node_modules") } },
      (error, stdout, stderr) => resolve({ code: error ? 1 : 0, output: stdout + stderr }),
    ),
  );
}

describe("where there is no CLI", () => {
  const unreachable = { PULUMI_DOWNLOAD_SITE: "http://127.0.0.1:9/install.sh" };

  test("and installing one fails, one message lists what failed and what to install", async () => {
    const { code, output } = await install({ ...unreachable, ...environment(), PATH: directory });
    expect(code).toBe(1);
    expect(output).toContain("127.0.0.1:9 cannot be reached");
    expect(output).toContain("Go is not installed");
    expect(output).toContain("https://www.pulumi.com/docs/install/");
    expect(output).toContain("https://go.dev/doc/install");
    expect(output).not.toMatch(/\n\s+at /);
  });

  test("a Go that is too old is not used, and the message names its version", async () => {
    fs.writeFileSync(path.join(directory, "go"), "#!/bin/sh\necho go1.19\n", { mode: 0o755 });
    const { output } = await install({
      ...unreachable,
      ...environment(),
      PATH: `${directory}:/usr/bin:/bin`,
    });
    expect(output).toMatch(/go1\.19 is too old: Go 1\.25\S* or later is required/);
  });

  test("a build that fails leaves nothing behind, and the message gives the reason", async () => {
    const script = '#!/bin/sh\n[ "$1" = env ] && echo go1.99 && exit 0\necho "no disk space" >&2\nexit 1\n';
    fs.writeFileSync(path.join(directory, "go"), script, { mode: 0o755 });
    const env = { ...unreachable, ...environment(), PATH: `${directory}:/usr/bin:/bin` };
    const { code, output } = await install(env);
    expect(code).toBe(1);
    expect(output).toContain("the build from Go modules failed: no disk space");
    const left = fs.readdirSync(path.join(directory, "home"), { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => entry.isFile())).toEqual([]);
  });
});
