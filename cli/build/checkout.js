// The bundle of a checkout: in `.local/`, under a name that its sources give it, so that each change builds another one.
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const root = path.join(__dirname, "../..");
const bundles = path.join(root, ".local/cli");
/** What a bundle consists of, beside the packages of the lock file. */
const sources = ["cli", "components", "package-lock.json"];
const withoutSources = /^(node_modules|dist|docs)$/;
/** A command that runs loads parts of its bundle later. */
const keptMs = 24 * 60 * 60 * 1000;

/**
 * Lists files with what tells a changed one, as Make does: contents need not be read.
 * @param {string} file @returns {string[]}
 */
function stampsBelow(file) {
  const found = fs.statSync(file);
  if (!found.isDirectory()) {
    return [`${file} ${found.size} ${found.mtimeMs}`];
  }
  return fs
    .readdirSync(file)
    .filter((name) => !withoutSources.test(name))
    .flatMap((name) => stampsBelow(path.join(file, name)));
}

/** Builds the bundle where its sources have changed. @returns {Promise<string>} Its folder. */
async function bundleOfCheckout() {
  const stamps = sources.flatMap((source) => stampsBelow(path.join(root, source)));
  const bundle = path.join(
    bundles,
    createHash("sha256").update(stamps.join("\n")).digest("hex").slice(0, 12),
  );
  if (fs.existsSync(bundle)) {
    return bundle;
  }
  fs.mkdirSync(bundles, { recursive: true });
  removeOld();
  const unfinished = fs.mkdtempSync(`${bundle}-`);
  try {
    await require("./bundle.js").writeBundle(unfinished);
    fs.renameSync(unfinished, bundle);
  } catch (error) {
    fs.rmSync(unfinished, { recursive: true, force: true });
    // Another process was first.
    if (!fs.existsSync(bundle)) {
      throw error;
    }
  }
  return bundle;
}

function removeOld() {
  for (const name of fs.readdirSync(bundles)) {
    const folder = path.join(bundles, name);
    const { mtimeMs } = fs.statSync(folder, { throwIfNoEntry: false }) ?? { mtimeMs: Infinity };
    if (mtimeMs < Date.now() - keptMs) {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }
}

module.exports = { bundleOfCheckout };
