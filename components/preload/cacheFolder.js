/**
 * Files that save work at the next start, in `node_modules/.cache/azure-openai-wandb`. They contain the code of programs, and nothing
 * that a program computes.
 */
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

/** The files that a folder may have. Of more, the older half is removed. */
const maxFiles = 4000;

/**
 * The nearest folder of packages, whose users may change the code of programs anyway. That is not so of a folder for
 * temporary files, which is Node's default.
 */
function packagesFolder() {
  for (let directory = __dirname; ; directory = path.dirname(directory)) {
    const folder =
      path.basename(directory) === "node_modules" ? directory : path.join(directory, "node_modules");
    if (fs.existsSync(folder)) {
      return folder;
    }
    if (directory === path.dirname(directory)) {
      return undefined;
    }
  }
}

/**
 * The folder for one kind of files.
 * @param {string} kind
 * @returns {string | undefined} Undefined where nothing can be written, as in a read-only checkout.
 */
function cacheFolder(kind) {
  const packages = packagesFolder();
  if (!packages || process.env.NODE_DISABLE_COMPILE_CACHE) {
    return undefined;
  }
  const folder = path.join(packages, ".cache/azure-openai-wandb", kind);
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    fs.accessSync(folder, fs.constants.W_OK);
    return folder;
  } catch {
    return undefined;
  }
}

/** @param {string} file @returns {Buffer | undefined} */
function readCached(file) {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}

/**
 * Writes files, each whole or not at all, since other processes read and write the same ones.
 * @param {string} folder
 * @param {Iterable<[name: string, content: string | Buffer]>} files
 */
function writeCached(folder, files) {
  try {
    for (const [name, content] of files) {
      const temporary = path.join(folder, `${name}.${process.pid}`);
      fs.writeFileSync(temporary, content, { mode: 0o600 });
      fs.renameSync(temporary, path.join(folder, name));
    }
    removeOldFiles(folder);
  } catch {
    // The next start does the work again.
  }
}

/** Removes the older half of more than `max` files or folders. @param {string} folder */
function removeOldFiles(folder, max = maxFiles) {
  try {
    const names = fs.readdirSync(folder);
    if (names.length <= max) {
      return;
    }
    names
      .map((name) => path.join(folder, name))
      .map((file) => ({ file, time: fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
      .sort((one, other) => one.time - other.time)
      .slice(0, names.length - Math.floor(max / 2))
      .forEach(({ file }) => fs.rmSync(file, { recursive: true, force: true }));
  } catch {
    // Another process may be removing them.
  }
}

/** @param {string} text */
const digest = (text) => createHash("sha1").update(text).digest("hex");

module.exports = { cacheFolder, digest, readCached, removeOldFiles, writeCached };
