/**
 * Time and memory of validating training files, each in a process of its own: many lines, large files, and inputs that a check could
 * need quadratic time or much memory for.
 */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { root } from "../tests/support/stackProject";
import { ratiosOf } from "./figures";
import type { Figure } from "./figures";

type Write = (text: string) => void;

interface Input {
  name: string;
  write: (write: Write) => void;
  /** Seconds; none where the ratio has one: the same machine is a third slower on some days. */
  limit?: number;
  /** Number of problems. @default 0 */
  problems?: number;
  /** The largest ratio to the time that Node.js alone needs to read and parse the lines, for inputs that are valid. */
  ratioLimit?: number;
}

const example = (line: number): string =>
  JSON.stringify({
    messages: [
      { role: "system", content: "You answer briefly and say what to do." },
      { role: "user", content: `Question ${line}: ${"what about this? ".repeat(12)}` },
      { role: "assistant", content: `Answer ${line}: ${"do that. ".repeat(20)}` },
    ],
  });

const tools = [
  {
    type: "function",
    function: { name: "find", parameters: { type: "object", properties: { what: { type: "string" } } } },
  },
];
const call = (line: number) => ({
  id: `call_${line}`,
  type: "function",
  function: { name: "find", arguments: JSON.stringify({ what: `part ${line}` }) },
});
const toolExample = (line: number): string =>
  JSON.stringify({
    messages: [
      { role: "user", content: `Question ${line}: ${"what about this? ".repeat(12)}` },
      { role: "assistant", tool_calls: [call(line)] },
      { role: "tool", tool_call_id: `call_${line}`, content: "3 found" },
      { role: "assistant", content: "There are three." },
    ],
    tools,
  });

const megabyte = 1_000_000;
/** Lines that are written at once. */
const group = 1_000;

function writeLines(write: Write, lines: number, line: (number: number) => string, end = "\n"): void {
  for (let begin = 0; begin < lines; begin += group) {
    write(Array.from({ length: group }, (_value, index) => line(begin + index) + end).join(""));
  }
}

function repeat(write: Write, text: string, times: number): void {
  for (let index = 0; index < times; index++) {
    write(text);
  }
}

const inputs: readonly Input[] = [
  {
    name: "100,000 lines",
    ratioLimit: 2,
    write: (write) => writeLines(write, 100_000, example),
  },
  {
    name: "100,000 lines with calls",
    ratioLimit: 2,
    write: (write) => writeLines(write, 100_000, toolExample),
  },
  {
    name: "400 MB",
    ratioLimit: 2,
    write: (write) => writeLines(write, 725_000, example),
  },
  {
    name: "an array of 200 MB on one line",
    limit: 1,
    problems: 1,
    write: (write) => {
      write("[");
      writeLines(write, 360_000, example, ",");
      write(`${example(0)}]`);
    },
  },
  {
    name: "an object of 200 MB on one line",
    limit: 1,
    problems: 1,
    write: (write) => {
      write('{"messages":[{"role":"user","content":"');
      repeat(write, "x".repeat(megabyte), 200);
      write('"}]}\n');
    },
  },
  {
    name: "100 MB of empty lines",
    limit: 1,
    problems: 1,
    write: (write) => repeat(write, "\n".repeat(megabyte), 100),
  },
  {
    name: "20 MB of nested lists",
    limit: 1,
    problems: 10,
    write: (write) => repeat(write, `{"messages":${"[".repeat(megabyte)}${"]".repeat(megabyte)}}\n`, 10),
  },
  {
    name: "ten lines of a million keys",
    limit: 1,
    problems: 10,
    write: (write) => {
      const keys = Array.from({ length: 1_000_000 }, (_value, index) => `"k${index}":${index}`).join(",");
      repeat(write, `{${keys}}\n`, 10);
    },
  },
  {
    name: "40 MB of texts without an end",
    limit: 1,
    problems: 100,
    write: (write) => repeat(write, `{"messages": "${'\\"'.repeat(200_000)}\n`, 100),
  },
  {
    name: "60 MB of spaces",
    limit: 1,
    problems: 2,
    write: (write) => {
      repeat(write, " ".repeat(megabyte), 60);
      write("x");
    },
  },
];

function create(input: Input): string {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "training-file-")), "large.jsonl");
  const out = fs.openSync(file, "w");
  input.write((text) => void fs.writeSync(out, text));
  fs.closeSync(out);
  return file;
}

/** Validates the file, and prints what that cost. */
const program = `
const { validateTrainingFile } = require("./cli/trainingFile/validate.ts");
const begin = Date.now();
validateTrainingFile(process.argv[1]).then(({ problemCount }) => console.log(JSON.stringify({
  problemCount, seconds: (Date.now() - begin) / 1000, peak: process.resourceUsage().maxRSS / 1024,
})));`;

/** Reads and parses the lines, and does nothing else, as the least that a check can cost. */
const parsing = `
const { createInterface } = require("node:readline");
const begin = Date.now();
const lines = createInterface({ input: require("node:fs").createReadStream(process.argv[1], { highWaterMark: 262144 }) });
lines.on("line", (line) => JSON.parse(line));
lines.on("close", () => console.log(JSON.stringify({
  problemCount: 0, seconds: (Date.now() - begin) / 1000, peak: process.resourceUsage().maxRSS / 1024,
})));`;

interface Cost {
  seconds: number;
  /** Largest memory in megabytes. */
  peak: number;
}

function measure(file: string, { name, problems = 0 }: Input, script = program): Cost {
  const { stdout, stderr } = spawnSync(process.execPath, ["-r", "./local/register.js", "-e", script, file], {
    cwd: root,
    encoding: "utf8",
  });
  if (!stdout) {
    throw new Error(`${name}: ${stderr}`);
  }
  const { problemCount, ...cost } = JSON.parse(stdout) as Cost & { problemCount: number };
  if (problemCount !== problems) {
    throw new Error(`${name} has ${problemCount} problems instead of ${problems}`);
  }
  return cost;
}

/** The largest memory for any input, in megabytes. */
const memoryLimit = 200;

export async function measureTrainingFile(
  rounds: number,
  progress: (line: string) => void,
): Promise<Figure[]> {
  const figures: Figure[] = [];
  const peaks: number[] = [];
  for (const input of inputs) {
    const file = create(input);
    // Alternately, so that both meet the same load.
    const pairs = Array.from({ length: rounds }, () => ({
      cost: measure(file, input),
      least: input.ratioLimit === undefined ? undefined : measure(file, input, parsing),
    }));
    const costs = pairs.map(({ cost }) => cost);
    fs.rmSync(path.dirname(file), { recursive: true });
    progress(`${input.name}, ${rounds} times`);
    figures.push({
      name: `validation of ${input.name}`,
      unit: "s",
      values: costs.map(({ seconds }) => seconds),
      limit: input.limit,
    });
    if (input.ratioLimit !== undefined) {
      figures.push({
        name: `validation of ${input.name} ÷ reading and parsing it`,
        unit: "",
        values: ratiosOf(
          costs.map(({ seconds }) => seconds),
          pairs.map(({ least }) => least?.seconds ?? Number.NaN),
        ),
        limit: input.ratioLimit,
      });
    }
    peaks.push(Math.max(...costs.map(({ peak }) => peak)));
  }
  return [
    ...figures,
    { name: "largest peak memory", unit: "MB", values: [Math.max(...peaks)], limit: memoryLimit },
  ];
}
