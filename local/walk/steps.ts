import { spawn } from "node:child_process";
import { styleText } from "node:util";

/** Colours are for people: a file or another program gets none. */
const styled = (style: Parameters<typeof styleText>[0], text: string) =>
  process.stdout.isTTY && !process.env.NO_COLOR ? styleText(style, text) : text;

/** Prints a step while it runs, and then in one line what it did and how long it took. */
export async function step<T>(title: string, work: () => Promise<[T, string]>): Promise<T> {
  const begin = Date.now();
  process.stdout.write(`${styled("dim", "…")} ${styled("bold", title)}\n`);
  const [result, did] = await work();
  const took = styled("dim", `(${((Date.now() - begin) / 1000).toFixed(1)} s)`);
  console.log(`${styled("green", "✔")} ${did} ${took}\n`);
  return result;
}

/** A command that did not end well, with the end of what it printed. */
export class CommandFailed extends Error {}

/**
 * Runs a command and returns what it printed on standard output.
 * @param show Lines that are worth showing while it runs; the rest is shown only where the command fails.
 * @throws CommandFailed
 */
export function run(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; show?: RegExp },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let everything = "";
    let line = "";
    child.stdout.on("data", (data: Buffer) => {
      output += data.toString();
      everything += data.toString();
      line += data.toString();
      const lines = line.split("\n");
      line = lines.pop() ?? "";
      for (const complete of lines) {
        if (options.show?.test(complete)) {
          console.log(`  ${complete.trimEnd()}`);
        }
      }
    });
    child.stderr.on("data", (data: Buffer) => (everything += data.toString()));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) {
        resolve(output);
      } else {
        const told = everything.trim().split("\n").slice(-30).join("\n");
        reject(new CommandFailed(`\`${[command, ...args].join(" ")}\` ended with ${code}:\n${told}`));
      }
    });
  });
}
