import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { lockHolder, tryLock } from "../engine/lock";
import { readLine } from "./readLine";
import { hostLockPath, isProof, proof, sessionFilePath } from "./sessionFile";
import type { SessionFile } from "./sessionFile";

/** A running local Azure with its providers, held for as long as the session is open. */
export interface Session {
  /** Environment variables that point Azure clients and Pulumi to the local Azure. */
  environment: Record<string, string>;
  /** Process that hosts the local Azure. */
  hostProcessId: number;
  close(): void;
}

/** Options of `joinSession`. Tests set others. */
export interface JoinOptions {
  /** How long to wait for a local Azure that starts, or does not respond. */
  timeoutMs?: number;
  /** How long a host may take to prove that it is one. */
  answerTimeoutMs?: number;
  /** Called where the host ends before the session is closed. */
  onHostEnd?: () => void;
  log?: (line: string) => void;
}

const firstIntervalMs = 50;
const maxIntervalMs = 1000;

/** Another host that starts or ends takes less. */
const silentWaitMs = 5000;

/**
 * Joins the local Azure on a state directory, and starts it where none runs.
 * @throws Error with the end of the host's log where it does not start, or with the process that prevents it.
 */
export async function joinSession(
  stateDirectory: string,
  { timeoutMs = 60_000, answerTimeoutMs = 5000, onHostEnd, log = console.error }: JoinOptions = {},
): Promise<Session> {
  fs.mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  const begin = Date.now();
  const wait = { isReported: false, intervalMs: firstIntervalMs };
  let host: HostProcess | undefined;
  for (; Date.now() - begin < timeoutMs; await delay(wait.intervalMs)) {
    const session = await connect(stateDirectory, answerTimeoutMs, onHostEnd);
    if (session) {
      return session;
    }
    requireNotFailed(stateDirectory, host);
    if (isStarting(host)) {
      continue;
    }
    // Where the lock is held, another process starts or ends a host, or has one that cannot be reached.
    host = isLockFree(stateDirectory) ? startHost(stateDirectory) : undefined;
    wait.intervalMs = host ? firstIntervalMs : Math.min(wait.intervalMs * 1.5, maxIntervalMs);
    if (!host && !wait.isReported && Date.now() - begin > silentWaitMs) {
      wait.isReported = true;
      log(`  Waiting for ${lockHolder(hostLockPath(stateDirectory))}, which uses ${stateDirectory} …`);
    }
  }
  throw host ? notStarted(stateDirectory, host) : notReachable(stateDirectory);
}

function notStarted(stateDirectory: string, { logStart }: HostProcess): Error {
  return new Error(`The local Azure did not start. ${reasonOf(logFile(stateDirectory), logStart)}`);
}

/** What the host has logged. On a full disk it cannot log its reason. @param start Size of the log before the host, in bytes. */
function reasonOf(log: string, start: number): string {
  const logged = fs.readFileSync(log).subarray(start).toString();
  return logged.trim() === ""
    ? `It could not write a reason to ${log}. Check that the disk has space, then try again.`
    : `The end of ${log}:\n${logged.slice(-2000)}`;
}

function notReachable(stateDirectory: string): Error {
  return new Error(
    `The local Azure of ${stateDirectory} belongs to ${lockHolder(hostLockPath(stateDirectory))}, and cannot be reached from here. ` +
      "End that process, or use another directory: npm run local -- --state DIRECTORY COMMAND.",
  );
}

/** A host that this process has started. */
interface HostProcess {
  /** undefined while it runs; 0 where another host serves the state directory. */
  exitCode: number | undefined;
  /** Size of the log when it was started, in bytes. */
  logStart: number;
}

/** For commands that run while the host ends. */
export const hostEnded = (stateDirectory: string): void =>
  console.error(
    `  The local Azure has ended: its process was killed, or ${stateDirectory} was removed. Run the command again.`,
  );

const isStarting = (host: HostProcess | undefined): boolean =>
  host !== undefined && host.exitCode === undefined;

/** @throws Error with the reason that the host has logged, where it has ended with one. */
function requireNotFailed(stateDirectory: string, host: HostProcess | undefined): void {
  if (host && (host.exitCode ?? 0) !== 0) {
    throw notStarted(stateDirectory, host);
  }
}

const logFile = (stateDirectory: string) => path.join(stateDirectory, "host.log");

/** Whether no host runs: starting one to find out would take a second of the processor, again and again. */
function isLockFree(stateDirectory: string): boolean {
  const unlock = tryLock(hostLockPath(stateDirectory));
  unlock?.();
  return unlock !== undefined;
}

function startHost(stateDirectory: string): HostProcess {
  const log = fs.openSync(logFile(stateDirectory), "a", 0o600);
  const logStart = fs.fstatSync(log).size;
  const child = spawn(
    process.execPath,
    ["-r", path.join(__dirname, "../register.js"), path.join(__dirname, "host.ts"), stateDirectory],
    // Detached, so that Ctrl-C ends the command first and the host after it.
    { detached: true, stdio: ["ignore", log, log] },
  );
  fs.closeSync(log);
  child.unref();
  const host: HostProcess = { exitCode: undefined, logStart };
  child.on("exit", (code, signal) => (host.exitCode = code ?? (signal ? 1 : 0)));
  return host;
}

/** Connects to the host of a state directory; undefined where none serves. */
async function connect(
  stateDirectory: string,
  answerTimeoutMs: number,
  onHostEnd?: () => void,
): Promise<Session | undefined> {
  const file = readSessionFile(stateDirectory);
  if (file === undefined) {
    return undefined; // no host runs
  }
  const nonce = randomBytes(18).toString("base64url");
  const socket = net.connect({ host: "127.0.0.1", port: file.port });
  // Both before the connection, which may fail at once, and after it: an error must not end this process.
  socket.on("error", () => socket.destroy());
  socket.write(`${nonce} ${proof("command", nonce, file.token)}\n`);
  const line = await readLine(socket, answerTimeoutMs);
  const environment = environmentOf(line, nonce, file.token);
  if (environment === undefined) {
    // The host is ending or was killed, and another program may use its port now.
    socket.destroy();
    return undefined;
  }
  socket.resume();
  // The connection must not keep this process running.
  socket.unref();
  let isClosed = false;
  socket.on("close", () => {
    if (!isClosed) {
      onHostEnd?.();
    }
  });
  const close = () => {
    isClosed = true;
    socket.destroy();
  };
  return { environment, hostProcessId: file.pid, close };
}

/** Returns undefined where there is no file, or it is not one of a host. */
function readSessionFile(stateDirectory: string): SessionFile | undefined {
  try {
    const file = JSON.parse(fs.readFileSync(sessionFilePath(stateDirectory), "utf8")) as Partial<SessionFile>;
    const { pid, port, token } = file;
    const isValid = Number.isInteger(pid) && Number(port) > 0 && Number(port) < 65_536;
    return isValid && typeof token === "string" ? (file as SessionFile) : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // No host runs, or an earlier version was interrupted while it wrote the file.
    if (code === undefined || code === "ENOENT") {
      return undefined;
    }
    throw new Error(
      `The local Azure cannot be reached: ${sessionFilePath(stateDirectory)} cannot be read (${code}). Give your user the permission to read it.`,
      { cause: error },
    );
  }
}

/** The environment of a host's answer; undefined where the other side does not know the token. */
function environmentOf(
  line: string | undefined,
  nonce: string,
  token: string,
): Record<string, string> | undefined {
  try {
    const answer = JSON.parse(line ?? "") as { proof: string; environment: Record<string, string> };
    return isProof(answer.proof, "host", nonce, token) ? answer.environment : undefined;
  } catch {
    return undefined;
  }
}
