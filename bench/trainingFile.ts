/** Time and memory of validating a training file of 100,000 lines. Usage: node -r ./local/register.js bench/trainingFile.ts */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { validateTrainingFile } from "../cli/trainingFile/validate";

async function main(): Promise<void> {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "training-file-")), "large.jsonl");
  const out = fs.createWriteStream(file);
  for (let line = 0; line < 100_000; line++) {
    const messages = [
      { role: "system", content: "You answer briefly and say what to do." },
      { role: "user", content: `Question ${line}: ${"what about this? ".repeat(12)}` },
      { role: "assistant", content: `Answer ${line}: ${"do that. ".repeat(20)}` },
    ];
    if (!out.write(`${JSON.stringify({ messages })}\n`)) {
      await new Promise<void>((resolve) => out.once("drain", () => resolve()));
    }
  }
  await new Promise<void>((resolve) => out.end(resolve));
  const begin = Date.now();
  const { examples, bytes, problemCount } = await validateTrainingFile(file);
  const seconds = (Date.now() - begin) / 1000;
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(
    `${examples} lines, ${(bytes / 1024 / 1024).toFixed(0)} MB, ${problemCount} problems: ${seconds.toFixed(2)} s (at most 3), ${peak.toFixed(0)} MB at the peak (at most 200)`,
  );
  fs.rmSync(path.dirname(file), { recursive: true });
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
