/** `validate`: what it prints, and what its options do. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { UserError } from "../../../cli/errors";
import type { Method } from "../../../cli/openai/methods";
import { countExampleTokens, countTextTokens } from "../../../cli/trainingFile/tokens/countTokens";
import { automaticEpochs } from "../../../cli/trainingFile/tokens/epochs";
import { validate } from "../../../cli/validate/command";
import type { ValidateOptions } from "../../../cli/validate/options";
import { rightExamples } from "./trainingFileCases";

let directory: string;
beforeAll(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "validate-command-"))));
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

/** Writes right examples, with numbers from `begin` on. */
function write(name: string, method: Method, count: number, begin = 0): string {
  const file = path.join(directory, name);
  const example = rightExamples[method];
  const lines = Array.from({ length: count }, (_value, index) => JSON.stringify(example(begin + index)));
  fs.writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

/** Runs the command. @returns What it prints, and its error. */
async function run(file: string | undefined, options: Partial<ValidateOptions> = {}) {
  const printed: string[] = [];
  const log = jest.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line));
  const notices = jest.spyOn(console, "error").mockImplementation((line: string) => void printed.push(line));
  try {
    await validate(file, { tier: "standard", ...options });
    return { printed, text: printed.join("\n") };
  } catch (error) {
    if (!(error instanceof UserError)) {
      throw error;
    }
    return { printed, text: printed.join("\n"), error };
  } finally {
    log.mockRestore();
    notices.mockRestore();
  }
}

describe("validate", () => {
  test("shows the method, the tokens and the price of a valid file", async () => {
    const file = write("train.jsonl", "supervised", 40);
    const { printed, error } = await run(file, { model: "gpt-4o-2024-08-06", epochs: "5" });
    expect(error).toBeUndefined();
    expect(printed).toEqual([
      expect.stringMatching(/^✔ .*train\.jsonl: 40 examples, 0\.0 MB$/),
      "  Method: Supervised fine-tuning (supervised)",
      expect.stringMatching(/^ {2}Tokens: 1,\d{3} in one epoch; the longest example has \d\d$/),
      expect.stringMatching(
        /^ {2}Price: about \$0\.\d\d \(1,\d{3} tokens × 5 epochs × \$25\.00 for a million: gpt-4o, standard; estimate of .*, see https:/,
      ),
    ]);
  });

  test("checks a training file and a validation file for a method and a model", async () => {
    const training = write("train.jsonl", "dpo", 12);
    const validationFile = write("valid.jsonl", "dpo", 3, 100);
    const { printed, error } = await run(training, { validationFile, method: "dpo", model: "gpt-4.1" });
    expect(error).toBeUndefined();
    expect(printed.filter((line) => line.startsWith("✔"))).toEqual([
      expect.stringContaining("train.jsonl: 12 examples"),
      expect.stringContaining("valid.jsonl: 3 examples"),
    ]);
    // Only the tokens of the training file are billed.
    expect(printed.filter((line) => line.includes("Price:"))).toHaveLength(1);
  });

  test("checks a validation file alone", async () => {
    const validationFile = write("valid.jsonl", "supervised", 2);
    expect((await run(undefined, { validationFile })).error).toBeUndefined();
    expect((await run(validationFile)).error?.message).toMatch(/is not valid: 1 problem\.$/);
  });

  test("counts the examples that are in both files", async () => {
    const training = write("train.jsonl", "supervised", 12);
    const validationFile = write("valid.jsonl", "supervised", 5, 10);
    expect((await run(training, { validationFile })).text).toContain(
      `! 2 examples of ${validationFile} are in ${training} too.`,
    );
  });

  test("names the file of each problem of the second file, and both in its error", async () => {
    const training = write("train.jsonl", "supervised", 9);
    const validationFile = path.join(directory, "valid.jsonl");
    fs.writeFileSync(validationFile, `${JSON.stringify(rightExamples.supervised(1))}\noops, {\n`);
    const { printed, error } = await run(training, { validationFile });
    expect(printed.filter((line) => line.startsWith("✖"))).toEqual([
      expect.stringMatching(/^✖ the file has 9 examples/),
      expect.stringContaining(`✖ ${validationFile}, line 2 is not JSON`),
    ]);
    expect(error).toMatchObject({
      exitCode: 1,
      lines: [`${training} is not valid: 1 problem.`, `${validationFile} is not valid: 1 problem.`],
    });
  });

  test("prints one object with --json", async () => {
    const training = write("train.jsonl", "reinforcement", 10);
    const validationFile = write("valid.jsonl", "reinforcement", 1, 100);
    const { printed } = await run(training, { validationFile, json: true });
    expect(printed).toHaveLength(1);
    expect(JSON.parse(printed[0]!)).toMatchObject({
      valid: true,
      examples: 10,
      method: "reinforcement",
      epochs: 10,
      tokensAreEstimated: false,
      validationFile: { examples: 1, problemCount: 0 },
    });
  });

  test("is for a method that the model supports", async () => {
    for (const [method, model, title] of [
      ["reinforcement", "gpt-4.1-mini", "Reinforcement fine-tuning"],
      ["dpo", "o4-mini", "Direct preference optimization"],
      ["supervised", "o4-mini-2025-04-16", "Supervised fine-tuning"],
    ] as const) {
      const { text, error } = await run(write("train.jsonl", method, 10), { model });
      expect(text).toContain(
        `✖ the file is for ${title}, which ${model.replace(/-2025.*/, "")} does not support.`,
      );
      expect(error?.exitCode).toBe(1);
    }
  });

  test("shows the price of reinforcement for an hour", async () => {
    const { text } = await run(write("train.jsonl", "reinforcement", 10));
    expect(text).toContain("Price: about $100.00 for each hour of training (o4-mini;");
  });

  test("tells that nothing is known of a model", async () => {
    const { text, error } = await run(write("train.jsonl", "supervised", 10), { model: "gpt-9" });
    expect(error).toBeUndefined();
    expect(text).toContain("! --model gpt-9: its limits and prices are not known");
    expect(text).not.toContain("Price:");
  });

  test("reports everything that is wrong with its options", async () => {
    const { error } = await run(undefined, { method: "sft", tier: "cheap", epochs: "many" });
    expect(error).toMatchObject({
      exitCode: 2,
      lines: [
        expect.stringContaining("missing required argument 'file'"),
        "--method sft is not a method. Specify supervised, dpo or reinforcement.",
        expect.stringContaining("--tier cheap is not a training type"),
        "--epochs many is not valid. Specify a whole number from 1 to 50.",
      ],
    });
  });

  test("warns of examples with more tokens than the model accepts", async () => {
    const file = write("train.jsonl", "supervised", 10);
    const long = {
      messages: [
        { role: "user", content: "word ".repeat(40_000) },
        { role: "assistant", content: "ok" },
      ],
    };
    fs.appendFileSync(file, `${JSON.stringify(long)}\n`);
    expect((await run(file, { model: "gpt-4.1-nano" })).text).toContain(
      "! 1 of 11 examples have more than 32,768 tokens, the limit of gpt-4.1-nano.",
    );
    expect((await run(file, { model: "gpt-4.1-mini" })).text).not.toContain("more than");
  });

  test("counts a sample of a large file, and all tokens with --tokens", async () => {
    const file = write("large.jsonl", "supervised", 25_000);
    expect(fs.statSync(file).size).toBeGreaterThan(3_500_000);
    const sample = await run(file, { json: true });
    const all = await run(file, { json: true, tokens: true });
    const [estimated, counted] = [sample, all].map(
      ({ printed }) => JSON.parse(printed.find((line) => line.startsWith("{"))!) as Record<string, number>,
    );
    expect([estimated!.tokensAreEstimated, counted!.tokensAreEstimated]).toEqual([true, false]);
    expect(Math.abs(estimated!.tokens! - counted!.tokens!) / counted!.tokens!).toBeLessThan(0.01);
  });
});

describe("tokens", () => {
  test("of a text are those of o200k_base", () => {
    // Counted with tiktoken 0.9: len(get_encoding("o200k_base").encode(text)).
    expect(countTextTokens("hello world")).toBe(2);
    expect(countTextTokens("")).toBe(0);
  });

  test("of special tokens in a text are those of its characters", () => {
    expect(countTextTokens("<|endoftext|>")).toBeGreaterThan(1);
  });

  test("of a text without spaces are counted in parts, with little difference", () => {
    const word = "ab".repeat(5_000);
    expect(countTextTokens(word) / 2_500).toBeCloseTo(1, 1);
  });

  test("of an example are those of its texts, and of each message and the answer", () => {
    const message = (content: string, name?: string) => ({ role: "user", content, name });
    const one = countExampleTokens({ messages: [message("hello world")] });
    expect(one).toBe(3 + 3 + 1 + 2);
    expect(countExampleTokens({ messages: [message("hello world"), message("hello world")] }) - one).toBe(
      3 + 1 + 2,
    );
    expect(countExampleTokens({ messages: [message("hello world", "ada")] }) - one).toBe(
      1 + countTextTokens("ada"),
    );
  });

  test("of a preference are those of the input with each output", () => {
    const input = { messages: [{ role: "user", content: "hello world" }] };
    const output = [{ role: "assistant", content: "hello world" }];
    expect(countExampleTokens({ input, preferred_output: output, non_preferred_output: output })).toBe(
      2 * (9 + 6),
    );
  });
});

test.each([
  [1, 25],
  [10, 10],
  [33, 3],
  [40, 3],
  [8_000, 3],
  [10_000, 2],
  [100_000, 1],
])("%i examples are trained for %i epochs", (examples, epochs) =>
  expect(automaticEpochs(examples)).toBe(epochs),
);
