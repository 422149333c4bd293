import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { tryLock } from "../../../local/engine/lock";
import { holdCommandLock } from "../../../local/session/commandLock";
import { leftStackLock } from "../../../local/session/stackLock";

let state: string;
let folder: string;
const started: ChildProcess[] = [];

beforeEach(() => {
  state = fs.mkdtempSync(path.join(os.tmpdir(), "stack-lock-test-"));
  folder = path.join(state, "pulumi/.pulumi/locks/organization/azure-openai-wandb/local");
  fs.mkdirSync(folder, { recursive: true });
});
afterEach(() => {
  started.splice(0).forEach((child) => child.kill("SIGKILL"));
  fs.rmSync(state, { recursive: true, force: true });
});

const hour = 3_600_000;

/** Writes a lock as Pulumi does. */
function write(content: { pid: number; hostname?: string; ageMs?: number }, name = "5f0c.json"): void {
  const timestamp = new Date(Date.now() - (content.ageMs ?? 0)).toISOString();
  const { pid, hostname = os.hostname() } = content;
  fs.writeFileSync(path.join(folder, name), JSON.stringify({ pid, username: "ada", hostname, timestamp }));
}

/** Starts a process that runs until the test ends. @returns Its id. */
async function running(name = "node"): Promise<number> {
  const script = `process.title = ${JSON.stringify(name)}; console.log(1); setInterval(() => {}, 1000)`;
  const child = spawn(process.execPath, ["-e", script]);
  started.push(child);
  await once(child.stdout, "data");
  return child.pid!;
}

async function ended(): Promise<number> {
  const child = spawn("true");
  await once(child, "exit");
  return child.pid!;
}

const left = (timeoutMs = 0) => leftStackLock(state, { timeoutMs, log: () => {} });

describe("a lock of Pulumi", () => {
  test("that does not exist is not left", async () => {
    await expect(left()).resolves.toBe(false);
    fs.rmSync(path.join(state, "pulumi"), { recursive: true });
    await expect(left()).resolves.toBe(false);
  });

  const leftLocks: [what: string, create: () => Promise<void> | void][] = [
    ["of a process that has ended", async () => write({ pid: await ended() })],
    [
      "of several that have ended",
      async () => {
        write({ pid: await ended() });
        write({ pid: await ended() }, "6a1b.json");
      },
    ],
    ["whose id another process has now", async () => write({ pid: await running(), ageMs: hour })],
    ["of another container, where no command runs", () => write({ pid: 1, hostname: "another" })],
    [
      "of another container, where only a command of this one runs",
      async () => {
        write({ pid: 1, hostname: "another" });
        await holdCommandLock(state);
      },
    ],
    [
      "that was not written to its end",
      () => {
        const file = path.join(folder, "5f0c.json");
        fs.writeFileSync(file, '{"pid":1');
        fs.utimesSync(file, new Date(Date.now() - hour), new Date(Date.now() - hour));
      },
    ],
  ];
  test.each(leftLocks)("%s is left", async (_what, create) => {
    await create();
    await expect(left()).resolves.toBe(true);
  });

  const heldLocks: [what: string, create: () => Promise<void> | void][] = [
    ["of a process that runs", async () => write({ pid: await running() })],
    [
      "of a Pulumi that runs, though the clock was set since",
      async () => write({ pid: await running("pulumi"), ageMs: hour }),
    ],
    ["of a process of another user", () => write({ pid: 1 })],
    [
      "of another container, where a command runs",
      () => {
        write({ pid: 1, hostname: "another" });
        fs.mkdirSync(path.join(state, "commands"), { recursive: true });
        tryLock(path.join(state, "commands/another-4026.lock"), { isShared: true });
      },
    ],
    [
      "of this host, where a command runs in a container with process ids of its own",
      async () => {
        write({ pid: await ended() });
        fs.mkdirSync(path.join(state, "commands"), { recursive: true });
        tryLock(path.join(state, `commands/${os.hostname()}-1.lock`), { isShared: true });
      },
    ],
    ["that is being written", () => fs.writeFileSync(path.join(folder, "5f0c.json"), "")],
    [
      "that runs beside one that is left",
      async () => {
        write({ pid: await ended() });
        write({ pid: await running() }, "6a1b.json");
      },
    ],
  ];
  test.each(heldLocks)("%s is waited for, and named where it stays", async (_what, create) => {
    await create();
    await expect(left()).rejects.toThrow(
      /^The deployment of (process \d+ on \S+, begun at [\dT:-]+|another process) still holds the lock of the stack “local”\. Wait for it or end it/,
    );
    expect(fs.readdirSync(folder)).not.toEqual([]);
  });

  test("is waited for in words, until its process releases it", async () => {
    write({ pid: await running() });
    const lines: string[] = [];
    const log = (line: string) => {
      lines.push(line);
      fs.rmSync(path.join(folder, "5f0c.json"));
    };
    await expect(leftStackLock(state, { timeoutMs: 10_000, log })).resolves.toBe(false);
    expect(lines).toEqual([expect.stringMatching(/^ {2}Waiting for the deployment of process \d+ on /)]);
  });
});
