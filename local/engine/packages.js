// Installs the npm packages of the lockfile where they are missing or out of date.
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { lock } = require("./lock");
const { runWithProgress } = require("./progress");

const root = path.resolve(__dirname, "../..");
const lockfile = path.join(root, "package-lock.json");
const stamp = path.join(root, "node_modules", ".installed-lockfile");

const installTimeoutMs = 15 * 60_000;

const digest = () => createHash("sha256").update(fs.readFileSync(lockfile)).digest("hex");

function isInstalled() {
  try {
    return fs.readFileSync(stamp, "utf8") === digest();
  } catch {
    return false;
  }
}

/** @returns {Promise<boolean>} Whether anything was installed. */
async function ensurePackages() {
  if (isInstalled()) {
    return false;
  }
  fs.mkdirSync(path.join(root, ".local"), { recursive: true, mode: 0o700 });
  const lockPath = path.join(root, ".local", "packages.lock");
  const unlock = await lock(lockPath, "installing packages", installTimeoutMs);
  try {
    if (isInstalled()) {
      return false;
    }
    const begin = Date.now();
    // Before the installation, during which a checkout may change the lockfile.
    const installing = digest();
    fs.rmSync(stamp, { force: true });
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
    const { code, output } = await runWithProgress("Installing packages", npm, args, {
      cwd: root,
      env: process.env,
      lock: unlock,
    });
    if (code !== 0) {
      throw new Error(
        `npm ci failed:\n${output.trim().split("\n").slice(-15).join("\n")}\nFix the reported problem and run the command again.`,
      );
    }
    fs.writeFileSync(stamp, installing);
    console.log(`✔ Packages are installed (${((Date.now() - begin) / 1000).toFixed(0)} s)`);
    return true;
  } finally {
    unlock();
  }
}

module.exports = { ensurePackages };
