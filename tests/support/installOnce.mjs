/**
 * Tools of the tests that npm does not have: each is a folder of .local/ that is named after the files that pin it, and is kept until they
 * change. Runs outside the local Azure's environment, whose proxy reaches neither PyPI nor Go's modules. Without Go or Python nothing is
 * installed, and the tests are reported as skipped.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { lock } from "../../local/engine/lock.js";

const local = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../.local");

function runs(program, args) {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export const hasGo = () => runs("go", ["version"]);
export const hasPython = () =>
  runs("python3", ["-c", "import sys, venv; assert sys.version_info >= (3, 10)"]);

/**
 * Installs a tool where its folder lacks the file that shows it is complete. Two processes do not install at once. `pins`: a file or files.
 * `install` writes that file last. The lock's descriptor is for the installing program, which keeps the lock where this process is killed.
 */
export async function installOnce({ name, pins, complete, note, timeoutMs, install }) {
  const hash = createHash("sha256");
  [pins].flat().forEach((pin) => hash.update(fs.readFileSync(pin)));
  const directory = path.join(local, `${name}-${hash.digest("hex").slice(0, 12)}`);
  const file = path.join(directory, complete);
  if (fs.existsSync(file)) {
    return;
  }
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  const unlock = await lock(`${directory}.lock`, `installing ${name}`, timeoutMs);
  try {
    if (fs.existsSync(file)) {
      return;
    }
    if (note) {
      console.log(`  ${note}`);
    }
    install({ directory, file, stdio: ["ignore", "ignore", "inherit", unlock.descriptor] });
  } finally {
    unlock();
  }
}

/** Flags of `go build`: as the Pulumi CLI is built, so that what Go has compiled for it is used again. */
export const goFlags = ["-trimpath", "-ldflags", "-s -w"];

/** Builds the program of a Go module, whose versions the `go.mod` of a folder pins. */
export const buildGoProgram = ({ name, folder, module, note, timeoutMs }) =>
  installOnce({
    name,
    pins: path.join(folder, "go.mod"),
    complete: module.split("/").at(-1),
    note,
    timeoutMs,
    install({ file, stdio }) {
      execFileSync("go", ["build", ...goFlags, "-o", `${file}.new`, module], { cwd: folder, stdio });
      fs.renameSync(`${file}.new`, file);
    },
  });

/** Creates a virtual environment with the packages of a list of requirements. */
export const createPythonEnvironment = ({ name, requirements, note, timeoutMs }) =>
  installOnce({
    name,
    pins: requirements,
    complete: "ready",
    note,
    timeoutMs,
    install({ directory, file, stdio }) {
      execFileSync("python3", ["-m", "venv", "--clear", directory], { stdio });
      // Python compiles what a test imports; compiling all of the Azure CLI would take longer than its installation.
      const options = ["--quiet", "--disable-pip-version-check", "--no-compile"];
      const pip = ["-m", "pip", "install", ...options, "-r", requirements];
      execFileSync(path.join(directory, "bin/python"), pip, { stdio });
      fs.writeFileSync(file, "");
    },
  });
