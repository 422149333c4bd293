/**
 * Creates the virtual environment of the Python tests, once for each list of requirements: the official clients, from PyPI.
 * Runs outside the local Azure's environment, whose proxy does not reach PyPI. Without Python it does nothing, and the tests
 * are reported as skipped.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";

const folder = path.dirname(fileURLToPath(import.meta.url));
const requirements = path.join(folder, "requirements.txt");
const digest = createHash("sha256").update(fs.readFileSync(requirements)).digest("hex").slice(0, 12);
const directory = path.join(folder, "../../../.local", `python-${digest}`);
const ready = path.join(directory, "ready");

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

if (!hasPython()) {
  console.log("  Python 3.10 or newer is not installed: the tests with its clients are skipped.");
} else if (!fs.existsSync(ready)) {
  const quiet = { stdio: ["ignore", "ignore", "inherit"] };
  execFileSync("python3", ["-m", "venv", "--clear", directory], quiet);
  const python = path.join(directory, "bin/python");
  execFileSync(
    python,
    ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements],
    quiet,
  );
  fs.writeFileSync(ready, "");
}
