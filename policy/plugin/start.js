// @ts-nocheck -- Pulumi's run program for policy packs may have ts-node check JavaScript too
// `main` of the package. Pulumi starts a policy pack by its folder, which leads to `main` and not to `exports`. So do resolvers that know
// no `exports`, for packs of an organization that import the policies.
const fs = require("node:fs");
const path = require("node:path");

const packageFolder = path.join(__dirname, "..");
const source = path.join(packageFolder, "pack.ts");

/** Whether Pulumi's run program for policy packs loads this file, and not a pack that imports it. */
const isStartedByPulumi = /[\\/]cmd[\\/]run-policy-pack[\\/]/.test(module.parent?.filename ?? "");

if (isStartedByPulumi) {
  const isRepository = fs.existsSync(source);
  if (isRepository) {
    const preload = path.join(packageFolder, "../components/preload");
    require(path.join(preload, "compileCache.js")).keepCompiledCode();
    require(path.join(preload, "typescript.js")).runTypeScript();
  }
  require(isRepository ? source : path.join(packageFolder, "dist/policy/pack.js")).startPack();
} else {
  module.exports = require(path.join(packageFolder, "dist/policy/index.js"));
}
