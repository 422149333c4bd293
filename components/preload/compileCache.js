/** Keeps what V8 compiles from one start to the next: most of a start is compiling the same JavaScript again. */
/** @type {any} Its declarations leave out what loaders use. */
const Module = require("node:module");
const path = require("node:path");
const { cacheFolder, removeOldFiles } = require("./cacheFolder.js");

/** Versions of Node whose compiled code is kept. */
const maxVersions = 8;

/** Node has a compile cache of its own since 22.8. */
const hasCompileCache = Module.enableCompileCache !== undefined;

function keepCompiledCode() {
  if (!hasCompileCache) {
    require("./node20.js").keepCompiledCode();
    return;
  }
  const folder = cacheFolder("node");
  const { directory } = folder ? Module.enableCompileCache(folder) : {};
  // It is elsewhere where NODE_COMPILE_CACHE is set, or a program has enabled it before.
  if (folder && directory && path.dirname(directory) === folder) {
    removeOldFiles(directory);
    removeOldFiles(folder, maxVersions);
  }
}

module.exports = { hasCompileCache, keepCompiledCode };
