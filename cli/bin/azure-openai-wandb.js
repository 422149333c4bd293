#!/usr/bin/env node
// Starts the CLI. The package has its bundle; a checkout of the repository builds it where a source has changed.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node.js ${process.version} is too old. Install Node.js 20.19 or later: https://nodejs.org/`);
  process.exit(2);
}

const path = require("node:path");
const builder = path.join(__dirname, "../build/checkout.js");

/** @param {string} bundle Its folder. */
const start = (bundle) => require(path.join(bundle, "start.js"));

if (require("node:fs").existsSync(builder)) {
  require(builder)
    .bundleOfCheckout()
    .then(start)
    .catch((/** @type {Error} */ error) => {
      console.error(`The CLI cannot be built: ${error.message}`);
      process.exitCode = 2;
    });
} else {
  start(path.join(__dirname, "../dist"));
}
