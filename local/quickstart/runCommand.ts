import { spawn } from "node:child_process";
import type { ChildProcess, ChildProcessByStdio } from "node:child_process";
import type { Readable } from "node:stream";
import { createInterface } from "node:readline";
import { printLines } from "../../cli/output";
import type { Lock } from "../engine/lock";

/** Lines of a failed command's output that its error repeats. */
const maxErrorLines = 30;

const running = new Set<ChildProcess>();
let interruption: NodeJS.Signals | undefined;

/**
 * Lets the command that runs end in its own way, and starts no other: Pulumi needs the local Azure until it has written its state.
 * @returns Whether a command runs.
 */
export function interruptCommands(signal: NodeJS.Signals): boolean {
  interruption = signal;
  for (const child of running) {
    // A terminal sends Ctrl-C to the commands as well, and Pulumi ends at once after a second one.
    if (signal !== "SIGINT" || !process.stdin.isTTY) {
      child.kill(signal);
    }
  }
  return running.size > 0;
}

/**
 * Runs a command and returns its standard output.
 * @param options `show`: matches the lines that are shown while it runs. The others are shown only where the command fails. `lock`: the
 *   command keeps it where this process is killed.
 * @throws Error with the end of the command's output where it fails.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env, show, lock }: { cwd: string; env: NodeJS.ProcessEnv; show?: RegExp; lock?: Lock },
): Promise<string> {
  return new Promise((resolve, reject) => {
    if (interruption) {
      reject(new Error(interrupted(interruption)));
      return;
    }
    const stdio = ["ignore", "pipe", "pipe", lock?.descriptor ?? "ignore"] as const;
    const child = spawn(command, args, { cwd, env, stdio: [...stdio] }) as ChildProcessByStdio<
      null,
      Readable,
      Readable
    >;
    running.add(child);
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
      running.delete(child);
      if (interruption) {
        reject(new Error(interrupted(interruption)));
      } else if (code === 0) {
        resolve(stdout);
      } else {
        const end = output.trim().split("\n").slice(-maxErrorLines).join("\n");
        reject(new Error(`\`${[command, ...args].join(" ")}\` ended with ${code}:\n${end}`));
      }
    });
  });
}

const interrupted = (signal: NodeJS.Signals) =>
  `Interrupted by ${signal}. The next \`npm start\` continues from here.`;

function showLines(stream: Readable, show: RegExp): void {
  createInterface({ input: stream }).on("line", (line) => {
    if (show.test(line)) {
      printLines([`  ${line.trimEnd()}`]);
    }
  });
}
