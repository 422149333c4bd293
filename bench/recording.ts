/**
 * Records a real first `npm start` as a picture: an SVG of the terminal, on which the lines come as they came.
 * It runs in a copy of the project, so that whatever `.local/` holds is neither shown nor touched.
 * Usage: npm run record -- [FILE]
 */
import { execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { hideMachine, playTerminal, shortenWaits, terminalSvg } from "./terminalSvg";
import type { Chunk } from "./terminalSvg";

const root = path.join(__dirname, "..");
const prompt = "$ npm start\n";

/** As wide as the longest line that `pulumi up` shows. */
const columns = 120;
/** How long the picture moves, in seconds. */
const duration = 15;
const mostBytes = 60_000;

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

/** Runs `npm start` on a terminal of its own, as only there it has colours. */
function recordStart(directory: string): Promise<{ code: number | null; chunks: Chunk[] }> {
  const { NO_COLOR: _noColour, CI: _ci, ...environment } = process.env;
  const command = `stty cols ${columns} rows 50 && exec npm start`;
  const child = spawn("script", ["--quiet", "--return", "--flush", "--command", command, "/dev/null"], {
    cwd: directory,
    env: { ...environment, TERM: "xterm-256color", npm_config_update_notifier: "false" },
    // An input that has ended would be typed as Ctrl-D.
    stdio: ["pipe", "pipe", "inherit"],
  });
  const begin = Date.now();
  const chunks: Chunk[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    chunks.push({ at: (Date.now() - begin) / 1000, text });
  });
  return new Promise((resolve, reject) => {
    child.on("error", (error) =>
      reject(new Error(`It needs \`script\` of util-linux, which makes a terminal: ${error.message}`)),
    );
    child.on("close", (code) => resolve({ code, chunks }));
  });
}

/** What tells of this machine, and what is shown instead. */
function machineOf(copy: string): Record<string, string> {
  const folders = [copy, root].flatMap((folder) => [folder, fs.realpathSync(folder)]);
  return {
    [os.homedir()]: "~",
    [os.hostname()]: "machine",
    ...Object.fromEntries(folders.map((folder) => [folder, "."])),
  };
}

function draw(chunks: readonly Chunk[], machine: Record<string, string>): string {
  const hidden = chunks.map(({ text }) => hideMachine(text, machine));
  if (hidden.join("") !== hideMachine(chunks.map(({ text }) => text).join(""), machine)) {
    throw new Error("A name of this machine came in two pieces, and would be shown: run it again.");
  }
  const { times, longest } = shortenWaits(
    chunks.map(({ at }) => at),
    duration,
  );
  const took = `${chunks.at(-1)!.at.toFixed(0)} s`;
  const waits = longest === undefined ? "" : `, waits longer than ${longest.toFixed(1)} s shortened to that`;
  const rows = playTerminal(
    [{ at: 0, text: prompt }, ...hidden.map((text, index) => ({ at: times[index]!, text }))],
    columns,
  );
  return terminalSvg(rows, {
    columns,
    caption: longest === undefined ? `npm start, ${took}` : `npm start, ${took}, long waits shortened`,
    title: `npm start: Microsoft's article, walked on the local Azure (${took}${waits})`,
    description: `A recording of a real run by \`npm run record\`. It took ${took}${waits}.`,
  });
}

async function main(file: string): Promise<void> {
  // What is missing would be installed through the copy's link to the packages.
  execFileSync(process.execPath, [path.join(root, "local/engine/setup.js")], { stdio: "inherit" });
  const copy = copyProject();
  try {
    const { code, chunks } = await recordStart(copy);
    if (code !== 0) {
      throw new Error(`npm start ended with ${code}:\n${chunks.map(({ text }) => text).join("")}`);
    }
    const svg = draw(chunks, machineOf(copy));
    const bytes = Buffer.byteLength(svg);
    if (bytes > mostBytes) {
      throw new Error(`The picture has ${bytes} bytes, and may have ${mostBytes}.`);
    }
    fs.writeFileSync(file, svg);
    console.log(`${path.relative(process.cwd(), file)}: ${(bytes / 1000).toFixed(0)} kB`);
  } finally {
    // The local Azure ends a moment after its last command, and may still be writing.
    fs.rmSync(copy, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
}

main(path.resolve(process.argv[2] ?? path.join(root, "docs/npm-start.svg"))).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
