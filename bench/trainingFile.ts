/** Time and memory of validating a training file of 100,000 lines, in a process of its own. */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { root } from "../tests/support/stackProject";
import type { Figure } from "./figures";

const lines = 100_000;

function trainingFile(): string {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "training-file-")), "large.jsonl");
  const out = fs.openSync(file, "w");
  for (let line = 0; line < lines; line++) {
    const messages = [
      { role: "system", content: "You answer briefly and say what to do." },
      { role: "user", content: `Question ${line}: ${"what about this? ".repeat(12)}` },
      { role: "assistant", content: `Answer ${line}: ${"do that. ".repeat(20)}` },
    ];
    fs.writeSync(out, `${JSON.stringify({ messages })}\n`);
  }
  fs.closeSync(out);
  return file;
}

/** Validates the file, and prints what that cost. */
const program = `
const { validateTrainingFile } = require("./cli/trainingFile/validate.ts");
const begin = Date.now();
validateTrainingFile(process.argv[1]).then(({ examples, problemCount }) => console.log(JSON.stringify({
  examples, problemCount, seconds: (Date.now() - begin) / 1000, peak: process.resourceUsage().maxRSS / 1024,
})));`;

export async function measureTrainingFile(
  rounds: number,
  progress: (line: string) => void,
): Promise<Figure[]> {
  const file = trainingFile();
  const costs: { seconds: number; peak: number }[] = [];
  for (let round = 1; round <= rounds; round++) {
    const { stdout } = spawnSync(process.execPath, ["-r", "./local/register.js", "-e", program, file], {
      cwd: root,
      encoding: "utf8",
    });
    const { examples, problemCount, ...cost } = JSON.parse(stdout) as Record<string, number>;
    if (examples !== lines || problemCount !== 0) {
      throw new Error(`${examples} of ${lines} lines were read, with ${problemCount} problems`);
    }
    costs.push(cost as (typeof costs)[number]);
    progress(`round ${round} of ${rounds}`);
  }
  fs.rmSync(path.dirname(file), { recursive: true });
  return [
    {
      name: "validation of 100,000 lines",
      unit: "s",
      values: costs.map(({ seconds }) => seconds),
      limit: 3,
    },
    { name: "peak memory", unit: "MB", values: costs.map(({ peak }) => peak), limit: 200 },
  ];
}
