/** What the CLI remembers of jobs, on a disk that fails: each call in each way. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { recallJob, rememberJob } from "../../../cli/finetune/createdJobs";
import { creationIntent } from "../../../cli/finetune/creationIntent";
import { UserError } from "../../../cli/errors";
import type { JobRequest } from "../../../cli/openai/jobs";

/** Calls of `node:fs` that fail, with their code. */
const failing = new Map<string, string>();

jest.mock("node:fs", () => {
  const actual = jest.requireActual<Record<string, unknown>>("node:fs");
  const calls = Object.entries(actual).map(([name, call]) => [
    name,
    typeof call !== "function" || !name.endsWith("Sync")
      ? call
      : (...args: unknown[]): unknown => {
          const code = failing.get(name);
          if (code !== undefined) {
            throw Object.assign(new Error(`${code}: ${name}`), { code });
          }
          return (call as (...all: unknown[]) => unknown)(...args);
        },
  ]);
  return Object.fromEntries(calls) as unknown;
});

let home: string;
beforeEach(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), "state-files-test-"));
  process.env.XDG_STATE_HOME = home;
});
afterEach(() => {
  failing.clear();
  delete process.env.XDG_STATE_HOME;
  fs.rmSync(home, { recursive: true, force: true });
});

const request = { model: "m", training_file: "file-1", suffix: "demo" } as JobRequest;
const intent = () => creationIntent("https://account.openai.azure.com", request);
const stored = () => fs.readdirSync(path.join(home, "azure-openai-wandb"));

const codes = ["ENOSPC", "EDQUOT", "EIO", "EACCES", "EROFS"];
const writes = ["mkdirSync", "openSync", "writeFileSync", "fsyncSync", "renameSync"];
const cases = (calls: string[]) => calls.flatMap((call) => codes.map((code) => [code, call] as const));

/** The error of an action, which a user reads. */
function errorOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message;
  }
  throw new Error("no error");
}

describe("what a job was requested with", () => {
  test("is remembered, and nothing of a job of another machine", () => {
    rememberJob("ftjob-1", request);
    expect(recallJob("ftjob-1")).toMatchObject({ suffix: "demo" });
    expect(recallJob("ftjob-2")).toBeUndefined();
    expect(stored()).toHaveLength(1);
  });

  test.each(cases(["readFileSync"]))("is not unknown where %s prevents reading it", (code, call) => {
    rememberJob("ftjob-1", request);
    failing.set(call, code);
    expect(errorOf(() => recallJob("ftjob-1"))).toMatch(
      new RegExp(`^The CLI cannot read ${home}.*\\(${code}\\)\\..* XDG_STATE_HOME`),
    );
  });

  test.each(cases(writes))("stays what it was where %s prevents %s", (code, call) => {
    rememberJob("ftjob-1", request);
    failing.set(call, code);
    const message = errorOf(() => rememberJob("ftjob-1", { ...request, suffix: "other" }));
    expect(message).toContain(`(${code})`);
    failing.clear();
    expect(recallJob("ftjob-1")).toMatchObject({ suffix: "demo" });
    expect(stored()).toHaveLength(1);
  });
});

describe("the intent to create a job", () => {
  test("is found by the next process, until it ends", () => {
    intent().begin();
    expect(intent().unansweredSince).toBeGreaterThan(Date.now() - 60_000);
    intent().end();
    expect(intent().unansweredSince).toBeUndefined();
  });

  test.each(cases(writes))(
    "is not begun where %s prevents %s, so that nothing is requested",
    (code, call) => {
      const begun = intent();
      failing.set(call, code);
      expect(errorOf(() => begun.begin())).toContain(`(${code})`);
    },
  );

  test.each(cases(["statSync"]))("is not missing where %s prevents finding it", (code, call) => {
    intent().begin();
    failing.set(call, code);
    expect(errorOf(intent)).toContain(`(${code})`);
  });

  test("is not missing where a file is in place of a folder", () => {
    fs.writeFileSync(path.join(home, "azure-openai-wandb"), "");
    expect(errorOf(intent)).toContain("one of its folders is a file (ENOTDIR)");
  });
});
