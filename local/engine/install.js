// Installs the Pulumi CLI where there is none: by the official download, or by a build from Go modules.
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const semver = require("semver");
const { findEngine, launcherDirectory, launcherVersion, minVersion } = require("./locate");
const { lock } = require("./lock");
const { runWithProgress } = require("./progress");

/** Short, so that a machine without internet access does not wait for long. */
const connectTimeoutMs = 5_000;
const downloadTimeoutMs = 10 * 60_000;
const buildTimeoutMs = 30 * 60_000;

/** The URL of the official releases. Tests set another. */
const downloadSite = process.env.PULUMI_DOWNLOAD_SITE || "https://get.pulumi.com/install.sh";

const cli = path.join(__dirname, "cli");

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import("./locate").Engine>}
 * @throws Error that lists what to install, where neither the download nor the build succeeds.
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
    buildTimeoutMs,
  );
  try {
    const failures = [];
    for (const method of [downloadOfficial, buildFromModules]) {
      const engine = findEngine(env);
      if (engine) {
        return engine;
      }
      const failure = await method(env, directory, unlock);
      if (failure) {
        failures.push(failure);
      }
    }
    const engine = findEngine(env);
    if (!engine) {
      throw new Error(notInstalled(failures));
    }
    return engine;
  } finally {
    unlock();
  }
}

/** @param {string[]} failures */
function notInstalled(failures) {
  return [
    "The Pulumi CLI is not installed, and installing it failed:",
    ...failures.map((failure) => `  - ${failure}`),
    "Install one of these and run the command again:",
    `  - the Pulumi CLI ${minVersion} or later: https://www.pulumi.com/docs/install/`,
    `  - Go ${requiredGoVersion()} or later, to build the CLI: https://go.dev/doc/install`,
  ].join("\n");
}

/**
 * Downloads the CLI by the npm package `pulumi`, to a folder of its own: an interrupted download leaves an executable that is cut short.
 * @param {NodeJS.ProcessEnv} env @param {string} directory @param {import("./lock").Lock} lock
 * @returns {Promise<string | undefined>} Why it failed.
 */
async function downloadOfficial(env, directory, lock) {
  const host = new URL(downloadSite).host;
  try {
    const response = await fetch(downloadSite, {
      method: "HEAD",
      signal: AbortSignal.timeout(connectTimeoutMs),
    });
    if (!response.ok) {
      return `${host} returned ${response.status}`;
    }
  } catch (error) {
    const { message, cause } = /** @type {Error & { cause?: Error }} */ (error);
    return `${host} cannot be reached (${cause?.message ?? message})`;
  }
  const launcher = require.resolve("pulumi/run.js");
  const home = path.join(path.dirname(directory), "download");
  fs.rmSync(home, { recursive: true, force: true });
  const own = { ...env, PULUMI_HOME: home };
  const { code, output } = await runWithProgress(
    `Downloading Pulumi ${launcherVersion(env)}`,
    process.execPath,
    [launcher, "version"],
    { env: own, timeoutMs: downloadTimeoutMs, lock },
  );
  if (code === 0) {
    fs.rmSync(directory, { recursive: true, force: true });
    fs.renameSync(launcherDirectory(own), directory);
  }
  fs.rmSync(home, { recursive: true, force: true });
  return code === 0 ? undefined : `the download failed: ${lastLine(output)}`;
}

/**
 * @param {NodeJS.ProcessEnv} env @param {string} directory @param {import("./lock").Lock} lock
 * @returns {Promise<string | undefined>} Why it failed.
 */
async function buildFromModules(env, directory, lock) {
  const problem = goProblem(env);
  if (problem) {
    return problem;
  }
  const version = moduleVersion();
  const pulumi = path.join(directory, "pulumi");
  // A killed build leaves it, and the next one overwrites it.
  const fresh = `${pulumi}.new`;
  console.log(
    `  Building Pulumi ${version} from Go modules. The first build takes some minutes, later ones seconds.`,
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
    { cwd: cli, env, timeoutMs: buildTimeoutMs, describe: (lines) => `${lines} modules and packages`, lock },
  );
  if (code !== 0) {
    fs.rmSync(fresh, { force: true });
    return `the build from Go modules failed: ${lastLine(output)}`;
  }
  // The host first: findEngine passes over a CLI without one.
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

const requiredGoVersion = () => /^go (\S+)/m.exec(goMod())?.[1] ?? "1.25";

/** Why Go cannot build the CLI; undefined where it can. @param {NodeJS.ProcessEnv} env */
function goProblem(env) {
  let installed;
  try {
    installed = execFileSync("go", ["env", "GOVERSION"], {
      cwd: cli,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  } catch (error) {
    const { stderr, code } = /** @type {NodeJS.ErrnoException & { stderr?: string }} */ (error);
    return code === "ENOENT" ? "Go is not installed" : `Go cannot be used: ${lastLine(stderr ?? "")}`;
  }
  const isTooOld = semver.lt(
    semver.coerce(installed) ?? "0.0.0",
    semver.coerce(requiredGoVersion()) ?? "0.0.0",
  );
  return isTooOld ? `${installed} is too old: Go ${requiredGoVersion()} or later is required` : undefined;
}

/** @param {string} output */
const lastLine = (output) => output.trim().split("\n").pop() ?? "";

module.exports = { ensureEngine, moduleVersion };
