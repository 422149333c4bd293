/** Runs TypeScript. The compiler is loaded only for files that it has not transpiled before; it does not check types. */
const fs = require("node:fs");
/** @type {any} Its declarations leave out what loaders use. */
const Module = require("node:module");
const path = require("node:path");
const { cacheFolder, digest, readCached, writeCached } = require("./cacheFolder.js");

const compilerOptions = {
  target: "ES2022",
  module: "NodeNext",
  esModuleInterop: true,
  inlineSourceMap: true,
};

/** @param {string} source @param {string} fileName */
function transpile(source, fileName) {
  const { convertCompilerOptionsFromJson, transpileModule } = require("typescript");
  const { options } = convertCompilerOptionsFromJson(compilerOptions, path.dirname(fileName));
  return transpileModule(source, { compilerOptions: options, fileName }).outputText;
}

/** Reads a file of the cache, which a power failure may have cut off. @param {string} file */
function readOutput(file) {
  const [, checksum, output = ""] = /^(.*)\n([^]*)$/.exec(readCached(file)?.toString() ?? "") ?? [];
  return checksum === digest(output) ? output : undefined;
}

/** @param {string | undefined} folder @param {string} fileName */
function outputOf(folder, fileName) {
  const source = fs.readFileSync(fileName, "utf8");
  if (!folder) {
    return transpile(source, fileName);
  }
  const name = digest(JSON.stringify([compilerOptions, path.basename(fileName), source]));
  const cached = readOutput(path.join(folder, name));
  if (cached !== undefined) {
    return cached;
  }
  const output = transpile(source, fileName);
  writeCached(folder, [[name, `${digest(output)}\n${output}`]]);
  return output;
}

/** From here on, `require` loads TypeScript. */
function runTypeScript() {
  const folder = cacheFolder("typescript");
  /** The files' JavaScript, with its source maps. @type {Map<string, string>} */
  const outputs = new Map();
  Module._extensions[".ts"] = (/** @type {any} */ module_, /** @type {string} */ fileName) => {
    const output = outputOf(folder, fileName);
    outputs.set(fileName, output);
    module_._compile(output, fileName);
  };
  mapStackTraces(outputs);
}

/** @param {Map<string, string>} outputs */
function mapStackTraces(outputs) {
  let sourceMaps;
  try {
    // Pulumi's run program has it map stack traces too.
    sourceMaps = Module.createRequire(require.resolve("@pulumi/pulumi"))("source-map-support");
  } catch {
    return;
  }
  sourceMaps.install({
    environment: "node",
    handleUncaughtExceptions: false,
    retrieveFile: (/** @type {string} */ fileName) => outputs.get(fileName) ?? null,
    // Pulumi records thousands of stack traces. Their lines in packages stay those of the JavaScript.
    retrieveSourceMap: (/** @type {string} */ fileName) =>
      /[\\/]node_modules[\\/]/.test(fileName) ? { url: fileName, map: emptySourceMap } : null,
  });
}

const emptySourceMap = JSON.stringify({ version: 3, sources: [], names: [], mappings: "" });

module.exports = { runTypeScript };
