import { execFileSync, fork, spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { lock, lockHolder, tryLock } from "../../../local/engine/lock";
import type { Lock } from "../../../local/engine/lock";

const support = path.join(__dirname, "../../support");
const lockModule = path.join(__dirname, "../../../local/engine/lock");

let directory: string;
let file: string;
const started: ChildProcess[] = [];

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "lock-test-"));
  file = path.join(directory, "lock");
});
afterEach(() => {
  started.splice(0).forEach((child) => child.kill("SIGKILL"));
  fs.rmSync(directory, { recursive: true, force: true });
});

/** Runs a program that locks the file, and returns when it holds the lock. `then` runs with `unlock`. */
async function holder(then = "setInterval(() => {}, 1000)", wrapper: string[] = []): Promise<ChildProcess> {
  const script = `const unlock = require(${JSON.stringify(lockModule)}).tryLock(${JSON.stringify(file)}); ${then}; console.log("held")`;
  const [command = "", ...args] = [...wrapper, process.execPath, "-e", script];
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  started.push(child);
  await once(child.stdout!, "data");
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** Waits until the lock is free, up to 10 seconds: the kernel releases it when it has ended the process. */
async function acquired(): Promise<Lock> {
  return lock(file, "ending", 10_000, { log: () => {} });
}

describe("a lock", () => {
  test("has one holder, however many processes try at once after the former was killed", async () => {
    const rounds = Number(process.env.LOCK_ROUNDS ?? 80);
    const processes = Array.from({ length: 8 }, () => fork(path.join(support, "lockProcess.js")));
    started.push(...processes);
    const ask = (message: object | string) =>
      Promise.all(
        processes.map(async (child) => {
          const answer = once(child, "message");
          child.send(message);
          return (await answer)[0] as boolean;
        }),
      );
    const dead = execFileSync(process.execPath, ["-e", "console.log(process.pid)"], { encoding: "utf8" });
    const holders: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const stale = `${file}-${round}`;
      fs.writeFileSync(stale, dead.trim());
      holders.push((await ask({ path: stale, at: Date.now() + 10 })).filter(Boolean).length);
      await ask("release");
    }
    expect(holders).toEqual(Array.from({ length: rounds }, () => 1));
  }, 600_000);

  test("is not held by a process that runs and has the id in the file", () => {
    fs.writeFileSync(file, String(process.ppid));
    expect(tryLock(file)).toBeDefined();
  });

  test("is released when its process is killed", async () => {
    const child = await holder();
    expect(tryLock(file)).toBeUndefined();
    await kill(child);
    (await acquired())();
  });

  test("stays with a command that inherited it and goes on after its parent was killed", async () => {
    const fifo = path.join(directory, "fifo");
    execFileSync("mkfifo", [fifo]);
    // The command ends when the test writes to the pipe.
    const child = await holder(
      `require("node:child_process").spawn("sh", ["-c", "read line < ${fifo}"], { stdio: ["ignore", "ignore", "ignore", unlock.descriptor] }); setInterval(() => {}, 1000)`,
    );
    await kill(child);
    expect(tryLock(file)).toBeUndefined();
    fs.writeFileSync(fifo, "\n");
    (await acquired())();
  });

  const canUnshare = spawnSync("unshare", ["--pid", "--fork", "true"]).status === 0;
  (canUnshare ? test : test.skip)("is held across containers with process ids of their own", async () => {
    const child = await holder(undefined, ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"]);
    expect(fs.readFileSync(file, "utf8")).toMatch(/^1 on /);
    expect(tryLock(file)).toBeUndefined();
    await kill(child);
    (await acquired())();
  });

  test("leaves no file when it is released, and another's file alone", () => {
    const unlock = tryLock(file)!;
    unlock();
    expect(fs.readdirSync(directory)).toEqual([]);
    const lost = tryLock(file)!;
    fs.rmSync(file);
    const other = tryLock(file)!;
    lost();
    expect(tryLock(file)).toBeUndefined();
    other();
  });

  test.each([
    ["removed", () => fs.rmSync(file)],
    [
      "replaced",
      () => {
        fs.writeFileSync(`${file}.new`, "");
        fs.renameSync(`${file}.new`, file);
      },
    ],
    ["moved", () => fs.renameSync(file, `${file}.old`)],
    [
      "removed with its folder, which was created again",
      () => {
        fs.rmSync(directory, { recursive: true });
        fs.mkdirSync(directory);
        fs.writeFileSync(file, "");
      },
    ],
  ])("tells its holder that it is lost where its file was %s", (_how, lose) => {
    const unlock = tryLock(file)!;
    expect(unlock.isHeld()).toBe(true);
    lose();
    expect(unlock.isHeld()).toBe(false);
    unlock();
    expect(unlock.isHeld()).toBe(false);
  });

  test("can be shared, and is then not held by one alone", () => {
    const shared = [tryLock(file, { isShared: true })!, tryLock(file, { isShared: true })!];
    expect(tryLock(file)).toBeUndefined();
    shared.forEach((unlock) => unlock());
    const alone = tryLock(file)!;
    expect(tryLock(file, { isShared: true })).toBeUndefined();
    alone();
  });
});

describe("who waits for a lock", () => {
  test("is told for whom, once, and gets it when it is released", async () => {
    const unlock = tryLock(file)!;
    const lines: string[] = [];
    const waiting = lock(file, "installing packages", 10_000, {
      log: (line) => {
        lines.push(line);
        unlock();
      },
    });
    (await waiting)();
    expect(lines).toEqual([
      `  Waiting for process ${process.pid} on ${os.hostname()}, which is installing packages …`,
    ]);
  });

  test("is told who holds it and what to do, where it is not released in time", async () => {
    const unlock = tryLock(file)!;
    await expect(lock(file, "installing packages", 0, { log: () => {} })).rejects.toThrow(
      `Timed out after 0 s: process ${process.pid} on ${os.hostname()} is still installing packages. Wait for it or end it, and run the command again.`,
    );
    unlock();
  });

  test("gets words for a holder that has written none", () => {
    fs.writeFileSync(file, "12345");
    expect(lockHolder(file)).toBe("another process");
  });
});
