/**
 * The process that hosts the local Azure and the emulated providers: `host.ts STATE_DIRECTORY`. It serves every command that runs
 * on the same state, and ends with the last of them. Each command holds a connection for as long as it runs.
 */
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { startLocalAzure } from "../azure/server/server";
import { tryLock } from "../engine/lock";
import { startProviders } from "../providers/server";
import { readLine } from "./readLine";
import { hostLockPath, isProof, proof, sessionFilePath } from "./sessionFile";
import type { SessionFile } from "./sessionFile";

/** A host without a first command ends after this time. */
const firstCommandTimeoutMs = 20_000;

/** A connection that has not proved to be a command's is closed after this time. */
const proofTimeoutMs = 10_000;

/** After this time the host ends without waiting for open requests. */
const closeTimeoutMs = 10_000;

/** How often the host looks whether the state is still its own. */
const lockCheckMs = 250;

async function main(stateDirectory: string): Promise<void> {
  // Whatever this process writes is the user's alone: the state, keys and logs.
  process.umask(0o077);
  fs.mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  const lock = tryLock(hostLockPath(stateDirectory));
  if (!lock) {
    process.exit(0); // another host serves or is starting: commands look for its session file
  }
  const sessionFile = sessionFilePath(stateDirectory);
  // Of a host that was killed: its port may belong to another program now.
  fs.rmSync(sessionFile, { force: true });
  setInterval(() => {
    if (!lock.isHeld()) {
      // Another host may use the directory: this one writes nothing more, not even what it does at its end.
      console.error(
        `${hostLockPath(stateDirectory)} was removed or replaced while the local Azure was running. It ends now. Run the command again.`,
      );
      process.exit(1);
    }
  }, lockCheckMs).unref();
  const azure = await startLocalAzure({ stateDirectory: path.join(stateDirectory, "azure") });
  const providers = await startProviders({
    environment: azure.environment,
    log: (line) => console.error(line),
  });
  const environment = { ...azure.environment, PULUMI_DEBUG_PROVIDERS: providers.debugProviders };
  const token = randomBytes(24).toString("base64url");

  let isEnding = false;
  const end = async () => {
    if (isEnding) {
      return;
    }
    isEnding = true;
    setTimeout(() => process.exit(1), closeTimeoutMs).unref();
    if (lock.isHeld()) {
      fs.rmSync(sessionFile, { force: true });
    }
    server.close();
    await providers.close();
    await azure.close();
    lock();
    process.exit(0);
  };

  const commands = new Set<net.Socket>();
  const endIfUnused = () => {
    if (commands.size === 0) {
      void end();
    }
  };
  const serveCommand = async (socket: net.Socket) => {
    socket.on("error", () => socket.destroy());
    const [nonce = "", given] = (await readLine(socket, proofTimeoutMs))?.split(" ") ?? [];
    // Any program of this machine can connect. Only a command keeps the host running.
    if (isEnding || socket.destroyed || !isProof(given, "command", nonce, token)) {
      socket.destroy();
      return;
    }
    commands.add(socket);
    socket.on("close", () => {
      commands.delete(socket);
      endIfUnused();
    });
    socket.resume();
    socket.write(`${JSON.stringify({ proof: proof("host", nonce, token), environment })}\n`);
  };
  const server = net.createServer((socket) => void serveCommand(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  const session: SessionFile = { pid: process.pid, port, token };
  fs.writeFileSync(`${sessionFile}.new`, JSON.stringify(session), { mode: 0o600 });
  fs.renameSync(`${sessionFile}.new`, sessionFile);

  setTimeout(endIfUnused, firstCommandTimeoutMs).unref();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // Ctrl-C in a terminal reaches the whole process group: the host ends when its commands have ended.
    process.on(signal, endIfUnused);
  }
}

const [, , stateDirectory] = process.argv;
if (stateDirectory === undefined) {
  throw new Error("No state directory was given. Run host.ts STATE_DIRECTORY.");
}
main(stateDirectory).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
