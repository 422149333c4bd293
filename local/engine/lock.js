// Locks between processes. The operating system holds them and releases them when their process ends, however it ends, so that no lock
// is ever stale. Process ids play no part: containers with ids of their own can share a folder.
const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");

const pollIntervalMs = 200;

/** Attempts to lock the file at a path that other processes remove and create. */
const maxAttempts = 100;

/**
 * @typedef {(() => void) & { descriptor: number, isHeld: () => boolean }} Lock Releases the lock.
 *   `descriptor`: a process that inherits it holds the lock too, and keeps it where this process is killed.
 *   `isHeld`: false where the file was removed or replaced, so that other processes can lock the path.
 */

/**
 * @typedef {object} LockingSystem
 * @property {{ exclusive: number, shared: number }} flags Of open(), besides the usual ones.
 * @property {(descriptor: number, isShared: boolean, path: string) => boolean} lock Whether the open file is locked.
 */

/** @type {LockingSystem} Node has no call for flock(2). A lock that a child process takes on an inherited descriptor is ours as well. */
const byProgram = {
  flags: { exclusive: 0, shared: 0 },
  lock(descriptor, isShared, path) {
    const { status, error, stderr } = spawnSync("flock", ["-n", isShared ? "-s" : "-x", "3"], {
      stdio: ["ignore", "ignore", "pipe", descriptor],
      encoding: "utf8",
      // Where util-linux and BusyBox install it, whatever the user's PATH is.
      env: { PATH: [process.env.PATH ?? "", "/usr/bin", "/bin"].join(":") },
    });
    if (codeOf(error) === "ENOENT") {
      throw new Error("The program flock is not installed. Install the package util-linux.");
    }
    // 1: another process holds the lock.
    if (error || (status !== 0 && status !== 1)) {
      throw new Error(`${path} cannot be locked: ${error?.message ?? stderr.trim()}`);
    }
    return status === 0;
  },
};

/** @param {{ exclusive: number, shared: number }} flags @returns {LockingSystem} Locks with open() itself, which fails where another process holds the lock. */
const byOpen = (flags) => ({ flags, lock: () => true });

/** Values of the systems' headers and of libuv; assumed for all but Linux, where tests run. @type {Record<string, LockingSystem>} */
const systems = {
  // O_EXLOCK or O_SHLOCK, with O_NONBLOCK.
  darwin: byOpen({ exclusive: 0x24, shared: 0x14 }),
  freebsd: byOpen({ exclusive: 0x24, shared: 0x14 }),
  // UV_FS_O_EXLOCK. Any open file excludes it.
  win32: byOpen({ exclusive: 0x10000000, shared: 0 }),
};

/**
 * Acquires a lock without waiting.
 * @param {string} path
 * @param {{ isShared?: boolean }} [options] `isShared`: several processes may hold it, but none that wants it alone.
 * @returns {Lock | undefined} undefined where another process holds the lock.
 */
function tryLock(path, { isShared = false } = {}) {
  const system = systems[process.platform] ?? byProgram;
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const descriptor = openLocked(path, isShared, system);
    if (descriptor === undefined) {
      return undefined;
    }
    // The former holder removes the file: this one may not be at the path any more.
    if (isAt(path, descriptor)) {
      if (!isShared) {
        writeHolder(descriptor);
      }
      return heldLock(path, descriptor, isShared);
    }
    fs.closeSync(descriptor);
  }
  return undefined;
}

/** @param {string} path @param {boolean} isShared @param {LockingSystem} system @returns {number | undefined} */
function openLocked(path, isShared, { flags, lock }) {
  const usual = fs.constants.O_RDWR | fs.constants.O_CREAT;
  let descriptor;
  try {
    descriptor = fs.openSync(path, usual | (isShared ? flags.shared : flags.exclusive), 0o600);
  } catch (error) {
    if (["EAGAIN", "EWOULDBLOCK", "EBUSY"].includes(codeOf(error) ?? "")) {
      return undefined;
    }
    throw error;
  }
  let isLocked = false;
  try {
    isLocked = lock(descriptor, isShared, path);
    return isLocked ? descriptor : undefined;
  } finally {
    if (!isLocked) {
      fs.closeSync(descriptor);
    }
  }
}

/** @param {string} path @param {number} descriptor @param {boolean} isShared @returns {Lock} */
function heldLock(path, descriptor, isShared) {
  let isReleased = false;
  const unlock = () => {
    if (isReleased) {
      return;
    }
    isReleased = true;
    // Other processes may share the lock by the file at the path.
    if (!isShared && isAt(path, descriptor)) {
      removeLocked(path);
    }
    fs.closeSync(descriptor);
  };
  return Object.assign(unlock, { descriptor, isHeld: () => !isReleased && isAt(path, descriptor) });
}

/** Whether a path leads to an open file. @param {string} path @param {number} descriptor */
function isAt(path, descriptor) {
  const found = fs.statSync(path, { throwIfNoEntry: false });
  const own = fs.fstatSync(descriptor);
  return found?.ino === own.ino && found.dev === own.dev;
}

/** @param {string} path */
function removeLocked(path) {
  try {
    fs.rmSync(path, { force: true });
  } catch {
    // Windows removes no open file. The lock is in the open file, and not in its presence.
  }
}

/** For messages alone. @param {number} descriptor */
function writeHolder(descriptor) {
  fs.ftruncateSync(descriptor);
  fs.writeSync(descriptor, `${process.pid} on ${os.hostname()}`, 0);
}

/** @param {string} path @returns {string} The process that holds a lock: "process 12 on build-1", or "another process". */
function lockHolder(path) {
  try {
    const holder = fs.readFileSync(path, "utf8");
    return /^\d+ on \S+$/.test(holder) ? `process ${holder}` : "another process";
  } catch {
    return "another process"; // it has just released the lock, or Windows does not let others read the file
  }
}

/**
 * Acquires a lock, and waits for the process that holds it.
 * @param {string} path
 * @param {string} activity What the holder does, for the message: "installing packages".
 * @param {number} timeoutMs
 * @param {{ isShared?: boolean, log?: (line: string) => void }} [options]
 * @returns {Promise<Lock>}
 */
async function lock(path, activity, timeoutMs, { isShared = false, log = console.log } = {}) {
  const deadline = Date.now() + timeoutMs;
  let isReported = false;
  for (;;) {
    const unlock = tryLock(path, { isShared });
    if (unlock) {
      return unlock;
    }
    const holder = lockHolder(path);
    if (Date.now() > deadline) {
      throw new Error(
        `Timed out after ${Math.round(timeoutMs / 1000)} s: ${holder} is still ${activity}. Wait for it or end it, and run the command again.`,
      );
    }
    if (!isReported) {
      log(`  Waiting for ${holder}, which is ${activity} …`);
      isReported = true;
    }
    await new Promise((resolve) => setTimeout(resolve, pollIntervalMs));
  }
}

/** @param {unknown} error */
const codeOf = (error) => /** @type {NodeJS.ErrnoException | undefined} */ (error)?.code;

module.exports = { lock, lockHolder, tryLock };
