// @ts-nocheck -- Pulumi's run program for policy packs may have ts-node check JavaScript too
// `main` of the package, which Pulumi runs: it starts the compiled pack, or its sources in the repository.
const fs = require("node:fs");
const path = require("node:path");

const source = path.join(__dirname, "index.ts");
const isRepository = fs.existsSync(source);
if (isRepository) {
  const preload = path.join(__dirname, "../components/preload");
  require(path.join(preload, "compileCache.js")).keepCompiledCode();
  require(path.join(preload, "typescript.js")).runTypeScript();
}
require(isRepository ? source : path.join(__dirname, "dist/policy/index.js")).startPack();
