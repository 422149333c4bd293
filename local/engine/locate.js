// Where the Pulumi CLI is, without starting anything where that can be avoided.
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

/** Oldest CLI that this project's Pulumi.yaml works with (`requiredPulumiVersion` is understood from it on). */
const oldest = [3, 219, 0];

const executable = process.platform === "win32" ? ".exe" : "";

/**
 * @typedef {object} Engine
 * @property {string} pulumi Path of the CLI.
 * @property {string} path Value of PATH with which `pulumi` and its language host are found.
 * @property {string} version Such as `3.250.0`.
 */

/** The version of the npm package `pulumi`, which PULUMI_VERSION overrides: what its launcher runs. @param {NodeJS.ProcessEnv} env */
function launcherVersion(env) {
  return env.PULUMI_VERSION || require("pulumi/package.json").version;
}

/** Folder that the npm launcher and the Automation API keep a CLI in. @param {NodeJS.ProcessEnv} env */
function launcherDirectory(env) {
  const home = env.PULUMI_HOME || path.join(os.homedir(), ".pulumi");
  return path.join(home, "versions", launcherVersion(env), "bin");
}

/** @param {NodeJS.ProcessEnv} env @returns {Engine | undefined} */
function findOnPath(env) {
  for (const directory of (env.PATH ?? "").split(path.delimiter).filter(Boolean)) {
    const pulumi = path.join(directory, `pulumi${executable}`);
    // npm puts a launcher there, which would download what is looked for here.
    if (/node_modules[\\/]\.bin$/.test(directory) || !isExecutable(pulumi)) {
      continue;
    }
    const version = versionOf(pulumi, env);
    if (version && isNewEnough(version) && hasLanguageHost(directory, env)) {
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

/** The CLI on PATH where it is new enough, else the launcher's. @param {NodeJS.ProcessEnv} env @returns {Engine | undefined} */
function findEngine(env) {
  return findOnPath(env) ?? findAtLauncher(env);
}

/** @param {string} directory @param {NodeJS.ProcessEnv} env */
function hasLanguageHost(directory, env) {
  const name = `pulumi-language-nodejs${executable}`;
  return [directory, ...(env.PATH ?? "").split(path.delimiter)].some((one) =>
    isExecutable(path.join(one, name)),
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

/** @param {string} version */
function isNewEnough(version) {
  const parts = version.split(".").map(Number);
  for (const [index, least] of oldest.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) {
      return part > least;
    }
  }
  return true;
}

/** @param {string} directory @param {NodeJS.ProcessEnv} env */
const withFirst = (directory, env) => [directory, env.PATH ?? ""].join(path.delimiter);

module.exports = { findEngine, findAtLauncher, findOnPath, launcherDirectory, launcherVersion, oldest };
