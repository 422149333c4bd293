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
  ...["components", "cli", "local", "policy"].map((workspace) => `${workspace}/package.json`),
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

/** Seconds of the tests of a folder. @throws Error if one fails. */
function testOnce(folder: string): number {
  const begin = Date.now();
  if (spawnSync(jest, [folder], { cwd: root, stdio: "ignore" }).status !== 0) {
    throw new Error(`a test in ${folder} fails`);
  }
  return (Date.now() - begin) / 1000;
}

export async function measureProject(rounds: number, progress: (line: string) => void): Promise<Figure[]> {
  // Fills jest's cache.
  testOnce("tests/unit");
  const ofComponent: number[] = [];
  const all: number[] = [];
  const install: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    ofComponent.push(testOnce("tests/unit/component"));
    all.push(testOnce("tests/unit"));
    install.push(installOnce());
    progress(`round ${round} of ${rounds}`);
  }
  const kilobytes = Number(
    execFileSync("du", ["-sk", "node_modules"], { cwd: root, encoding: "utf8" }).split("\t")[0],
  );
  return [
    { name: "unit tests of the component, with two workers", unit: "s", values: ofComponent, limit: 15 },
    { name: "all unit tests, with two workers", unit: "s", values: all },
    { name: "npm ci, with a warm cache", unit: "s", values: install },
    { name: "everything installed (npm ci)", unit: "MB", values: [kilobytes / 1024] },
  ];
}
