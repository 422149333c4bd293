// Runs a long command and shows its progress: one line that is rewritten on a terminal, a line now and then elsewhere.
const { spawn } = require("node:child_process");

const progressIntervalMs = process.stdout.isTTY ? 1000 : 15_000;

/**
 * @param {string} title
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, describe?: (lines: number) => string, timeoutMs?: number, lock?: import("./lock").Lock }} [options]
 *   `describe`: what the number of lines printed so far means. `lock`: the command keeps it where this process is killed and the
 *   command goes on.
 * @returns {Promise<{ code: number, output: string }>}
 */
function runWithProgress(title, command, args, { cwd, env, describe, timeoutMs, lock } = {}) {
  return new Promise((resolve) => {
    const begin = Date.now();
    const seconds = () => Math.round((Date.now() - begin) / 1000);
    let output = "";
    let lines = 0;
    const show = () => {
      const line = `  ${title}: ${seconds()} s${describe ? `, ${describe(lines)}` : ""}`;
      process.stdout.write(process.stdout.isTTY ? `\r${line}\x1b[K` : `${line}\n`);
    };
    console.log(`  ${title} …`);
    const timer = setInterval(show, progressIntervalMs);
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe", lock?.descriptor ?? "ignore"],
      timeout: timeoutMs,
    });
    const collect = (/** @type {Buffer} */ data) => {
      const text = data.toString();
      lines += text.split("\n").length - 1;
      output = (output + text).slice(-20_000);
    };
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    const finish = (/** @type {number} */ code) => {
      clearInterval(timer);
      if (process.stdout.isTTY) {
        process.stdout.write("\r\x1b[K");
      }
      resolve({ code, output });
    };
    child.on("error", (error) => {
      output += error.message;
      finish(127);
    });
    child.on("close", (code) => finish(code ?? 1));
  });
}

module.exports = { runWithProgress };
