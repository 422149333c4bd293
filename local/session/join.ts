import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { sessionFilePath } from "./sessionFile";
import type { SessionFile } from "./sessionFile";

/** A running local Azure with its providers, held for as long as the session is open. */
export interface Session {
  /** Environment variables that point Azure clients and Pulumi to the local Azure. */
  environment: Record<string, string>;
  /** Process that hosts the local Azure. */
  hostProcessId: number;
  close(): void;
}

const startTimeoutMs = 60_000;
const connectIntervalMs = 50;

/**
 * Joins the local Azure on a state directory, and starts it where none runs.
 * @throws Error with the end of the host's log where it does not start.
 */
export async function joinSession(stateDirectory: string): Promise<Session> {
  fs.mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  const deadline = Date.now() + startTimeoutMs;
  let host: HostProcess | undefined;
  while (Date.now() < deadline) {
    const session = await connect(stateDirectory);
    if (session) {
      return session;
    }
    if (hasFailed(host)) {
      break;
    }
    if (host === undefined || host.exitCode === 0) {
      host = startHost(stateDirectory);
    }
    await delay(connectIntervalMs);
  }
  throw new Error(`The local Azure did not start. ${reasonOf(logFile(stateDirectory), host?.logStart ?? 0)}`);
}

/** What the host has logged. On a full disk it cannot log its reason. @param start Size of the log before the host, in bytes. */
function reasonOf(log: string, start: number): string {
  const logged = fs.readFileSync(log).subarray(start).toString();
  return logged.trim() === ""
    ? `It could not write a reason to ${log}. Check that the disk has space, then try again.`
    : `The end of ${log}:\n${logged.slice(-2000)}`;
}

/** A host that this process has started. */
interface HostProcess {
  /** undefined while it runs; 0 where another host serves the state directory. */
  exitCode: number | undefined;
  /** Size of the log when it was started, in bytes. */
  logStart: number;
}

const hasFailed = (host: HostProcess | undefined): boolean => (host?.exitCode ?? 0) !== 0;

const logFile = (stateDirectory: string) => path.join(stateDirectory, "host.log");

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
async function connect(stateDirectory: string): Promise<Session | undefined> {
  let file: SessionFile;
  try {
    file = JSON.parse(fs.readFileSync(sessionFilePath(stateDirectory), "utf8")) as SessionFile;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // No host runs, or an earlier version was interrupted while it wrote the file.
    if (code === "ENOENT" || error instanceof SyntaxError) {
      return undefined;
    }
    throw new Error(
      `The local Azure cannot be reached: ${sessionFilePath(stateDirectory)} cannot be read (${code}). Give your user the permission to read it.`,
      { cause: error },
    );
  }
  const socket = net.connect({ host: "127.0.0.1", port: file.port });
  try {
    await once(socket, "connect");
    socket.write(`${file.token}\n`);
    const lines = createInterface({ input: socket });
    const [line] = (await Promise.race([once(lines, "line"), once(lines, "close").then(() => [])])) as [
      string?,
    ];
    if (line === undefined) {
      return undefined; // the host is ending
    }
    // The connection must not keep this process running.
    socket.unref();
    socket.on("error", () => undefined);
    return {
      environment: JSON.parse(line) as Record<string, string>,
      hostProcessId: file.pid,
      close: () => socket.destroy(),
    };
  } catch {
    socket.destroy();
    return undefined; // the file of a host that was killed
  }
}
