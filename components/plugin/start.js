// @ts-nocheck -- a program that uses it may have ts-node check JavaScript too
// `main` of the package. Pulumi starts a package by its folder, which leads to `main` and not to `exports`. So do resolvers that know
// no `exports` (webpack 4, Jest 27), which look for the component.
const fs = require("node:fs");
const path = require("node:path");

const packageFolder = path.join(__dirname, "..");
const source = path.join(__dirname, "provider.ts");

/** Whether Pulumi's run program for packages loads this file, and not a program that imports the component. */
const isStartedByPulumi = /[\\/]cmd[\\/]run-plugin[\\/]/.test(module.parent?.filename ?? "");

if (isStartedByPulumi) {
  const isRepository = fs.existsSync(source);
  const preload = path.join(packageFolder, isRepository ? "preload" : "dist/preload");
  require(path.join(preload, "compileCache.js")).keepCompiledCode();
  if (isRepository) {
    // Instead of ts-node, with which Pulumi's run program checks all types whenever a deployment starts, those of azure-native among
    // them, for nine seconds; no setting of a package prevents it (cmd/run-plugin/run.js in @pulumi/pulumi). `npm test` checks them.
    require(path.join(preload, "typescript.js")).runTypeScript();
  }
  // By its whole name, which a type check cannot follow either.
  const { startProvider } = require(
    isRepository ? source : path.join(packageFolder, "dist/plugin/provider.js"),
  );
  startProvider(path.join(packageFolder, "schema.json"));
} else {
  module.exports = require(path.join(packageFolder, "dist/index.js"));
}
