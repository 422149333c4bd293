// Locks between processes: a file that holds its owner's process id. The file of an owner that has died is taken over.
const fs = require("node:fs");

/**
 * Takes a lock without waiting.
 * @param {string} path
 * @returns {(() => void) | undefined} Gives the lock back; undefined where another live process holds it.
 */
function tryLock(path) {
  const own = `${path}.${process.pid}`;
  fs.writeFileSync(own, String(process.pid));
  try {
    // A hard link either is made or is not, whoever else tries at the same moment.
    if (!linked(own, path)) {
      if (isAlive(fs.readFileSync(path, "utf8"))) {
        return undefined;
      }
      // Renaming succeeds for one taker alone.
      fs.renameSync(path, `${own}.stale`);
      fs.rmSync(`${own}.stale`);
      if (!linked(own, path)) {
        return undefined;
      }
    }
    return () => fs.rmSync(path, { force: true });
  } catch (error) {
    if (codeOf(error) === "ENOENT") {
      return undefined; // another process was quicker
    }
    throw error;
  } finally {
    fs.rmSync(own, { force: true });
  }
}

/**
 * Takes a lock, waiting for whoever holds it.
 * @param {string} path
 * @param {string} what What the holder does, for the message.
 * @param {number} patience Milliseconds.
 * @returns {Promise<() => void>} Gives the lock back.
 */
async function lock(path, what, patience) {
  const deadline = Date.now() + patience;
  let told = false;
  for (;;) {
    const unlock = tryLock(path);
    if (unlock) {
      return unlock;
    }
    if (Date.now() > deadline) {
      throw new Error(`Another process has been ${what} for too long. If none is, remove ${path}.`);
    }
    if (!told) {
      console.log(`  Another process is ${what}; waiting for it.`);
      told = true;
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
