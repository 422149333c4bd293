/**
 * Installs what the tests of the SDKs need below .local/, once for each version: language hosts that generate SDKs with Pulumi's own
 * generators, from Go modules, and Pulumi's SDK for Python with mypy, from PyPI. Without Go or Python it does nothing, and the tests are
 * reported as skipped.
 */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { lock } from "../../../local/engine/lock.js";
import toolFolders from "./toolFolders.js";

const installTimeoutMs = 30 * 60_000;

const folder = path.dirname(fileURLToPath(import.meta.url));

/** @param {string[]} command @param {object} [options] */
const run = ([program, ...args], options = {}) =>
  execFileSync(program, args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"], ...options });

const tools = [
  {
    name: "sdk-languages",
    label: "language hosts, from Go modules",
    requires: ["go", "version"],
    install(directory, descriptor) {
      const held = { stdio: ["ignore", "ignore", "inherit", descriptor] };
      const file = path.join(directory, "pulumi-language-go");
      run(["go", "build", "-ldflags", "-s -w", "-o", file, "."], held);
      for (const language of ["dotnet", "nodejs", "python"]) {
        fs.copyFileSync(file, path.join(directory, `pulumi-language-${language}`));
      }
      const sdk = run(["go", "list", "-m", "-f", "{{.Dir}}", "github.com/pulumi/pulumi/sdk/v3"], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const launcher = "pulumi-language-python-exec";
      fs.copyFileSync(path.join(String(sdk).trim(), "python/cmd", launcher), path.join(directory, launcher));
    },
  },
  {
    name: "sdk-python",
    label: "Pulumi's SDK for Python and mypy, from PyPI",
    requires: ["python3", "-c", "import sys, venv; assert sys.version_info >= (3, 10)"],
    install(directory, descriptor) {
      const held = { stdio: ["ignore", "ignore", "inherit", descriptor] };
      run(["python3", "-m", "venv", "--clear", directory], held);
      const pip = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "-r",
        "requirements.txt",
      ];
      run([path.join(directory, "bin/python"), ...pip], held);
    },
  },
];

/** @param {string[]} command */
function isInstalled(command) {
  try {
    run(command, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

async function install({ name, label, install: installTool }) {
  const directory = toolFolders.toolFolder(name);
  const ready = toolFolders.readyFile(name);
  if (fs.existsSync(ready)) {
    return;
  }
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  const unlock = await lock(`${directory}.lock`, `installing ${label}`, installTimeoutMs);
  try {
    if (!fs.existsSync(ready)) {
      console.log(`  Installing ${label}: some minutes the first time.`);
      installTool(directory, unlock.descriptor);
      fs.writeFileSync(ready, "");
    }
  } finally {
    unlock();
  }
}

for (const tool of tools) {
  if (isInstalled(tool.requires)) {
    await install(tool);
  } else {
    console.log(`  ${tool.requires[0]} is not installed: the tests that need ${tool.label} are skipped.`);
  }
}
