/** A compile cache for Node 20, which has none of its own. */
/** @type {any} Its declarations leave out what loaders use. */
const Module = require("node:module");
const path = require("node:path");
const v8 = require("node:v8");
const vm = require("node:vm");
const { cacheFolder, digest, readCached, writeCached } = require("./cacheFolder.js");

const [prefix = "", suffix = ""] = Module.wrap("\0").split("\0");

/** Has each CommonJS module compiled with what the last start left, and leaves what the next one needs. */
function keepCompiledCode() {
  const folder = cacheFolder("node20");
  if (!folder) {
    return;
  }
  /** Scripts that are not in the cache, by the names of their files there. @type {Map<string, vm.Script>} */
  const compiled = new Map();
  // V8 uses only what the same V8 with the same options has compiled.
  const version = v8.cachedDataVersionTag().toString(36);

  /** @param {string} code @param {string} filename */
  function compile(code, filename) {
    // With the name, which V8 keeps for stack traces.
    const name = `${digest(`${filename}\n${code}`)}-${version}`;
    const cachedData = readCached(path.join(/** @type {string} */ (folder), name));
    const script = new vm.Script(prefix + code + suffix, {
      filename,
      columnOffset: -prefix.length,
      cachedData,
    });
    if (!cachedData || script.cachedDataRejected) {
      compiled.set(name, script);
    }
    return script.runInThisContext();
  }

  replaceCompile(compile);
  // At the end, since V8 compiles functions when they are first called.
  process.on("exit", () => {
    const files = [...compiled].map(
      ([name, script]) => /** @type {[string, Buffer]} */ ([name, script.createCachedData()]),
    );
    writeCached(folder, files);
  });
}

/** @param {(code: string, filename: string) => Function} compile */
function replaceCompile(compile) {
  const compileByNode = Module.prototype._compile;
  Module.prototype._compile = function (
    /** @type {string} */ content,
    /** @type {string} */ filename,
    /** @type {string | undefined} */ format,
  ) {
    let run;
    try {
      // A script of ours cannot import ES modules.
      run = /\bimport\s*\(/.test(content) ? undefined : compile(content.replace(/^#!/, "//#!"), filename);
    } catch {
      // An ES module, or an error that Node reports better.
    }
    if (!run) {
      return compileByNode.call(this, content, filename, format);
    }
    return run.call(this.exports, this.exports, requireFor(this), this, filename, path.dirname(filename));
  };
}

/** `require` of a module, as Node makes it (makeRequireFunction in lib/internal/modules/helpers.js). @param {any} module_ */
const requireFor = (module_) =>
  Object.assign((/** @type {string} */ id) => module_.require(id), {
    resolve: Object.assign(
      (/** @type {string} */ request, /** @type {object} */ options) =>
        Module._resolveFilename(request, module_, false, options),
      { paths: (/** @type {string} */ request) => Module._resolveLookupPaths(request, module_) },
    ),
    main: process.mainModule,
    extensions: Module._extensions,
    cache: Module._cache,
  });

module.exports = { keepCompiledCode };
