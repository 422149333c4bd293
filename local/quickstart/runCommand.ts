import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { createInterface } from "node:readline";
import { printLines } from "../../cli/output";

/** Lines of a failed command's output that its error repeats. */
const maxErrorLines = 30;

/**
 * Runs a command and returns its standard output.
 * @param show Matches the lines that are shown while it runs. The others are shown only where the command fails.
 * @throws Error with the end of the command's output where it fails.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env, show }: { cwd: string; env: NodeJS.ProcessEnv; show?: RegExp },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
    if (show) {
      showLines(child.stdout, show);
    }
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) {
        resolve(stdout);
      } else {
        const end = output.trim().split("\n").slice(-maxErrorLines).join("\n");
        reject(new Error(`\`${[command, ...args].join(" ")}\` ended with ${code}:\n${end}`));
      }
    });
  });
}

function showLines(stream: Readable, show: RegExp): void {
  createInterface({ input: stream }).on("line", (line) => {
    if (show.test(line)) {
      printLines([`  ${line.trimEnd()}`]);
    }
  });
}
