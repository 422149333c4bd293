/**
 * Builds Pulumi's own YAML language host from its Go module, once for each version: the official evidence of the component's use from
 * another language. Without Go it does nothing, and the test is reported as skipped.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { lock } from "../../../local/engine/lock.js";

const buildTimeoutMs = 30 * 60_000;

const folder = path.dirname(fileURLToPath(import.meta.url));
const digest = createHash("sha256")
  .update(fs.readFileSync(path.join(folder, "go.mod")))
  .digest("hex");
const directory = path.join(folder, "../../../.local", `yaml-${digest.slice(0, 12)}`);
const file = path.join(directory, "pulumi-language-yaml");

function hasGo() {
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function build({ descriptor }) {
  console.log("  Building Pulumi's YAML language host: some minutes the first time, seconds after that.");
  const host = "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml";
  execFileSync("go", ["build", "-ldflags", "-s -w", "-o", `${file}.new`, host], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit", descriptor],
  });
  fs.renameSync(`${file}.new`, file);
}

if (!hasGo()) {
  console.log("  Go is not installed: the test of the component from YAML is skipped.");
} else if (!fs.existsSync(file)) {
  fs.mkdirSync(directory, { recursive: true });
  const unlock = await lock(`${directory}.lock`, "building Pulumi's YAML language host", buildTimeoutMs);
  try {
    if (!fs.existsSync(file)) {
      build(unlock);
    }
  } finally {
    unlock();
  }
}
