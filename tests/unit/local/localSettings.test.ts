import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { generatedKey } from "../../../local/session/generatedKey";
import { keyWarning, protectSettings, readSettings } from "../../../local/session/localSettings";
import { canarySecret } from "../../support/canarySecret";

let directory: string;
let environment: NodeJS.ProcessEnv;
const file = () => path.join(directory, "Pulumi.local.yaml");

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "local-settings-test-"));
  // In place of the Pulumi CLI: the key is the line of the file, and no line is no key.
  fs.writeFileSync(path.join(directory, "pulumi"), "#!/bin/sh\ngrep . Pulumi.local.yaml\n", { mode: 0o700 });
  environment = { ...process.env, PATH: `${directory}:${process.env.PATH}` };
});
afterEach(() => fs.rmSync(directory, { recursive: true }));

const writeKey = (key: string) => fs.writeFileSync(file(), `${key}\n`);

/** The key that a command puts into the settings, and whether the user is warned. */
const keys: [string, string, boolean][] = [
  ["a key that was generated here", generatedKey(), false],
  ["a key of W&B in the format of today", `wandb_v1_${"aZ3".repeat(9)}_${"bY7".repeat(16)}q`, true],
  ["a key of W&B in the earlier format", "0123456789abcdef".repeat(2) + "01234567", true],
  ["a key with more than a generated one", `${generatedKey()}0`, true],
  ["another text", canarySecret, true],
  ["no key", "", false],
];

test.each(keys)("a command that sets %s", async (_, key, isWarned) => {
  writeKey(generatedKey());
  const before = readSettings(directory);
  writeKey(key);
  const warning = await keyWarning(directory, environment, before);
  expect(warning !== undefined).toBe(isWarned);
  if (isWarned) {
    expect(warning).toMatch(/passphrase that is public.*remove it from the settings/);
    expect(warning).not.toContain(key);
  }
});

test("a command that does not change the settings brings no warning again", async () => {
  writeKey(canarySecret);
  expect(await keyWarning(directory, environment, readSettings(directory))).toBeUndefined();
});

test("other users cannot read the settings, whatever created them", () => {
  fs.writeFileSync(file(), "", { mode: 0o644 });
  protectSettings(directory);
  expect(fs.statSync(file()).mode & 0o777).toBe(0o600);
  fs.rmSync(file());
  protectSettings(directory);
  expect(readSettings(directory)).toBeUndefined();
});

test("settings that cannot be read are not the same as none", () => {
  fs.mkdirSync(file());
  expect(() => readSettings(directory)).toThrow("EISDIR");
});
