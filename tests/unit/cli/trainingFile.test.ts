import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { exampleProblem } from "../../../cli/trainingFile/example";
import { validateTrainingFile } from "../../../cli/trainingFile/validate";

let directory: string;
beforeAll(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "training-file-"))));
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

const example = (answer = "yes") =>
  JSON.stringify({
    messages: [
      { role: "user", content: "well?" },
      { role: "assistant", content: answer },
    ],
  });

async function validate(content: string | Buffer, bom = true) {
  const file = path.join(directory, "file.jsonl");
  fs.writeFileSync(file, Buffer.concat([Buffer.from(bom ? [0xef, 0xbb, 0xbf] : []), Buffer.from(content)]));
  return validateTrainingFile(file);
}

const ten = Array.from({ length: 10 }, (_value, index) => example(`yes, ${index}`)).join("\n");

describe("a training file", () => {
  test("is valid with ten examples, whatever ends its lines", async () => {
    for (const content of [ten, `${ten}\n`, ten.replace(/\n/g, "\r\n"), `\n\n${ten}\n\n`]) {
      expect(await validate(content)).toMatchObject({ examples: 10, problemCount: 0, warnings: [] });
    }
  });

  test("of the repository is valid", async () => {
    const file = path.join(__dirname, "../../../examples/training.jsonl");
    expect(await validateTrainingFile(file)).toMatchObject({ problemCount: 0, warnings: [] });
  });

  test("is valid with a byte-order mark and without one", async () => {
    for (const bom of [true, false]) {
      expect(await validate(ten, bom)).toMatchObject({ problemCount: 0, warnings: [] });
    }
  });

  test("with nine examples has too few", async () => {
    const { problems } = await validate(ten.split("\n").slice(1).join("\n"));
    expect(problems).toEqual([{ line: 0, reason: expect.stringContaining("9 examples. At least 10") }]);
  });

  test("has the line of each problem, the first twenty problems and the number of all", async () => {
    const lines = [...ten.split("\n"), ...Array.from({ length: 30 }, () => "oops")];
    const { problems, problemCount } = await validate(lines.join("\n"));
    expect(problemCount).toBe(30);
    expect(problems).toHaveLength(20);
    expect(problems[0]).toEqual({ line: 11, reason: expect.stringContaining("not JSON") });
  });

  test("that is not UTF-8 is reported by its line", async () => {
    const latin1 = Buffer.concat([Buffer.from(`${ten}\n`), Buffer.from(example("caf\u00e9"), "latin1")]);
    expect((await validate(latin1)).problems).toEqual([
      { line: 11, reason: expect.stringContaining("not valid UTF-8") },
    ]);
  });

  test("can have characters and lines across the chunks in which it is read", async () => {
    const long = example("é".repeat(700_000));
    expect(await validate(`${ten}\n${long}\n${long}`)).toMatchObject({ examples: 12, problemCount: 0 });
  });

  test("that does not exist, or is a folder, is reported as such", async () => {
    await expect(validateTrainingFile(path.join(directory, "nowhere.jsonl"))).rejects.toThrow(
      "does not exist",
    );
    await expect(validateTrainingFile(directory)).rejects.toThrow("is a folder");
  });
});

describe("an example", () => {
  const messages = (...list: unknown[]) => JSON.stringify({ messages: list });
  const user = { role: "user", content: "well?" };
  const assistant = { role: "assistant", content: "yes" };

  test.each<[string, string, RegExp]>([
    ["a list", "[]", /is not an object/],
    ["a number", "1", /is not an object/],
    ["without messages", "{}", /no "messages"/],
    ["with no message", '{"messages":[]}', /no "messages"/],
    ["in the old format", '{"prompt":"a","completion":"b"}', /old format/],
    ["with a message that is a text", messages("hello"), /messages\[0\] is not an object/],
    ["with a message that is nothing", messages(null), /messages\[0\] is not an object/],
    ["with an unknown role", messages({ role: "robot", content: "x" }), /messages\[0\] has the role "robot"/],
    ["without a role", messages({ content: "x" }), /has the role \(none\)/],
    [
      "with an empty content",
      messages(user, { role: "assistant", content: "" }),
      /messages\[1\] has no content/,
    ],
    ["without content", messages({ role: "user" }, assistant), /messages\[0\] has no content/],
    ["that ends with the user", messages(user), /does not end with a message of the assistant/],
  ])("%s is rejected", (_what, text, message) => expect(exampleProblem(text)).toMatch(message));

  test.each([
    [
      "with system and developer",
      messages({ role: "system", content: "x" }, { role: "developer", content: "x" }, user, assistant),
    ],
    [
      "with a tool call",
      JSON.stringify({
        messages: [
          user,
          {
            role: "assistant",
            tool_calls: [{ id: "call_1", type: "function", function: { name: "find", arguments: "{}" } }],
          },
        ],
        tools: [{ type: "function", function: { name: "find" } }],
      }),
    ],
    [
      "with an image",
      messages(
        { role: "user", content: [{ type: "image_url", image_url: { url: "https://example.com/a.png" } }] },
        assistant,
      ),
    ],
  ])("%s is valid", (_what, text) => expect(exampleProblem(text)).toBeUndefined());
});
