// Runs before `npm start`, `npm test` and `npm run local`: installs what is missing. Until the packages are installed it has
// Node's built-in modules alone.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

async function main() {
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`Node ${process.version} is too old. Install Node 20.19 or later: https://nodejs.org/`);
  }
  await require("./packages").ensurePackages();
  const begin = Date.now();
  const { findEngine } = require("./locate");
  const isInstalled = findEngine(process.env) !== undefined;
  const engine = await require("./install").ensureEngine(process.env);
  if (!isInstalled) {
    console.log(`✔ Pulumi ${engine.version} is installed (${((Date.now() - begin) / 1000).toFixed(0)} s)`);
  }
}

// Who reads the output may end first, as in `npm start | head`: as a shell reports a process that SIGPIPE ended.
[process.stdout, process.stderr].forEach((stream) => stream.on("error", () => process.exit(141)));
main().catch((/** @type {Error} */ error) => {
  console.error(`✖ ${error.message}`);
  process.exitCode = 1;
});
