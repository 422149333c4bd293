/** Keeps a program with hundreds of integrations small: thousands of outputs wait for the engine at once, each of a dozen promises. */
const path = require("node:path");
const v8 = require("node:v8");

/** @param {string} sdk Folder of Pulumi's SDK. */
function saveMemory(sdk) {
  // By default, the heap may grow to a multiple of what is in use.
  v8.setFlagsFromString("--heap-growing-percent=15");
  // For traces, the SDK has to load its own modules in its own order.
  if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS && !process.env.TRACEPARENT) {
    leaveOutStackTraces(require(path.join(sdk, "runtime/debuggable.js")));
  }
}

/**
 * The SDK keeps a stack trace with each of its promises, and prints it where PULUMI_DEBUG_PROMISE_LEAKS is set.
 * @param {{ debuggablePromise: (promise: Promise<unknown>, context: unknown) => Promise<unknown> }} debuggable
 */
function leaveOutStackTraces(debuggable) {
  const { debuggablePromise } = debuggable;
  debuggable.debuggablePromise = (promise, context) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(promise, context);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
}

module.exports = { saveMemory };
