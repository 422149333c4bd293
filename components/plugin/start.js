// @ts-nocheck -- a program that uses it may have ts-node check JavaScript too
// What Pulumi starts in this folder. Its run program for packages has ts-node check all types whenever a deployment starts, those of
// azure-native among them, for nine seconds, and no setting of a package prevents it (cmd/run-plugin/run.js in @pulumi/pulumi).
// `npm test` checks them; here they are left out.
const fs = require("node:fs");
const path = require("node:path");
const { ModuleKind, ScriptTarget, transpileModule } = require("typescript");

const compilerOptions = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true };

require.extensions[".ts"] = (module, fileName) => {
  const source = fs.readFileSync(fileName, "utf8");
  module._compile(transpileModule(source, { compilerOptions, fileName }).outputText, fileName);
};

// By its whole name, which a type check cannot follow either.
require(path.join(__dirname, "provider.ts"));
