/**
 * Language hosts that generate SDKs with Pulumi's own generators, from Go modules; Pulumi's SDK for Python with mypy, from PyPI. What
 * cannot be installed is skipped, and so are its tests.
 */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import {
  createPythonEnvironment,
  goFlags,
  hasGo,
  hasPython,
  installOnce,
} from "../../support/installOnce.mjs";
import { pins } from "./toolFolders.js";

const folder = path.dirname(fileURLToPath(import.meta.url));
const timeoutMs = 30 * 60_000;
const sdk = "github.com/pulumi/pulumi/sdk/v3";

if (hasGo()) {
  await installOnce({
    name: "sdk-languages",
    pins: pins("sdk-languages"),
    complete: "ready",
    note: "Building the language hosts of Go, Python, .NET and Node.js: some minutes the first time.",
    timeoutMs,
    install({ directory, file, stdio }) {
      const host = path.join(directory, "pulumi-language-go");
      execFileSync("go", ["build", ...goFlags, "-o", host, "."], { cwd: folder, stdio });
      for (const language of ["dotnet", "nodejs", "python"]) {
        fs.copyFileSync(host, path.join(directory, `pulumi-language-${language}`));
      }
      const sources = execFileSync("go", ["list", "-m", "-f", "{{.Dir}}", sdk], {
        cwd: folder,
        encoding: "utf8",
      });
      const launcher = "pulumi-language-python-exec";
      fs.copyFileSync(path.join(sources.trim(), "python/cmd", launcher), path.join(directory, launcher));
      fs.writeFileSync(file, "");
    },
  });
} else {
  console.log("  Go is not installed: the tests of the package from Git and of its SDKs are skipped.");
}
if (hasPython()) {
  const [requirements] = pins("sdk-python");
  await createPythonEnvironment({ name: "sdk-python", requirements, timeoutMs });
} else {
  console.log("  Python 3.10 or newer is not installed: the test of the SDK for Python is skipped.");
}
