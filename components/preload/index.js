/**
 * Lets a Pulumi program start sooner and need less memory. Node loads it before Pulumi's run program, by `nodeargs` in Pulumi.yaml:
 * `--require=azure-openai-wandb/preload`.
 */
const v8 = require("node:v8");
const { keepCompiledCode } = require("./compileCache.js");
const { deferModules } = require("./deferredModules.js");
const { saveMemory } = require("./memory.js");
const { runTypeScript } = require("./typescript.js");

/** Folder of Pulumi's SDK, where Node runs a program of it. */
const [sdk] = /^.*[\\/]@pulumi[\\/]pulumi(?=[\\/]cmd[\\/])/.exec(process.argv[1] ?? "") ?? [];

if (sdk) {
  // The run program sets this option later, and V8 does not use what was compiled with other options.
  v8.setFlagsFromString("--allow-natives-syntax");
  keepCompiledCode();
  deferModules(sdk);
  saveMemory(sdk);
  // Where it is "true", the run program has ts-node run TypeScript.
  if (process.env.PULUMI_NODEJS_TYPESCRIPT !== "true") {
    runTypeScript();
  }
}
