// Acquires locks for tests, in a process of its own: each message has a path and when to try, or "release".
const { tryLock } = require("../../local/engine/lock");

/** @type {(() => void) | undefined} */
let unlock;

process.on("message", (/** @type {{ path: string, at: number } | "release"} */ message) => {
  if (message === "release") {
    unlock?.();
    unlock = undefined;
    process.send?.(true);
    return;
  }
  while (Date.now() < message.at) {
    // All processes try in the same millisecond.
  }
  unlock = tryLock(message.path);
  process.send?.(unlock !== undefined);
});
