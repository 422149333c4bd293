import * as fs from "node:fs";

/**
 * Makes this process the only one on a state directory: a lock file that holds its owner's process id. The file of an
 * owner that has died is taken over.
 * @returns A function that gives the lock back, or undefined where another live process holds it.
 */
export function tryLock(path: string): (() => void) | undefined {
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
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return undefined; // another process was quicker
    }
    throw error;
  } finally {
    fs.rmSync(own, { force: true });
  }
}

function linked(from: string, to: string): boolean {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  }
}

function isAlive(processId: string): boolean {
  try {
    process.kill(Number(processId), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
