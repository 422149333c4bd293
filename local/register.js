// Lets Node run TypeScript, transpiled as the stack is. `npm test` checks the types.
const { keepCompiledCode } = require("../components/preload/compileCache.js");
const { runTypeScript } = require("../components/preload/typescript.js");

keepCompiledCode();
runTypeScript();
