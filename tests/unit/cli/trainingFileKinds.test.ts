/** Every kind of training file has its result: the table of cases, and what holds for all. */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Method } from "../../../cli/openai/methods";
import { validateTrainingFile } from "../../../cli/trainingFile/validate";
import type { ValidateOptions } from "../../../cli/trainingFile/validate";
import {
  formatCases,
  rightExamples,
  rightLineCases,
  warnedLineCases,
  wrongLineCases,
} from "./trainingFileCases";
import type { LineCase } from "./trainingFileCases";

let directory: string;
beforeAll(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "training-file-kinds-"))));
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

let files = 0;
function write(content: Buffer | string, extension = "jsonl"): string {
  const file = path.join(directory, `file${(files += 1)}.${extension}`);
  fs.writeFileSync(file, content);
  return file;
}

/** Eleven right examples, with a line among them. */
function fileWith({ line, method = "supervised" }: LineCase, at = 7): string {
  const lines = Array.from({ length: 11 }, (_value, index) => JSON.stringify(rightExamples[method](index)));
  lines.splice(at - 1, 0, line);
  return write(`${lines.join("\n")}\n`);
}

const optionsOf = ({ method, model }: LineCase): ValidateOptions => ({ method, model });

const isInstalled = (program: string) => {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

/** The command of a message, the program that it runs, and the file that it writes. */
function commandOf(reason: string) {
  const command = /For example: (.*)$/s.exec(reason)![1]!;
  return { command, program: command.split(" ")[0]!, converted: /> (\S+)$/.exec(command)?.[1] ?? "" };
}

describe("a file in another format", () => {
  test.each(formatCases)("$name is named once", async ({ content, what, method, extension }) => {
    const { problems, problemCount } = await validateTrainingFile(write(content, extension), { method });
    expect(problems).toEqual([{ line: 0, reason: expect.stringMatching(what) }]);
    expect(problemCount).toBe(1);
  });

  test.each(formatCases.filter(({ converts }) => converts))(
    "$name is converted by the command of the message",
    async ({ content, extension, method }) => {
      const { problems } = await validateTrainingFile(write(content, extension), { method });
      const { command, program, converted } = commandOf(problems[0]!.reason);
      if (!isInstalled(program)) {
        console.warn(`${program} is not installed: its command is not run.`);
        return;
      }
      execFileSync("sh", ["-c", command], { stdio: "pipe" });
      expect(await validateTrainingFile(converted)).toMatchObject({ problems: [], problemCount: 0 });
    },
  );

  test("among right lines is told line by line", async () => {
    for (const line of ["{'messages': []}", '{"prompt":"a","completion":"b"}', "a,b"]) {
      const { problems } = await validateTrainingFile(fileWith({ name: "", line }));
      expect(problems.map((problem) => problem.line)).toEqual([7]);
    }
  });

  test("is read no further than its beginning", async () => {
    const file = write("[");
    // A sparse file of 400 MB.
    fs.truncateSync(file, 400_000_000);
    const { problems, bytes } = await validateTrainingFile(file);
    expect(problems).toEqual([{ line: 0, reason: expect.stringContaining("JSON array") }]);
    expect(bytes).toBe(400_000_000);
  });

  test("has commands that quote its path", async () => {
    const file = path.join(directory, "it's mine.json");
    fs.writeFileSync(file, JSON.stringify([rightExamples.supervised(1)]));
    const [problem] = (await validateTrainingFile(file)).problems;
    expect(commandOf(problem!.reason).command).toContain(String.raw`it'\''s mine.json'`);
  });
});

describe("a line", () => {
  test.each(wrongLineCases)("with $name is wrong, by its number", async (row) => {
    for (const at of [1, 7, 12]) {
      const { problems } = await validateTrainingFile(fileWith(row, at), {
        method: "supervised",
        ...optionsOf(row),
      });
      // A byte-order mark is right in the first line.
      const isRight = at === 1 && row.line.startsWith("\ufeff");
      expect([at, problems]).toEqual([
        at,
        isRight ? [] : [{ line: at, reason: expect.stringMatching(row.finds!) }],
      ]);
    }
  });

  test.each(warnedLineCases)("with $name has a warning", async (row) => {
    const { problems, warnings } = await validateTrainingFile(fileWith(row), optionsOf(row));
    expect(problems).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(/^line 7 /)]);
    expect(warnings[0]).toMatch(row.finds!);
  });

  test.each(rightLineCases)("with $name is right", async (row) => {
    expect(await validateTrainingFile(fileWith(row), optionsOf(row))).toMatchObject({
      problems: [],
      warnings: [],
    });
  });
});

describe("the method", () => {
  test.each(Object.keys(rightExamples) as Method[])("%s is recognized from the examples", async (method) => {
    const example = rightExamples[method];
    const lines = Array.from({ length: 10 }, (_value, index) => JSON.stringify(example(index)));
    expect(await validateTrainingFile(write(lines.join("\n")))).toEqual({
      examples: 10,
      bytes: Buffer.byteLength(lines.join("\n")),
      problemCount: 0,
      problems: [],
      warnings: [],
      method,
    });
  });

  test("is that of most examples, and the others are wrong by their lines", async () => {
    const lines = Array.from({ length: 12 }, (_value, index) =>
      JSON.stringify(rightExamples[index === 4 ? "supervised" : "reinforcement"](index)),
    );
    const { method, problems } = await validateTrainingFile(write(lines.join("\n")));
    expect(method).toBe("reinforcement");
    expect(problems.map(({ line }) => line)).toEqual([5]);
  });
});

describe("a whole file", () => {
  const right = (count: number) =>
    Array.from({ length: count }, (_value, index) => JSON.stringify(rightExamples.supervised(index)));

  test("with repeated examples has one warning with their number", async () => {
    const lines = [...right(10), ...right(3)];
    const { warnings } = await validateTrainingFile(write(lines.join("\r\n")));
    expect(warnings).toEqual([
      expect.stringMatching(/^3 of 13 examples repeat others, the first in line 11\./),
    ]);
  });

  test("has one warning for the same finding in many lines", async () => {
    const lines = right(12).map((line) => line.replace("Question", String.raw`\u0000`));
    const { warnings } = await validateTrainingFile(write(lines.join("\n")));
    expect(warnings).toEqual([expect.stringMatching(/^lines 1, 2, 3 and 9 more: has a NUL character/)]);
  });

  test("for validation needs one example", async () => {
    const file = write(right(1).join("\n"));
    expect((await validateTrainingFile(file, { role: "validation" })).problems).toEqual([]);
    expect((await validateTrainingFile(file, { role: "training" })).problems).toEqual([
      { line: 0, reason: expect.stringContaining("has 1 examples. At least 10 are required.") },
    ]);
    const empty = await validateTrainingFile(write(""), { role: "validation" });
    expect(empty.problems[0]!.reason).toContain("At least one is required");
  });

  test.each([
    ["nothing", ""],
    ["a byte-order mark alone", "\ufeff"],
    ["two byte-order marks alone", "\ufeff\ufeff"],
    ["blank lines alone", "\n\r\n \n"],
  ])("with %s has no examples", async (_what, content) => {
    const { problems } = await validateTrainingFile(write(content));
    expect(problems).toEqual([{ line: 0, reason: expect.stringContaining("has 0 examples") }]);
  });

  test("with two byte-order marks is wrong in its first line", async () => {
    const { problems } = await validateTrainingFile(write(`\ufeff\ufeff${right(10).join("\n")}`));
    expect(problems).toEqual([{ line: 1, reason: expect.stringContaining("another byte-order mark") }]);
  });

  test("has the numbers of its lines, whatever empty lines are between them", async () => {
    const lines = [...right(10), "oops"].join("\n\n\n\r\n");
    const { problems } = await validateTrainingFile(write(lines));
    expect(problems.map(({ line }) => line)).toEqual([41]);
  });

  test("without a field for graders in some examples has a warning", async () => {
    const lines = Array.from({ length: 10 }, (_value, index) =>
      JSON.stringify({ ...rightExamples.reinforcement(index), ...(index === 3 ? {} : { reference: "x" }) }),
    );
    const { warnings } = await validateTrainingFile(write(lines.join("\n")));
    expect(warnings).toEqual([expect.stringMatching(/^1 of 10 examples have no field "reference"/)]);
  });
});
