/** A state is replaced only by one that was computed from it. The Pulumi CLI is a script over files, to which a test can do something at any moment. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { stateWriter } from "../../../cli/pulumi/stateWriter";
import type { Backup } from "../../../cli/pulumi/stateWriter";

/** Like Pulumi's storage backend. `schedule.json` has what happens before a command, by the number of the command. */
const fakePulumi = `#!${process.execPath}
const fs = require("node:fs");
const path = require("node:path");
const at = (name) => path.join(process.env.FAKE_PULUMI, name);
const read = (name) => JSON.parse(fs.readFileSync(at(name), "utf8"));
const write = (name, value) => fs.writeFileSync(at(name), JSON.stringify(value));
const count = read("count.json") + 1;
write("count.json", count);
for (const [name, value] of Object.entries(read("schedule.json")[count] ?? {})) {
  write(name, value);
}
const [, verb, ...args] = process.argv.slice(2);
if (verb === "import") {
  if (read("locked.json")) {
    console.error("error: could not import deployment: the stack is currently locked by 1 lock(s).");
    process.exit(1);
  }
  write("state.json", JSON.parse(fs.readFileSync(args[args.indexOf("--file") + 1], "utf8")));
  if (read("isCloud.json")) {
    write("history.json", [{ kind: "import", startTime: "now" }, ...read("history.json")]);
  }
} else {
  console.log(fs.readFileSync(at(verb === "history" ? "history.json" : "state.json"), "utf8"));
}
`;

const before = { deployment: { resources: ["a"] } };
const after = { deployment: { resources: ["a", "imported"] } };
const deployed = { deployment: { resources: ["a", "a role assignment"] } };
const old = { kind: "update", startTime: "earlier" };
const update = { kind: "update", startTime: "now" };

let directory: string;
const variables = { ...process.env };
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "state-writer-"));
  fs.writeFileSync(path.join(directory, "pulumi"), fakePulumi, { mode: 0o755 });
  Object.assign(process.env, {
    PATH: `${directory}:${variables.PATH}`,
    FAKE_PULUMI: directory,
    XDG_STATE_HOME: path.join(directory, "home of state"),
  });
  set({ "state.json": before, "history.json": [old], "locked.json": false, "isCloud.json": false });
  set({ "count.json": 0, "schedule.json": {} });
});
afterEach(() => {
  process.env = { ...variables };
  fs.rmSync(directory, { recursive: true, force: true });
});

function set(files: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(files)) {
    fs.writeFileSync(path.join(directory, name), JSON.stringify(value));
  }
}
const state = () => JSON.parse(fs.readFileSync(path.join(directory, "state.json"), "utf8")) as unknown;
const backupFiles = () => {
  const folder = path.join(directory, "home of state/azure-openai-wandb/backups");
  return fs.existsSync(folder) ? fs.readdirSync(folder).map((name) => path.join(folder, name)) : [];
};

const backups: Backup[] = [];
beforeEach(() => backups.splice(0));
const write = () =>
  stateWriter("dev", (backup) => backups.push(backup)).write(
    `${JSON.stringify(before)}\n`,
    JSON.stringify(after),
  );

/** The commands of a write: history, export, import, history. */
const [readsHistory, reads, writes, readsHistoryAgain] = [1, 2, 3, 4];

test.each([["a storage backend"], ["Pulumi Cloud, which has imports in its history"]])(
  "a state that nobody else wrote is replaced, on %s",
  async (backend) => {
    set({ "isCloud.json": backend.startsWith("Pulumi Cloud") });
    await write();
    expect(state()).toEqual(after);
  },
);

test.each<[what: string, schedule: object]>([
  [
    "a deployment that ended before the write",
    { [readsHistory!]: { "state.json": deployed, "history.json": [update, old] } },
  ],
  [
    "a deployment that ended during the write's reads",
    { [reads!]: { "state.json": deployed, "history.json": [update, old] } },
  ],
  ["a deployment that has not ended", { [reads!]: { "state.json": deployed, "locked.json": true } }],
  ["an import by someone else", { [reads!]: { "state.json": deployed } }],
])("a state that has the changes of %s is not replaced", async (_what, schedule) => {
  set({ "schedule.json": schedule });
  await expect(write()).rejects.toThrow(
    /^The stack's state changed after it was read: .* This change was not written\. When no deployment is running, run the command again\.$/,
  );
  expect(state()).toEqual(deployed);
  expect(backupFiles()).toEqual([]);
});

test("a lock is reported with its remedy, and the state stays", async () => {
  set({ "schedule.json": { [writes!]: { "locked.json": true } } });
  await expect(write()).rejects.toThrow(/locked[^]*--unlock/);
  expect(state()).toEqual(before);
});

test.each([["before"], ["while"]])(
  "a deployment that ends between the last look and the import, %s it is imported, is reported with where its state is",
  async (when) => {
    const step = when === "before" ? writes! : readsHistoryAgain!;
    set({ "schedule.json": { [step]: { "history.json": [update, old] } } });
    await expect(write()).rejects.toThrow(
      /^Another deployment ended at the moment .*see https:\/\/\S+\/docs\/how-to\/recover\.md#restore-the-state\. The state before both is in .*\.json\.$/,
    );
  },
);

test("a backup is on disk before the state is replaced, for this user alone, with the command that restores it", async () => {
  let stateThen: unknown;
  const writer = stateWriter("dev", (backup) => {
    backups.push(backup);
    stateThen = state();
  });
  await writer.write(`${JSON.stringify(before)}\n`, JSON.stringify(after));
  expect(stateThen).toEqual(before);
  const [file] = backupFiles();
  expect(backups).toEqual([{ file, command: `npx pulumi stack import --file '${file}' --stack dev` }]);
  expect(JSON.parse(fs.readFileSync(file!, "utf8"))).toEqual(before);
  expect(fs.statSync(file!).mode & 0o777).toBe(0o600);
  expect(fs.statSync(path.dirname(file!)).mode & 0o777).toBe(0o700);
});

test("a state is not replaced where its backup cannot be written", async () => {
  fs.writeFileSync(path.join(directory, "home of state"), "a file");
  await expect(write()).rejects.toThrow(/^The backup of the state cannot be written .* Set XDG_STATE_HOME /);
  expect(state()).toEqual(before);
});
