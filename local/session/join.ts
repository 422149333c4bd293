import { spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import type { SessionFile } from "./host";

/** A running local Azure with its providers, held for as long as the session is open. */
export interface Session {
  /** What a command needs in its environment to take this machine for Azure. */
  environment: Record<string, string>;
  /** Process that hosts the local Azure. */
  hostProcessId: number;
  close(): void;
}

/** How long a start may take before it is given up, in milliseconds. */
const patience = 60_000;

/**
 * Joins the local Azure on a state directory, and starts it where none runs.
 * @throws Error with the end of the host's log where it does not start.
 */
export async function joinSession(stateDirectory: string): Promise<Session> {
  fs.mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  const deadline = Date.now() + patience;
  for (let host: HostProcess | undefined; Date.now() < deadline; await delay(50)) {
    const session = await connect(stateDirectory);
    if (session) {
      return session;
    }
    if (!host || host.exitCode !== undefined) {
      if (host?.exitCode) {
        break;
      }
      host = startHost(stateDirectory);
    }
  }
  throw new Error(
    `The local Azure did not start. The end of ${logFile(stateDirectory)}:\n` +
      fs.readFileSync(logFile(stateDirectory), "utf8").slice(-2000),
  );
}

interface HostProcess {
  exitCode: number | undefined;
}

const logFile = (stateDirectory: string) => path.join(stateDirectory, "host.log");

function startHost(stateDirectory: string): HostProcess {
  const log = fs.openSync(logFile(stateDirectory), "a", 0o600);
  const child = spawn(
    process.execPath,
    ["-r", path.join(__dirname, "../register.js"), path.join(__dirname, "host.ts"), stateDirectory],
    // Detached, so that Ctrl-C ends the command first and the host after it.
    { detached: true, stdio: ["ignore", log, log] },
  );
  fs.closeSync(log);
  child.unref();
  const host: HostProcess = { exitCode: undefined };
  child.on("exit", (code, signal) => (host.exitCode = code ?? (signal ? 1 : 0)));
  return host;
}

async function connect(stateDirectory: string): Promise<Session | undefined> {
  let file: SessionFile;
  try {
    file = JSON.parse(fs.readFileSync(path.join(stateDirectory, "session.json"), "utf8")) as SessionFile;
  } catch {
    return undefined; // none runs
  }
  const socket = net.connect({ host: "127.0.0.1", port: file.port });
  try {
    await once(socket, "connect");
    socket.write(`${file.word}\n`);
    const lines = createInterface({ input: socket });
    const [line] = (await Promise.race([once(lines, "line"), once(lines, "close").then(() => [])])) as [
      string?,
    ];
    if (line === undefined) {
      return undefined; // it was ending
    }
    // The environment alone keeps the connection: it must not keep this process.
    socket.unref();
    socket.on("error", () => undefined);
    return {
      environment: JSON.parse(line) as Record<string, string>,
      hostProcessId: file.pid,
      close: () => socket.destroy(),
    };
  } catch {
    socket.destroy();
    return undefined; // left behind by a host that was killed
  }
}
