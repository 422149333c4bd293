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
import { sessionFilePath } from "./sessionFile";
import type { SessionFile } from "./sessionFile";

/** A host without a first command ends after this time. */
const firstCommandTimeoutMs = 20_000;

async function main(stateDirectory: string): Promise<void> {
  // Whatever this process writes is the user's alone: the state, keys and logs.
  process.umask(0o077);
  fs.mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  const unlock = tryLock(path.join(stateDirectory, "lock"));
  if (!unlock) {
    process.exit(0); // another host serves or is starting: commands look for its session file
  }
  const azure = await startLocalAzure({ stateDirectory: path.join(stateDirectory, "azure") });
  const providers = await startProviders({
    environment: azure.environment,
    log: (line) => console.error(line),
  });
  const environment = { ...azure.environment, PULUMI_DEBUG_PROVIDERS: providers.debugProviders };
  const token = randomBytes(24).toString("base64url");
  const sessionFile = sessionFilePath(stateDirectory);

  let isEnding = false;
  const end = async () => {
    if (isEnding) {
      return;
    }
    isEnding = true;
    fs.rmSync(sessionFile, { force: true });
    server.close();
    await providers.close();
    await azure.close();
    unlock();
    process.exit(0);
  };

  const commands = new Set<net.Socket>();
  const endIfUnused = () => {
    if (commands.size === 0) {
      void end();
    }
  };
  const server = net.createServer((socket) => {
    commands.add(socket);
    socket.once("data", (data) => {
      if (data.toString().trim() === token) {
        socket.write(`${JSON.stringify(environment)}\n`);
      } else {
        socket.destroy();
      }
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      commands.delete(socket);
      endIfUnused();
    });
  });
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
