import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { until } from "../../support/proofProject";

const engine = path.join(__dirname, "../../../local/engine");

let project: string;
const started: ChildProcess[] = [];

/** A project whose `npm ci` records that it ran, and waits until the test lets it go on. */
beforeEach(() => {
  project = fs.mkdtempSync(path.join(os.tmpdir(), "packages-test-"));
  fs.mkdirSync(path.join(project, "local/engine"), { recursive: true });
  for (const name of ["lock.js", "packages.js", "progress.js"]) {
    fs.copyFileSync(path.join(engine, name), path.join(project, "local/engine", name));
  }
  fs.writeFileSync(path.join(project, "package-lock.json"), "{}");
  fs.mkdirSync(path.join(project, "bin"));
  const npm = [
    "#!/bin/sh",
    "rm -rf node_modules/* && mkdir -p node_modules && echo begun >> calls",
    "while [ ! -e go-on ]; do sleep 0.05; done",
    "echo done >> calls",
  ];
  fs.writeFileSync(path.join(project, "bin/npm"), npm.join("\n"), { mode: 0o755 });
});
afterEach(() => {
  letNpmEnd();
  started.splice(0).forEach(({ pid }) => {
    try {
      process.kill(-pid!, "SIGKILL");
    } catch {
      // It has ended.
    }
  });
  fs.rmSync(project, { recursive: true, force: true, maxRetries: 5 });
});

const letNpmEnd = () => fs.writeFileSync(path.join(project, "go-on"), "");
const holdNpm = () => fs.rmSync(path.join(project, "go-on"), { force: true });

/** What `npm ci` has recorded. */
const calls = (): string[] => {
  const file = path.join(project, "calls");
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim().split("\n") : [];
};

interface Setup {
  child: ChildProcess;
  ended: Promise<{ code: number | null; output: string }>;
  output(): string;
}

function setup(): Setup {
  const script = `require("./local/engine/packages").ensurePackages().catch((error) => { console.error(error.message); process.exit(1); })`;
  const child = spawn(process.execPath, ["-e", script], {
    cwd: project,
    env: { ...process.env, PATH: `${path.join(project, "bin")}:${process.env.PATH}` },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  started.push(child);
  let output = "";
  child.stdout!.on("data", (data: Buffer) => (output += data.toString()));
  child.stderr!.on("data", (data: Buffer) => (output += data.toString()));
  const ended = once(child, "exit").then(([code]) => ({ code: code as number | null, output }));
  return { child, ended, output: () => output };
}

const begun = (count: number) =>
  until(() => calls().filter((line) => line === "begun").length === count, "npm ci begins");

describe("packages are installed", () => {
  test("once, by one of two set-ups at once", async () => {
    const both = [setup(), setup()];
    await begun(1);
    await until(
      () => both.some(({ output }) => output().includes("which is installing packages")),
      "one waits",
    );
    letNpmEnd();
    for (const { ended } of both) {
      expect(await ended).toMatchObject({ code: 0 });
    }
    expect(calls()).toEqual(["begun", "done"]);
  });

  test("again, after npm ci was killed with the set-up", async () => {
    const killed = setup();
    await begun(1);
    process.kill(-killed.child.pid!, "SIGKILL");
    await killed.ended;
    letNpmEnd();
    expect(await setup().ended).toMatchObject({ code: 0 });
    expect(calls()).toEqual(["begun", "begun", "done"]);
  });

  test("after an npm ci that goes on without its set-up has ended, and not beside it", async () => {
    const killed = setup();
    await begun(1);
    killed.child.kill("SIGKILL");
    await killed.ended;
    const next = setup();
    await until(() => next.output().includes("Waiting for"), "the next one waits");
    letNpmEnd();
    expect(await next.ended).toMatchObject({ code: 0 });
    expect(calls()).toEqual(["begun", "done", "begun", "done"]);
  });

  test("again, where an earlier lockfile returns after an installation that was killed", async () => {
    const lockfile = path.join(project, "package-lock.json");
    letNpmEnd();
    await setup().ended;
    holdNpm();
    fs.writeFileSync(lockfile, '{"other":true}');
    const killed = setup();
    await begun(2);
    process.kill(-killed.child.pid!, "SIGKILL");
    await killed.ended;
    fs.writeFileSync(lockfile, "{}");
    letNpmEnd();
    await setup().ended;
    expect(calls()).toEqual(["begun", "done", "begun", "begun", "done"]);
  });
});
