/**
 * The lock that Pulumi's file backend keeps for a stack while a deployment runs: a file with the process that wrote it. It stays where that
 * process is killed (pkg/v3 v3.250.0, backend/diy/lock.go), and `pulumi cancel` removes it without a look at the process.
 */
import * as fs from "node:fs";
import { hostname, uptime } from "node:os";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { runsElsewhere } from "./commandLock";
import { localStack } from "./environment";

/** Content of the file. */
interface PulumiLock {
  pid: number;
  hostname: string;
  timestamp: string;
}

/** A deployment of the local stack takes half a minute, more on a machine that is busy. */
const deploymentTimeoutMs = 10 * 60_000;
const pollIntervalMs = 500;

/** Pulumi writes the file under another name and renames it, in milliseconds. */
const writeTimeoutMs = 5000;

/** The smallest unit of a process's start time in Linux, in milliseconds. */
const tickMs = 10;

/** The largest difference between a process's computed start and the time that it reads itself. */
const startSkewMs = 2000;

/**
 * Waits for the deployment that holds the stack's lock, if its process runs.
 * @returns Whether a lock is left whose process does not run. No deployment can begin before it is removed.
 * @throws Error where the deployment does not end in time.
 */
export async function leftStackLock(
  stateDirectory: string,
  {
    timeoutMs = deploymentTimeoutMs,
    log = console.log,
  }: { timeoutMs?: number; log?: (line: string) => void } = {},
): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  let isReported = false;
  for (;;) {
    const files = lockFiles(stateDirectory);
    const running = files.find((file) => isRunning(file, stateDirectory));
    if (running === undefined) {
      return files.length > 0;
    }
    const holder = describeHolder(running);
    if (Date.now() > deadline) {
      throw new Error(
        `The deployment of ${holder} still holds the lock of the stack “${localStack}”. Wait for it or end it, and run the command again.`,
      );
    }
    if (!isReported) {
      isReported = true;
      log(`  Waiting for the deployment of ${holder}, which holds the lock of the stack “${localStack}” …`);
    }
    await delay(pollIntervalMs);
  }
}

/** Files of the local stack's locks. Only one program's stack has this name in the backend. */
function lockFiles(stateDirectory: string): string[] {
  const organization = path.join(stateDirectory, "pulumi/.pulumi/locks/organization");
  return entriesOf(organization)
    .map((project) => path.join(organization, project, localStack))
    .flatMap((folder) => entriesOf(folder).map((name) => path.join(folder, name)));
}

function entriesOf(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) {
      return [];
    }
    throw error;
  }
}

/** Whether the process that wrote a lock may run. */
function isRunning(file: string, stateDirectory: string): boolean {
  const written = fs.statSync(file, { throwIfNoEntry: false });
  if (!written) {
    return false; // released meanwhile
  }
  const content = readLock(file);
  if (content === undefined) {
    // The file is not complete: Pulumi is writing it, or was killed while it did.
    return Date.now() - written.mtimeMs < writeTimeoutMs;
  }
  const isHere = content.hostname === hostname() && isHolder(content.pid, Date.parse(content.timestamp));
  return isHere || runsElsewhere(stateDirectory);
}

function readLock(file: string): PulumiLock | undefined {
  try {
    const content = JSON.parse(fs.readFileSync(file, "utf8")) as Partial<PulumiLock>;
    return typeof content.pid === "number" ? (content as PulumiLock) : undefined;
  } catch {
    return undefined;
  }
}

function describeHolder(file: string): string {
  const content = readLock(file);
  return content
    ? `process ${content.pid} on ${content.hostname}, begun at ${content.timestamp.slice(0, 19)}`
    : "another process";
}

/** Whether a process of this machine is the one that wrote a lock, and not a later one with the same id. */
function isHolder(pid: number, writtenAt: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") {
      return false;
    }
  }
  const found = linuxProcess(pid);
  if (!found) {
    return true;
  }
  // Name and start, since the clock may have been set after the lock was written.
  return !found.hasEnded && (found.name.startsWith("pulumi") || found.startedAt <= writtenAt + startSkewMs);
}

/** What Linux shows of a process; undefined on another system. */
function linuxProcess(pid: number): { name: string; startedAt: number; hasEnded: boolean } | undefined {
  try {
    // The name is in parentheses, which it may contain itself. Field 22 is the start, in ticks since the machine started.
    const [, name = "", rest = ""] =
      /^\d+ \((.*)\) (.*)$/s.exec(fs.readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    const fields = rest.split(" ");
    const startedAt = Date.now() - uptime() * 1000 + Number(fields[22 - 3]) * tickMs;
    // A process that was killed keeps its id until its parent has read how it ended.
    return { name, startedAt, hasEnded: ["Z", "X"].includes(fields[0] ?? "") };
  } catch {
    return undefined;
  }
}
