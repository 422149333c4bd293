// Runs before `npm start`, `npm test` and `npm run local`: installs what is missing, with Node's built-ins alone.
const major = Number(process.versions.node.split(".")[0]);
const minor = Number(process.versions.node.split(".")[1]);

async function main() {
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`Node 20.19 or newer is needed, and this is ${process.version}: https://nodejs.org/`);
  }
  await require("./packages").ensurePackages();
  const begin = Date.now();
  const { findEngine } = require("./locate");
  const wasThere = findEngine(process.env) !== undefined;
  const engine = await require("./install").ensureEngine(process.env);
  if (!wasThere) {
    console.log(`✔ Pulumi ${engine.version} is in place (${((Date.now() - begin) / 1000).toFixed(0)} s)`);
  }
}

main().catch((/** @type {Error} */ error) => {
  console.error(`✖ ${error.message}`);
  process.exitCode = 1;
});
