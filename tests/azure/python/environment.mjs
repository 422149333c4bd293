/**
 * Creates the virtual environments of the tests with Python, once for each list of requirements: the official clients and the
 * Azure CLI, from PyPI. Each is a folder of .local/ that is named after its list, and is kept until the list changes.
 * Runs outside the local Azure's environment, whose proxy does not reach PyPI. Without Python it does nothing, and the tests
 * are reported as skipped.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { lock } from "../../../local/engine/lock.js";

/** The Azure CLI takes a minute or two; more on a machine that is busy. */
const installTimeoutMs = 15 * 60_000;

const folder = path.dirname(fileURLToPath(import.meta.url));

/** The Azure CLI has an environment of its own: it pins other versions of the clients. */
const environments = [
  { name: "python", requirements: "requirements.txt" },
  { name: "azure-cli", requirements: "azureCli.txt", note: "the Azure CLI, once: it takes a minute or two" },
];

function hasPython() {
  try {
    execFileSync("python3", ["-c", "import sys, venv; assert sys.version_info >= (3, 10)"], {
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
}

async function install({ name, requirements, note }) {
  const file = path.join(folder, requirements);
  const digest = createHash("sha256").update(fs.readFileSync(file)).digest("hex").slice(0, 12);
  const directory = path.join(folder, "../../../.local", `${name}-${digest}`);
  const ready = path.join(directory, "ready");
  if (fs.existsSync(ready)) {
    return;
  }
  fs.mkdirSync(path.dirname(directory), { recursive: true, mode: 0o700 });
  const unlock = await lock(`${directory}.lock`, `installing ${name}`, installTimeoutMs);
  try {
    if (fs.existsSync(ready)) {
      return;
    }
    if (note) {
      console.log(`  Installing ${note}.`);
    }
    // pip keeps the lock where this process is killed and pip goes on.
    const quiet = { stdio: ["ignore", "ignore", "inherit", unlock.descriptor] };
    execFileSync("python3", ["-m", "venv", "--clear", directory], quiet);
    const python = path.join(directory, "bin/python");
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", file];
    execFileSync(python, pip, quiet);
    fs.writeFileSync(ready, "");
  } finally {
    unlock();
  }
}

if (hasPython()) {
  for (const environment of environments) {
    await install(environment);
  }
} else {
  console.log(
    "  Python 3.10 or newer is not installed: the tests with its clients and the Azure CLI are skipped.",
  );
}
