/**
 * `npm test`: type check, lint, format, then every test. The last line is "N passed, N failed".
 * Tests of the local Azure by official clients run as any command does on it, through `npm run local --`.
 */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..");
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "azure-openai-wandb-run-"));
const bin = (name) => path.join(root, "node_modules", ".bin", name);
const local = [
  process.execPath,
  "-r",
  "./local/register.js",
  "local/run.ts",
  "--state",
  path.join(scratch, "state"),
];

/** What is run, in order. `jest` steps report their own number of tests; any other step counts as one. */
const steps = [
  { name: "types", command: [bin("tsc"), "--noEmit"] },
  { name: "lint", command: [bin("eslint"), "."] },
  { name: "format", command: [bin("prettier"), "--check", "--log-level", "warn", "."] },
  { name: "YAML language host", command: [process.execPath, "tests/engine/yaml/languageHost.mjs"] },
  { name: "unit and engine", jest: true, command: [bin("jest"), "tests/unit", "tests/engine"] },
  { name: "Python clients", command: [process.execPath, "tests/azure/python/environment.mjs"] },
  { name: "local Azure", jest: true, command: [...local, bin("jest"), "tests/azure", "--runInBand"] },
];

let passed = 0;
let failed = 0;
for (const { name, jest, command } of steps) {
  const begin = Date.now();
  const report = path.join(scratch, `${name}.json`);
  const [program, ...args] = jest ? [...command, "--json", `--outputFile=${report}`] : command;
  // jest prints its report on standard output where it is asked for JSON, and what a person reads on standard error.
  const { status } = spawnSync(program, args, {
    cwd: root,
    stdio: ["ignore", jest ? "ignore" : "inherit", "inherit"],
  });
  if (jest && fs.existsSync(report)) {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
      fs.readFileSync(report, "utf8"),
    );
    passed += numPassedTests;
    failed += numFailedTests + numRuntimeErrorTestSuites;
    if (status !== 0 && numFailedTests + numRuntimeErrorTestSuites === 0) {
      failed += 1;
    }
  } else {
    passed += status === 0 ? 1 : 0;
    failed += status === 0 ? 0 : 1;
  }
  console.log(`${status === 0 ? "✔" : "✖"} ${name} (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
}
fs.rmSync(scratch, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
