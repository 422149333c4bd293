/**
 * The process in which the local Azure and the stand-in providers live: `host.ts STATE_DIRECTORY`. It serves every command
 * that runs on the same state, and ends with the last of them (each holds a connection for as long as it runs).
 */
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { startLocalAzure } from "../azure/server/server";
import { startProviders } from "../providers/server";
import { tryLock } from "../engine/lock";

/** What `session.json` in the state directory says: where the host listens, and the word that it asks for. */
export interface SessionFile {
  pid: number;
  port: number;
  word: string;
}

/** How long a host waits for its first command, and for the host before it to end. */
const patience = 20_000;

async function main(stateDirectory: string): Promise<void> {
  fs.mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  const unlock = tryLock(path.join(stateDirectory, "lock"));
  if (!unlock) {
    process.exit(0); // another host serves, or is about to: the commands look for it again
  }
  const azure = await startLocalAzure({ stateDirectory: path.join(stateDirectory, "azure") });
  const providers = await startProviders({
    environment: azure.environment,
    log: (line) => console.error(line),
  });
  const environment = { ...azure.environment, PULUMI_DEBUG_PROVIDERS: providers.debugProviders };
  const word = randomBytes(24).toString("base64url");
  const sessionFile = path.join(stateDirectory, "session.json");

  let ending = false;
  const end = async () => {
    if (ending) {
      return;
    }
    ending = true;
    fs.rmSync(sessionFile, { force: true });
    server.close();
    await providers.close();
    await azure.close();
    unlock();
    process.exit(0);
  };

  const commands = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    commands.add(socket);
    socket.once("data", (data) => {
      if (data.toString().trim() === word) {
        socket.write(`${JSON.stringify(environment)}\n`);
      } else {
        socket.destroy();
      }
    });
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      commands.delete(socket);
      if (commands.size === 0) {
        void end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const session: SessionFile = { pid: process.pid, port: (server.address() as net.AddressInfo).port, word };
  fs.writeFileSync(`${sessionFile}.new`, JSON.stringify(session), { mode: 0o600 });
  fs.renameSync(`${sessionFile}.new`, sessionFile);

  setTimeout(() => commands.size === 0 && void end(), patience).unref();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // A Ctrl-C in a terminal reaches the whole process group: the command decides when it is done, not the terminal.
    process.on(signal, () => commands.size === 0 && void end());
  }
}

void main(process.argv[2]!).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
