/** For programs that import the component without the preload: what is loaded after this is azure-native. */
const { hasCompileCache, keepCompiledCode } = require("./compileCache.js");

// A library has no business replacing Node's own loader, as the preload does in Node 20.
if (hasCompileCache) {
  keepCompiledCode();
}
