/** What a newcomer waits for: the unit tests, and the size of what is installed. */
import { execFileSync, spawnSync } from "node:child_process";
import * as path from "node:path";
import { root } from "../tests/engine/stackProject";
import type { Figure } from "./figures";

const jest = path.join(root, "node_modules/.bin/jest");

export async function measureProject(rounds: number, progress: (line: string) => void): Promise<Figure[]> {
  const seconds: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const begin = Date.now();
    const { status } = spawnSync(jest, ["tests/unit"], { cwd: root, stdio: "ignore" });
    if (status !== 0) {
      throw new Error("the unit tests fail");
    }
    // The first round fills jest's cache.
    if (round > 0) {
      seconds.push((Date.now() - begin) / 1000);
      progress(`round ${round} of ${rounds}`);
    }
  }
  const kilobytes = Number(
    execFileSync("du", ["-sk", "node_modules"], { cwd: root, encoding: "utf8" }).split("\t")[0],
  );
  return [
    { what: "unit tests, with two workers", unit: "s", values: seconds, atMost: 10 },
    { what: "everything installed (npm ci)", unit: "MB", values: [kilobytes / 1024] },
  ];
}
