/** The installation and its size, and the unit tests. */
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { root } from "../tests/support/stackProject";
import type { Figure } from "./figures";

const jest = path.join(root, "node_modules/.bin/jest");

/** The files that `npm ci` reads. */
const manifests = [
  "package.json",
  "package-lock.json",
  ...["components", "cli", "local"].map((workspace) => `${workspace}/package.json`),
];

/** Seconds of `npm ci` in a folder of its own, with npm's cache. */
function installOnce(): number {
  const directory = fs.mkdtempSync(path.join(tmpdir(), "azure-openai-wandb-bench-"));
  try {
    for (const file of manifests) {
      fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
      fs.copyFileSync(path.join(root, file), path.join(directory, file));
    }
    const begin = Date.now();
    execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: directory, stdio: "ignore" });
    return (Date.now() - begin) / 1000;
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

export async function measureProject(rounds: number, progress: (line: string) => void): Promise<Figure[]> {
  const seconds: number[] = [];
  const install: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const begin = Date.now();
    const { status } = spawnSync(jest, ["tests/unit"], { cwd: root, stdio: "ignore" });
    if (status !== 0) {
      throw new Error("the unit tests fail");
    }
    // The first round fills jest's cache.
    if (round > 0) {
      seconds.push((Date.now() - begin) / 1000);
      install.push(installOnce());
      progress(`round ${round} of ${rounds}`);
    }
  }
  const kilobytes = Number(
    execFileSync("du", ["-sk", "node_modules"], { cwd: root, encoding: "utf8" }).split("\t")[0],
  );
  return [
    { name: "unit tests, with two workers", unit: "s", values: seconds, limit: 10 },
    { name: "npm ci, with a warm cache", unit: "s", values: install },
    { name: "everything installed (npm ci)", unit: "MB", values: [kilobytes / 1024] },
  ];
}
