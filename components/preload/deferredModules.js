/** Modules that Pulumi's SDK loads at every start for what few programs do. They are loaded when something of them is used. */
/** @type {any} Its declarations leave out what loaders use. */
const Module = require("node:module");
const path = require("node:path");

/**
 * @typedef {object} Deferred
 * @property {string} from The file of the SDK that loads it.
 * @property {string} name
 * @property {boolean} esModule Its `__esModule` as the file is to see it. The SDK's compiled code reads that at once.
 */

const forTracing = [
  "exporter-zipkin",
  "instrumentation",
  "instrumentation-grpc",
  "resources",
  "sdk-trace-base",
  "sdk-trace-node",
];

/** @type {Deferred[]} */
const deferred = [
  // Functions that are part of a resource, as in dynamic providers.
  { from: "tsutils.js", name: "./typescript-shim.js", esModule: false },
  { from: "runtime/closure/codePaths.js", name: "@npmcli/arborist", esModule: true },
  { from: "runtime/closure/codePaths.js", name: "normalize-package-data", esModule: false },
  // Programs that run other programs.
  { from: "index.js", name: "./automation/index.js", esModule: true },
  // `pulumi --tracing`
  ...forTracing.map((name) => ({
    from: "cmd/run/tracing.js",
    name: `@opentelemetry/${name}`,
    esModule: true,
  })),
];

/**
 * Exports of a module that is loaded when something of them is used.
 * @param {() => any} load
 * @param {boolean} esModule
 * @returns {any}
 */
function lazyExports(load, esModule) {
  /** @type {any} */
  let exports;
  const loaded = () => (exports ??= load());
  /** @type {Record<string, Function>} */
  const traps = {
    get: (/** @type {unknown} */ _target, /** @type {string} */ key) =>
      key === "__esModule" && !exports ? esModule || undefined : loaded()[key],
  };
  for (const name of /** @type {(keyof typeof Reflect)[]} */ (Object.getOwnPropertyNames(Reflect))) {
    const operation = /** @type {Function} */ (Reflect[name]);
    traps[name] ??= (/** @type {unknown} */ _target, /** @type {unknown[]} */ ...args) =>
      operation(loaded(), ...args);
  }
  const descriptorOf = traps.getOwnPropertyDescriptor;
  // A proxy may report no property as permanent that the object behind it lacks.
  traps.getOwnPropertyDescriptor = (/** @type {unknown[]} */ ...args) => {
    const descriptor = descriptorOf?.(...args);
    return descriptor && { ...descriptor, configurable: true };
  };
  // A bound class can be called and constructed, and has no property that a proxy must report.
  return new Proxy(class {}.bind(undefined), traps);
}

/** @param {string} sdk Folder of the SDK. @param {Deferred} module_ */
function defer(sdk, { from, name, esModule }) {
  const load = Module.createRequire(path.join(sdk, from));
  const file = load.resolve(name);
  const standIn = new Module(file);
  Object.assign(standIn, {
    filename: file,
    loaded: true,
    exports: lazyExports(() => {
      delete Module._cache[file];
      return load(file);
    }, esModule),
  });
  Module._cache[file] = standIn;
}

/** @param {string} sdk Folder of the SDK. */
function deferModules(sdk) {
  for (const module_ of deferred) {
    try {
      defer(sdk, module_);
    } catch {
      // Another version of the SDK does without it.
    }
  }
}

module.exports = { deferModules, lazyExports };
