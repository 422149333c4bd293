import {
  parseTrainingFile,
  requireChats,
  toExamples,
  toPreferences,
  toPrompts,
} from "../../../local/azure/openai/model/trainingFile";

const fileOf = (lines: readonly object[]) =>
  parseTrainingFile(Buffer.from(lines.map((line) => JSON.stringify(line)).join("\n")));
const user = (content: unknown) => ({ role: "user", content });
const assistant = (content: unknown) => ({ role: "assistant", content });

describe("a training file", () => {
  const chat = { messages: [user("a"), assistant("b")] };
  const prompt = { messages: [user("a")], answer: "b" };
  const pair = {
    input: { messages: [user("a")], tools: [], parallel_tool_calls: true },
    preferred_output: [assistant("b")],
    non_preferred_output: [assistant("c")],
  };

  test.each<[string, object, typeof toExamples | typeof toPreferences | typeof toPrompts]>([
    ["a chat", chat, toExamples],
    ["a pair", pair, toPreferences],
    ["a prompt", prompt, toPrompts],
  ])("with %s is read by its method, and refused by the others with its line", (_what, line, own) => {
    for (const convert of [toExamples, toPreferences, toPrompts]) {
      const read = () => convert(fileOf([line]));
      if (convert === own) {
        expect(read()).toHaveLength(1);
      } else {
        expect(read).toThrow(/^Line 1: /);
      }
    }
  });

  test.each<[string, object | string, string]>([
    ["no messages", {}, "Line 2: 'messages' is missing or empty."],
    ["a list", "[1]", "Line 2: 'messages' is missing or empty."],
    ["no role", { messages: [{ content: "a" }] }, "Line 2: a message has no 'role'."],
    [
      "nothing to learn",
      { messages: [user("a"), { role: "tool", content: "b" }] },
      "Line 2: no assistant message",
    ],
    ["no JSON", "{", "Line 2 is not valid JSON."],
    ["an input without messages", { ...pair, input: {} }, "Line 2: 'input.messages' is missing or empty."],
    [
      "no preferred answer",
      { ...pair, preferred_output: [] },
      "Line 2: 'preferred_output' is missing or empty.",
    ],
    [
      "a text for an answer",
      { ...pair, non_preferred_output: "c" },
      "Line 2: 'non_preferred_output' is missing or empty.",
    ],
    [
      "an answer of the user",
      { ...pair, preferred_output: [user("b")] },
      "Line 2: 'preferred_output' has no message of the assistant.",
    ],
  ])("with %s is refused when it is uploaded", (_what, line, message) => {
    const text = typeof line === "string" ? line : JSON.stringify(line);
    expect(() => parseTrainingFile(Buffer.from(`${JSON.stringify(chat)}\n${text}`))).toThrow(message);
  });

  const call = { id: "c1", type: "function", function: { name: "look", arguments: "{}" } };
  const calling = { role: "assistant", content: null, tool_calls: [call] };
  const tool = { type: "function", function: { name: "look", parameters: { type: "object" } } };
  const imageOf = (url: unknown) => user([{ type: "image_url", image_url: url }]);

  test.each<[string, object]>([
    ["text", chat],
    ["a developer's message", { messages: [{ role: "developer", content: "a" }, user("b"), assistant("c")] }],
    [
      "an image by URL",
      { messages: [imageOf({ url: "https://example.com/a.png", detail: "low" }), assistant("b")] },
    ],
    [
      "an image in the file",
      { messages: [imageOf({ url: "data:image/png;base64,iVBORw0KGgo=" }), assistant("b")] },
    ],
    ["a refusal", { messages: [user("a"), { role: "assistant", content: null, refusal: "no" }] }],
    [
      "weights",
      {
        messages: [user("a"), { ...assistant("b"), weight: 0 }, user("c"), { ...assistant("d"), weight: 1 }],
      },
    ],
    [
      "a tool call and its result",
      {
        messages: [user("a"), calling, { role: "tool", tool_call_id: "c1", content: "1" }, assistant("b")],
        tools: [tool],
      },
    ],
    ["a pair", pair],
    ["a prompt with fields", { ...prompt, tools: [tool] }],
  ])("with %s passes the preprocessing of a job", (_what, line) => {
    expect(() => requireChats(fileOf([line]))).not.toThrow();
  });

  test.each<[string, object, string]>([
    [
      "a role of another format",
      { messages: [{ role: "User", content: "a" }, assistant("b")] },
      "messages.0.role: ",
    ],
    [
      "a name with a space",
      { messages: [{ ...user("a"), name: "Ada L" }, assistant("b")] },
      "messages.0.name: must have",
    ],
    ["audio", { messages: [user([{ type: "input_audio" }]), assistant("b")] }, "messages.0.content.0.type: "],
    [
      "a part of the Responses API",
      { messages: [user([{ type: "input_text", text: "a" }]), assistant("b")] },
      "messages.0.content.0.type: ",
    ],
    [
      "an image of another type",
      { messages: [imageOf({ url: "data:image/gif;base64,R0lG" }), assistant("b")] },
      "messages.0.content.0.image_url.url: must be",
    ],
    [
      "an image of this machine",
      { messages: [imageOf({ url: "./cat.png" }), assistant("b")] },
      "messages.0.content.0.image_url.url: must be",
    ],
    [
      "a text for an image's URL",
      { messages: [imageOf("https://example.com/a.png"), assistant("b")] },
      "messages.0.content.0.image_url: ",
    ],
    [
      "an image in instructions",
      {
        messages: [
          { ...imageOf({ url: "https://example.com/a.png" }), role: "system" },
          user("a"),
          assistant("b"),
        ],
      },
      "messages.0.content.0.type: ",
    ],
    [
      "a weight of the user",
      { messages: [{ ...user("a"), weight: 0 }, assistant("b")] },
      "messages.0.weight: is for messages of the assistant",
    ],
    ["half a weight", { messages: [user("a"), { ...assistant("b"), weight: 0.5 }] }, "messages.1.weight: "],
    [
      "an object for tool calls",
      { messages: [user("a"), { ...calling, tool_calls: call }] },
      "messages.1.tool_calls: ",
    ],
    [
      "a tool call without an id",
      { messages: [user("a"), { ...calling, tool_calls: [{ ...call, id: undefined }] }] },
      "messages.1.tool_calls.0.id: ",
    ],
    [
      "arguments that are no text",
      {
        messages: [
          user("a"),
          { ...calling, tool_calls: [{ ...call, function: { name: "look", arguments: {} } }] },
        ],
      },
      "messages.1.tool_calls.0.function.arguments: ",
    ],
    [
      "a result of no call",
      { messages: [user("a"), { role: "tool", tool_call_id: "c2", content: "1" }, assistant("b")] },
      "messages.1.tool_call_id: must be the id of a tool call",
    ],
    [
      "a tool in another format",
      { ...chat, tools: [{ type: "function", name: "look" }] },
      "tools.0.function: ",
    ],
    [
      "a wrong answer of a pair",
      { ...pair, non_preferred_output: [{ ...assistant("b"), weight: 2 }] },
      "messages.1.weight: ",
    ],
  ])("with %s is processed, and refused in the preprocessing of a job", (_what, line, problem) => {
    expect(() => requireChats(fileOf([chat, line]))).toThrow(`Line 2: ${problem}`);
  });

  test("counts the parts of a message, images and tool calls as tokens", () => {
    const tokensOf = (messages: object[]) => toExamples(fileOf([{ messages }]))[0]!.tokens;
    const text = [user("what is it"), assistant("a cat")];
    const parts = [
      user([
        { type: "text", text: "what is it" },
        { type: "image_url", image_url: { url: "https://example.com/cat.png" } },
      ]),
      assistant("a cat"),
    ];
    expect(tokensOf(parts).filter((token) => token !== "<image>")).toEqual(tokensOf(text));
    expect(tokensOf(parts)).toContain("<image>");
    const look = { ...call, function: { name: "look", arguments: '{"at":"cat"}' } };
    const learned = toExamples(
      fileOf([{ messages: [user("a"), { role: "assistant", tool_calls: [look] }] }]),
    )[0]!;
    expect(learned.tokens.filter((_, index) => learned.isLearned[index])).toEqual(
      expect.arrayContaining(["look", "cat"]),
    );
  });
});
