/** `npm test`: the seconds of each of its steps and of each file of tests. */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { root } from "../tests/support/stackProject";
import type { Figure } from "./figures";

/** What jest reports of a file. Times are in milliseconds. */
interface TestFile {
  name: string;
  startTime: number;
  endTime: number;
}

const seconds = ({ startTime, endTime }: TestFile): number => (endTime - startTime) / 1000;

export async function measureTests(rounds: number, progress: (line: string) => void): Promise<Figure[]> {
  const whole: number[] = [];
  const parts = new Map<string, number[]>();
  const add = (name: string, value: number) => parts.set(name, [...(parts.get(name) ?? []), value]);
  for (let round = 1; round <= rounds; round++) {
    const reports = fs.mkdtempSync(path.join(tmpdir(), "azure-openai-wandb-bench-"));
    try {
      const begin = Date.now();
      const command = [path.join(root, "tests/run.mjs"), "--reports", reports];
      if (spawnSync(process.execPath, command, { cwd: root, stdio: "inherit" }).status !== 0) {
        throw new Error("npm test fails");
      }
      whole.push((Date.now() - begin) / 1000);
      const read = (file: string): unknown => JSON.parse(fs.readFileSync(path.join(reports, file), "utf8"));
      const steps = read("seconds.json") as Record<string, number>;
      Object.entries(steps).forEach(([name, value]) => add(name, value));
      for (const report of fs.readdirSync(reports).filter((file) => file !== "seconds.json")) {
        const { testResults } = read(report) as { testResults: TestFile[] };
        [...testResults]
          .sort((one, other) => seconds(other) - seconds(one))
          .forEach((file) => add(path.relative(root, file.name), seconds(file)));
      }
      progress(`round ${round} of ${rounds}`);
    } finally {
      fs.rmSync(reports, { recursive: true, force: true });
    }
  }
  return [
    { name: "npm test", unit: "s", values: whole, limit: 480 },
    ...[...parts].map(([name, values]) => ({ name, unit: "s", values })),
  ];
}
