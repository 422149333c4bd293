/**
 * `npm test`: type check, lint, format and every test. The last line is "N passed, N failed". With `--reports DIRECTORY` the reports
 * of jest and the seconds of each step are kept there.
 * The tests of the local Azure by official clients run through `npm run local --`, as any command does.
 */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..");
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "azure-openai-wandb-run-"));
const [option, directory] = process.argv.slice(2);
const reports = option === "--reports" ? path.resolve(directory) : scratch;
const bin = (name) => path.join(root, "node_modules", ".bin", name);
const local = [
  process.execPath,
  "-r",
  "./local/register.js",
  "local/run.ts",
  "--state",
  path.join(scratch, "state"),
];

/** The tests that wait until the language hosts are built, for minutes the first time. */
const usesLanguageHost = "tests/engine/anyLanguage";

/**
 * The sequences run in parallel, the steps of each one after the other: a test of the engine waits for half of its time. A `jest` step
 * reports its number of tests; any other step counts as one.
 */
const sequences = [
  [
    {
      name: "engine",
      jest: true,
      command: [bin("jest"), "tests/engine", "--testPathIgnorePatterns", usesLanguageHost],
    },
  ],
  [
    { name: "YAML language host", command: [process.execPath, "tests/engine/yaml/languageHost.mjs"] },
    { name: "tools of the SDKs", command: [process.execPath, "tests/engine/languages/tools.mjs"] },
    { name: "other languages", jest: true, command: [bin("jest"), usesLanguageHost] },
  ],
  [
    { name: "Python clients", command: [process.execPath, "tests/azure/python/environment.mjs"] },
    { name: "local Azure", jest: true, command: [...local, bin("jest"), "tests/azure", "--runInBand"] },
  ],
  [
    { name: "tools of the workflows", command: [process.execPath, "tests/workflows/tools.mjs"] },
    { name: "workflows", jest: true, command: [bin("jest"), "tests/workflows"] },
    { name: "types", command: [bin("tsc"), "--noEmit"] },
    { name: "types of the report's script", command: [bin("tsc"), "--noEmit", "-p", "cli/report/page"] },
    // The types of azure-native and of all tests are in memory at once, more than the 4 GB that Node.js allows itself.
    {
      name: "lint",
      command: [process.execPath, "--max-old-space-size=8192", "node_modules/eslint/bin/eslint.js", "."],
    },
    { name: "words", command: [bin("cspell"), "--no-progress", "--no-summary", "--dot", "**"] },
    { name: "format", command: [bin("prettier"), "--check", "--log-level", "warn", "."] },
    {
      name: "generated files",
      command: [process.execPath, "-r", "./local/register.js", "generate/run.ts", "--check"],
    },
    // After what needs the processors alone: the engine's tests last the longest.
    { name: "unit", jest: true, command: [bin("jest"), "tests/unit"] },
  ],
];

/** Runs a command to its end. @returns Its exit code; 1 where a signal ended it. */
async function run([program, ...args], stdio) {
  const child = spawn(program, args, { cwd: root, stdio });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

let passed = 0;
let failed = 0;
const seconds = {};

async function runStep({ name, jest, command }) {
  const begin = Date.now();
  const report = path.join(reports, `${name}.json`);
  // With --json jest prints its report on standard output, and its results for a reader on standard error.
  const code = jest
    ? await run([...command, "--json", `--outputFile=${report}`], ["ignore", "ignore", "inherit"])
    : await run(command, ["ignore", "inherit", "inherit"]);
  if (jest && fs.existsSync(report)) {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
      fs.readFileSync(report, "utf8"),
    );
    passed += numPassedTests;
    failed += numFailedTests + numRuntimeErrorTestSuites;
    if (code !== 0 && numFailedTests + numRuntimeErrorTestSuites === 0) {
      failed += 1;
    }
  } else {
    passed += code === 0 ? 1 : 0;
    failed += code === 0 ? 0 : 1;
  }
  seconds[name] = (Date.now() - begin) / 1000;
  console.log(`${code === 0 ? "✔" : "✖"} ${name} (${seconds[name].toFixed(1)} s)`);
}

async function runSequence(steps) {
  for (const step of steps) {
    await runStep(step);
  }
}

fs.mkdirSync(reports, { recursive: true });
console.log(`${sequences.flatMap((steps) => steps.map(({ name }) => name)).join(", ")} …`);
await Promise.all(sequences.map(runSequence));
fs.writeFileSync(path.join(reports, "seconds.json"), JSON.stringify(seconds));
fs.rmSync(scratch, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
