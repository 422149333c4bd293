// Finds the Pulumi CLI on this machine.
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const semver = require("semver");

/** The first version of the CLI that reads `requiredPulumiVersion` of Pulumi.yaml. */
const minVersion = "3.219.0";

const executable = process.platform === "win32" ? ".exe" : "";

/**
 * @typedef {object} Engine
 * @property {string} pulumi Path of the CLI.
 * @property {string} path Value of PATH that finds `pulumi` and its language host.
 * @property {string} version Such as `3.250.0`.
 */

/** The version that the npm package `pulumi` launches: its own, or PULUMI_VERSION. @param {NodeJS.ProcessEnv} env */
function launcherVersion(env) {
  return env.PULUMI_VERSION || require("pulumi/package.json").version;
}

/** The folder in which the npm package `pulumi` and the Automation API keep a CLI. @param {NodeJS.ProcessEnv} env */
function launcherDirectory(env) {
  const home = env.PULUMI_HOME || path.join(os.homedir(), ".pulumi");
  return path.join(home, "versions", launcherVersion(env), "bin");
}

/** @param {NodeJS.ProcessEnv} env @returns {Engine | undefined} */
function findOnPath(env) {
  for (const directory of (env.PATH ?? "").split(path.delimiter).filter(Boolean)) {
    const pulumi = path.join(directory, `pulumi${executable}`);
    // npm puts a launcher there, which downloads a CLI.
    if (/node_modules[\\/]\.bin$/.test(directory) || !isExecutable(pulumi)) {
      continue;
    }
    const version = versionOf(pulumi, env);
    if (version && semver.gte(version, minVersion) && hasLanguageHost(directory, env)) {
      return { pulumi, path: withFirst(directory, env), version };
    }
  }
  return undefined;
}

/** @param {NodeJS.ProcessEnv} env @returns {Engine | undefined} */
function findAtLauncher(env) {
  const directory = launcherDirectory(env);
  const pulumi = path.join(directory, `pulumi${executable}`);
  return isExecutable(pulumi) && hasLanguageHost(directory, env)
    ? { pulumi, path: withFirst(directory, env), version: launcherVersion(env) }
    : undefined;
}

/** Finds the CLI on PATH where it is new enough, or the launcher's. @param {NodeJS.ProcessEnv} env @returns {Engine | undefined} */
function findEngine(env) {
  return findOnPath(env) ?? findAtLauncher(env);
}

/** Finds the CLI. @param {NodeJS.ProcessEnv} env @returns {Engine} @throws Error where there is none. */
function requireEngine(env) {
  const engine = findEngine(env);
  if (!engine) {
    throw new Error("The Pulumi CLI is not installed. Run `node local/engine/setup.js`.");
  }
  return engine;
}

/** @param {string} directory @param {NodeJS.ProcessEnv} env */
function hasLanguageHost(directory, env) {
  const name = `pulumi-language-nodejs${executable}`;
  return [directory, ...(env.PATH ?? "").split(path.delimiter)].some((folder) =>
    isExecutable(path.join(folder, name)),
  );
}

/** @param {string} file */
function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/** @param {string} pulumi @param {NodeJS.ProcessEnv} env */
function versionOf(pulumi, env) {
  try {
    const quiet = { ...env, PULUMI_SKIP_UPDATE_CHECK: "1" };
    const printed = execFileSync(pulumi, ["version"], {
      env: quiet,
      encoding: "utf8",
      timeout: 10_000,
      stdio: ["ignore", "pipe", "ignore"],
    });
    return /v?(\d+\.\d+\.\d+)/.exec(printed)?.[1];
  } catch {
    return undefined;
  }
}

/** @param {string} directory @param {NodeJS.ProcessEnv} env */
const withFirst = (directory, env) => [directory, env.PATH ?? ""].join(path.delimiter);

module.exports = { findEngine, launcherDirectory, launcherVersion, minVersion, requireEngine };
