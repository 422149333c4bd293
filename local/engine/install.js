// Makes sure that there is a Pulumi CLI: one that is installed, the official download, or a build from Go modules.
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { findEngine, launcherDirectory, launcherVersion, oldest } = require("./locate");
const { lock } = require("./lock");
const { runWithProgress } = require("./progress");

/** Milliseconds. A machine without internet must not wait long to find out; a slow line may download for a while. */
const reachable = 5_000;
const download = 10 * 60_000;
const build = 30 * 60_000;

/** The official releases are fetched from here. Tests name another address. */
const downloadSite = process.env.PULUMI_DOWNLOAD_SITE || "https://get.pulumi.com/install.sh";

const cli = path.join(__dirname, "cli");

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import("./locate").Engine>}
 * @throws Error that says what to install, where there is no way left.
 */
async function ensureEngine(env) {
  const found = findEngine(env);
  if (found) {
    return found;
  }
  const directory = launcherDirectory(env);
  fs.mkdirSync(directory, { recursive: true });
  const unlock = await lock(
    path.join(path.dirname(directory), "install.lock"),
    "installing the Pulumi CLI",
    build,
  );
  try {
    const failures = [];
    for (const way of [downloadOfficial, buildFromModules]) {
      const made = findEngine(env);
      if (made) {
        return made;
      }
      const failure = await way(env, directory);
      if (failure) {
        failures.push(failure);
      }
    }
    const made = findEngine(env);
    if (!made) {
      throw new Error(noWayLeft(failures));
    }
    return made;
  } finally {
    unlock();
  }
}

/** @param {string[]} failures */
function noWayLeft(failures) {
  return [
    "There is no Pulumi CLI, and no way to get one:",
    ...failures.map((failure) => `  - ${failure}`),
    `Install one of these and run the command again:`,
    `  - the Pulumi CLI, ${oldest.join(".")} or newer: https://www.pulumi.com/docs/install/`,
    `  - Go, ${goVersionNeeded()} or newer, from which the CLI is then built: https://go.dev/doc/install`,
  ].join("\n");
}

/** The npm launcher's own download. @param {NodeJS.ProcessEnv} env @returns {Promise<string | undefined>} Why it failed. */
async function downloadOfficial(env) {
  const host = new URL(downloadSite).host;
  try {
    const response = await fetch(downloadSite, { method: "HEAD", signal: AbortSignal.timeout(reachable) });
    if (!response.ok) {
      return `${host} answered ${response.status}`;
    }
  } catch (error) {
    const { message, cause } = /** @type {Error & { cause?: Error }} */ (error);
    return `${host} cannot be reached (${cause?.message ?? message})`;
  }
  const launcher = require.resolve("pulumi/run.js");
  const { code, output } = await runWithProgress(
    `Downloading Pulumi ${launcherVersion(env)}`,
    process.execPath,
    [launcher, "version"],
    { env, timeout: download },
  );
  return code === 0 ? undefined : `the download failed: ${lastLine(output)}`;
}

/** @param {NodeJS.ProcessEnv} env @param {string} directory @returns {Promise<string | undefined>} Why it failed. */
async function buildFromModules(env, directory) {
  const unusable = goProblem(env);
  if (unusable) {
    return unusable;
  }
  const version = moduleVersion();
  const pulumi = path.join(directory, "pulumi");
  const fresh = `${pulumi}.${process.pid}.new`;
  console.log(
    `  Building Pulumi ${version} from Go modules: some minutes the first time, seconds after that.`,
  );
  const { code, output } = await runWithProgress(
    "Building",
    "go",
    [
      "build",
      "-v",
      "-mod=readonly",
      "-trimpath",
      "-ldflags",
      `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`,
      "-o",
      fresh,
      "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    ],
    { cwd: cli, env, timeout: build, describe: (lines) => `${lines} modules and packages` },
  );
  if (code !== 0) {
    fs.rmSync(fresh, { force: true });
    return `the build from Go modules failed: ${lastLine(output)}`;
  }
  // The host first: a CLI without one is not taken for an engine.
  const host = path.join(directory, "pulumi-language-nodejs");
  fs.copyFileSync(path.join(__dirname, "languageHost", "pulumi-language-nodejs.js"), `${host}.new`);
  fs.chmodSync(`${host}.new`, 0o755);
  fs.renameSync(`${host}.new`, host);
  fs.renameSync(fresh, pulumi);
  return undefined;
}

/** The version that go.mod pins. */
function moduleVersion() {
  const pinned = /^\s*github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/m.exec(goMod());
  if (!pinned?.[1]) {
    throw new Error(`${cli}/go.mod does not pin github.com/pulumi/pulumi/pkg/v3.`);
  }
  return pinned[1];
}

const goMod = () => fs.readFileSync(path.join(cli, "go.mod"), "utf8");

const goVersionNeeded = () => /^go (\S+)/m.exec(goMod())?.[1] ?? "1.25";

/** Why Go cannot be used, if it cannot. @param {NodeJS.ProcessEnv} env */
function goProblem(env) {
  let printed;
  try {
    printed = execFileSync("go", ["env", "GOVERSION"], {
      cwd: cli,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  } catch (error) {
    const { stderr, code } = /** @type {NodeJS.ErrnoException & { stderr?: string }} */ (error);
    return code === "ENOENT" ? "Go is not installed" : `Go cannot be used: ${lastLine(stderr ?? "")}`;
  }
  const numbers = (/** @type {string} */ text) => (text.match(/\d+/g) ?? []).map(Number);
  const [has, needs] = [numbers(printed), numbers(goVersionNeeded())];
  for (const [index, least] of needs.entries()) {
    if ((has[index] ?? 0) !== least) {
      return (has[index] ?? 0) > least
        ? undefined
        : `Go ${goVersionNeeded()} or newer is needed, and ${printed} is installed`;
    }
  }
  return undefined;
}

/** @param {string} output */
const lastLine = (output) => output.trim().split("\n").pop() ?? "";

module.exports = { ensureEngine, moduleVersion };
