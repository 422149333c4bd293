// Locks between processes: a file with its owner's process id. A lock whose owner has died is acquired by the next process.
const fs = require("node:fs");

/**
 * Acquires a lock without waiting.
 * @param {string} path
 * @returns {(() => void) | undefined} Releases the lock; undefined where another live process holds it.
 */
function tryLock(path) {
  const own = `${path}.${process.pid}`;
  fs.writeFileSync(own, String(process.pid));
  try {
    // Of several processes that create the hard link at the same moment, one succeeds.
    if (!linked(own, path)) {
      if (isAlive(fs.readFileSync(path, "utf8"))) {
        return undefined;
      }
      // Renaming succeeds for one process alone.
      fs.renameSync(path, `${own}.stale`);
      fs.rmSync(`${own}.stale`);
      if (!linked(own, path)) {
        return undefined;
      }
    }
    return () => fs.rmSync(path, { force: true });
  } catch (error) {
    if (codeOf(error) === "ENOENT") {
      return undefined; // another process has acquired it meanwhile
    }
    throw error;
  } finally {
    fs.rmSync(own, { force: true });
  }
}

/**
 * Acquires a lock, and waits for the process that holds it.
 * @param {string} path
 * @param {string} activity What the holder does, for the message: "installing packages".
 * @param {number} timeoutMs
 * @returns {Promise<() => void>} Releases the lock.
 */
async function lock(path, activity, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  let isReported = false;
  for (;;) {
    const unlock = tryLock(path);
    if (unlock) {
      return unlock;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `Timed out while another process is ${activity}. If no other process is running, remove ${path}.`,
      );
    }
    if (!isReported) {
      console.log(`  Waiting for another process that is ${activity} …`);
      isReported = true;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** @param {string} from @param {string} to */
function linked(from, to) {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") {
      return false;
    }
    throw error;
  }
}

/** @param {string} processId */
function isAlive(processId) {
  try {
    process.kill(Number(processId), 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** @param {unknown} error */
const codeOf = (error) => /** @type {NodeJS.ErrnoException} */ (error).code;

module.exports = { tryLock, lock };
