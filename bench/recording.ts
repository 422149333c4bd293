/**
 * Records a real first `npm start`: docs/npm-start.cast, for any asciicast player, and docs/npm-start.svg, its picture.
 * It runs in a copy of the project, so that the content of `.local/` is neither shown nor changed.
 * Usage: npm run record
 */
import { execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { asciicast, renderSvg } from "./asciicast";
import type { OutputEvent } from "./asciicast";
import { hideMachine } from "./hideMachine";

const root = path.join(__dirname, "..");
const command = "npm start";

/** As wide as the longest line that `pulumi up` shows. */
const terminal = { columns: 120, rows: 32 };

/** The limit of each file, in bytes. */
const maxSize = 60_000;

/** The picture shows its last screen for so long before it begins again. */
const lastScreenSeconds = 5;

function copyProject(): string {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), "azure-openai-wandb-recording-"));
  for (const file of listed.split("\0").filter((name) => name && fs.existsSync(path.join(root, name)))) {
    fs.cpSync(path.join(root, file), path.join(copy, file));
  }
  const { workspaces } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
    workspaces: string[];
  };
  for (const folder of [".", ...workspaces]) {
    const packages = path.join(root, folder, "node_modules");
    if (fs.existsSync(packages)) {
      fs.symlinkSync(packages, path.join(copy, folder, "node_modules"));
    }
  }
  return copy;
}

/** Runs `npm start` on a terminal of its own, as its output has colors only there. */
function recordStart(directory: string): Promise<OutputEvent[]> {
  const { NO_COLOR: _noColor, CI: _ci, ...environment } = process.env;
  const shell = `stty cols ${terminal.columns} rows ${terminal.rows} && exec ${command}`;
  const child = spawn("script", ["--quiet", "--return", "--flush", "--command", shell, "/dev/null"], {
    cwd: directory,
    env: { ...environment, TERM: "xterm-256color", npm_config_update_notifier: "false" },
    // An input that ends would be typed as Ctrl-D.
    stdio: ["pipe", "pipe", "inherit"],
  });
  const begin = Date.now();
  const events: OutputEvent[] = [{ seconds: 0, text: `$ ${command}\r\n` }];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    events.push({ seconds: (Date.now() - begin) / 1000, text });
  });
  return new Promise((resolve, reject) => {
    child.on("error", (error) =>
      reject(
        new Error(`script, which provides a terminal, cannot be run (${error.message}). Install util-linux.`),
      ),
    );
    child.on("close", (code) => {
      if (code === 0) {
        resolve(events);
      } else {
        reject(new Error(`${command} ended with ${code}:\n${textOf(events)}`));
      }
    });
  });
}

const textOf = (events: readonly OutputEvent[]) => events.map(({ text }) => text).join("");

/** What identifies this machine, with what is shown instead. */
function machineOf(copy: string): Record<string, string> {
  const folders = [copy, root].flatMap((folder) => [folder, fs.realpathSync(folder)]);
  return {
    [os.homedir()]: "~",
    [os.hostname()]: "machine",
    ...Object.fromEntries(folders.map((folder) => [folder, "."])),
  };
}

function withoutMachine(
  events: readonly OutputEvent[],
  machine: Readonly<Record<string, string>>,
): OutputEvent[] {
  const hidden = events.map(({ seconds, text }) => ({ seconds, text: hideMachine(text, machine) }));
  if (textOf(hidden) !== hideMachine(textOf(events), machine)) {
    throw new Error("A name of this machine is split between two events. Run the command again.");
  }
  return hidden;
}

/** The last screen, repeated each second: a single long wait would be shortened. */
function lastScreen(events: readonly OutputEvent[]): OutputEvent[] {
  const end = events.at(-1)?.seconds ?? 0;
  return Array.from({ length: lastScreenSeconds }, (_, index) => ({ seconds: end + index + 1, text: "" }));
}

function write(file: string, text: string): void {
  const size = Buffer.byteLength(text);
  if (size > maxSize) {
    throw new Error(`${file} has ${size} bytes. Show fewer lines, so that it has at most ${maxSize}.`);
  }
  fs.writeFileSync(path.join(root, file), text);
  console.log(`${file}: ${(size / 1000).toFixed(0)} kB`);
}

async function main(): Promise<void> {
  // The copy links to this project's packages, and must not install any.
  execFileSync(process.execPath, [path.join(root, "local/engine/setup.js")], { stdio: "inherit" });
  const copy = copyProject();
  try {
    const events = withoutMachine(await recordStart(copy), machineOf(copy));
    write("docs/npm-start.cast", asciicast(command, terminal, events));
    write("docs/npm-start.svg", renderSvg(asciicast(command, terminal, [...events, ...lastScreen(events)])));
  } finally {
    // The local Azure ends a moment after its last command, and may still be writing.
    fs.rmSync(copy, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
