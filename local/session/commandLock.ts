/**
 * Shared locks of the commands that run on a state directory, one file for each namespace of process ids: whether a process runs cannot be
 * told by its id from another container.
 */
import * as fs from "node:fs";
import { hostname } from "node:os";
import * as path from "node:path";
import { lock, tryLock } from "../engine/lock";
import type { Lock } from "../engine/lock";

/** A probe for the lock takes milliseconds. */
const probeTimeoutMs = 10_000;

const folderOf = (stateDirectory: string) => path.join(stateDirectory, "commands");

/** The name of this process's namespace, with the machine's: the numbers of namespaces differ on one machine alone. */
function namespaceName(): string {
  const host = hostname().replace(/[^\w.-]/g, "_");
  try {
    return `${host}-${fs.readlinkSync("/proc/self/ns/pid").replace(/\D/g, "")}.lock`;
  } catch {
    return `${host}.lock`; // not Linux
  }
}

/** Holds the lock of a command. It ends with this process and with those that inherit its descriptor. */
export function holdCommandLock(stateDirectory: string): Promise<Lock> {
  const folder = folderOf(stateDirectory);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, namespaceName());
  return lock(file, "looking for running commands", probeTimeoutMs, { isShared: true, log: console.error });
}

/** Whether a command runs on the state directory in another container, or on another machine. */
export function runsElsewhere(stateDirectory: string): boolean {
  const folder = folderOf(stateDirectory);
  const files = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  return files.some((name) => {
    if (name === namespaceName()) {
      return false;
    }
    const unlock = tryLock(path.join(folder, name));
    unlock?.();
    return unlock === undefined;
  });
}
