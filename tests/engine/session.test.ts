import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { tryLock } from "../../local/engine/lock";
import { joinSession } from "../../local/session/join";
import { hostLockPath, sessionFilePath } from "../../local/session/sessionFile";
import { isAlive, until } from "../support/proofProject";

jest.setTimeout(120_000);

let directory: string;
const servers: net.Server[] = [];
/** What programs that are no host have received. */
let received = "";

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "session-test-"));
  received = "";
});
afterEach(() => {
  servers.splice(0).forEach((server) => server.close());
  fs.rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

const answerTimeoutMs = 150;
const token = "the-token-of-a-host-that-has-ended";

/** Starts a program that is no host on a port of its own. */
async function stranger(behave: (socket: net.Socket) => void): Promise<number> {
  const server = net.createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.on("data", (data) => (received += data.toString()));
    behave(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as net.AddressInfo).port;
}

const session = (content: object) => JSON.stringify({ pid: process.pid, token, ...content });
const answer = (text: string) => async () =>
  session({ port: await stranger((socket) => socket.write(text)) });

/** What a session file leads to, where it is not one of a host that runs. */
const leftSessions: [what: string, file: () => Promise<string>][] = [
  ["a program that sends nothing", async () => session({ port: await stranger(() => {}) })],
  [
    "a program that closes the connection",
    async () => session({ port: await stranger((socket) => socket.end()) }),
  ],
  [
    "a program that resets it",
    async () => session({ port: await stranger((socket) => socket.resetAndDestroy()) }),
  ],
  ["an HTTP server", answer("HTTP/1.1 400 Bad Request\r\n\r\n")],
  ["a program that returns an environment", answer('{"LOCAL_AZURE_URL":"http://127.0.0.1:1"}\n')],
  [
    "a program that returns an environment with a proof of its own",
    answer('{"proof":"AAAA","environment":{"LOCAL_AZURE_URL":"http://127.0.0.1:1"}}\n'),
  ],
  [
    "a program that returns what it received",
    async () => session({ port: await stranger((socket) => socket.pipe(socket)) }),
  ],
  [
    "a program that sends without an end",
    async () =>
      session({
        port: await stranger((socket) => {
          const send = () => {
            while (!socket.destroyed && socket.write("x".repeat(10_000)));
          };
          socket.on("drain", send);
          send();
        }),
      }),
  ],
  [
    "no program",
    async () => {
      const port = await stranger(() => {});
      await new Promise((resolve) => servers.pop()!.close(resolve));
      return session({ port });
    },
  ],
  ["an impossible port", () => Promise.resolve(session({ port: 123_456 }))],
  ["nowhere, being empty", () => Promise.resolve("")],
  ["nowhere, being cut short", () => Promise.resolve('{"pid":12,"po')],
  ["nowhere, being null", () => Promise.resolve("null")],
];

describe("a session file that leads to", () => {
  test.each(leftSessions)(
    "%s ends in words where another process holds the state, without the token and without a new host",
    async (_what, file) => {
      fs.writeFileSync(sessionFilePath(directory), await file());
      const unlock = tryLock(hostLockPath(directory))!;
      const options = { timeoutMs: 300, answerTimeoutMs, log: () => {} };
      await expect(joinSession(directory, options)).rejects.toThrow(
        `The local Azure of ${directory} belongs to process ${process.pid} on ${os.hostname()}, and cannot be reached from here. End that process`,
      );
      expect(received).not.toContain(token);
      // A host that is started writes its log.
      expect(fs.existsSync(path.join(directory, "host.log"))).toBe(false);
      unlock();
    },
  );

  test("a program that sends nothing does not prevent a start", async () => {
    fs.writeFileSync(sessionFilePath(directory), await leftSessions[0]![1]());
    const joined = await joinSession(directory, { answerTimeoutMs });
    expect(joined.environment.LOCAL_AZURE_URL).toMatch(/^http:/);
    joined.close();
    await until(() => !isAlive(joined.hostProcessId), "the host ends");
  });
});

describe("a host", () => {
  test("is not ended by programs that connect to its port, and serves only those that know its token", async () => {
    const joined = await joinSession(directory);
    const { port } = JSON.parse(fs.readFileSync(sessionFilePath(directory), "utf8")) as { port: number };
    for (const text of ["", "\n", "nonce proof\n", "GET / HTTP/1.1\r\n\r\n", "x".repeat(100_000)]) {
      const socket = net.connect({ host: "127.0.0.1", port });
      socket.on("error", () => socket.destroy());
      socket.on("data", (data) => (received += data.toString()));
      const closed = new Promise((resolve) => socket.on("close", resolve));
      socket.write(text);
      if (text === "") {
        socket.end();
      }
      await closed;
    }
    expect(received).toBe("");
    const second = await joinSession(directory);
    expect(second.hostProcessId).toBe(joined.hostProcessId);
    joined.close();
    second.close();
    await until(() => !isAlive(joined.hostProcessId), "the host ends");
  });

  test("ends with words, and writes nothing more, where its state is removed and another host uses the directory", async () => {
    const first = await joinSession(directory);
    fs.renameSync(directory, `${directory}.old`);
    const second = await joinSession(directory);
    expect(second.hostProcessId).not.toBe(first.hostProcessId);
    await until(() => !isAlive(first.hostProcessId), "the former host ends");
    expect(fs.readFileSync(path.join(`${directory}.old`, "host.log"), "utf8")).toContain(
      "was removed or replaced while the local Azure was running. It ends now. Run the command again.",
    );
    expect(fs.existsSync(sessionFilePath(directory))).toBe(true);
    first.close();
    second.close();
    await until(() => !isAlive(second.hostProcessId), "the host ends");
    fs.rmSync(`${directory}.old`, { recursive: true });
  });

  test("that several commands start at once is one", async () => {
    const sessions = await Promise.all([1, 2, 3].map(() => joinSession(directory, { log: () => {} })));
    expect(new Set(sessions.map(({ hostProcessId }) => hostProcessId)).size).toBe(1);
    sessions.forEach((joined) => joined.close());
    await until(() => !isAlive(sessions[0]!.hostProcessId), "the host ends");
  });

  const canUnshare = spawnSync("unshare", ["--pid", "--fork", "true"]).status === 0;
  (canUnshare ? test : test.skip)("of another container is not started a second time", async () => {
    const run = [
      "-r",
      "./local/register.js",
      "local/run.ts",
      "--state",
      directory,
      "sh",
      "-c",
      "exec sleep 1000",
    ];
    const container = spawn(
      "unshare",
      [
        "--pid",
        "--net",
        "--fork",
        "--kill-child",
        "--mount-proc",
        "sh",
        "-c",
        `ip link set lo up 2>/dev/null; exec "$@"`,
        "sh",
        process.execPath,
        ...run,
      ],
      { cwd: path.join(__dirname, "../.."), stdio: "ignore" },
    );
    await until(() => fs.existsSync(sessionFilePath(directory)), "the container's host serves");
    await expect(joinSession(directory, { timeoutMs: 1000, log: () => {} })).rejects.toThrow(
      "and cannot be reached from here",
    );
    container.kill("SIGKILL");
    // Its host ends with the container, and the state is free.
    const joined = await joinSession(directory);
    joined.close();
    await until(() => !isAlive(joined.hostProcessId), "the host ends");
  });
});
