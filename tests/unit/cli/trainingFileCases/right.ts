/** Right lines. */
import { user, assistant } from "./examples";
import type { LineCase } from "./examples";
import {
  call,
  caller,
  tool,
  tools,
  withTools,
  withSchema,
  messages,
  image,
  withImages,
  data,
  png,
  jpeg,
  webp,
  preference,
  prompt,
} from "./calls";

export const rightLineCases: readonly LineCase[] = [
  {
    name: "a developer message",
    line: messages({ role: "developer", content: "Be brief." }, user(), assistant()),
  },
  { name: "a name", line: messages({ ...user(), name: "example_user" }, assistant()) },
  {
    name: "a refusal",
    line: messages(user(), { role: "assistant", content: null, refusal: "I can't help with that." }),
  },
  { name: "a refusal as a part", line: messages(user(), assistant([{ type: "refusal", refusal: "No." }])) },
  {
    name: "weights",
    line: messages(user(), { ...assistant("no"), weight: 0 }, user("again"), {
      ...assistant("yes"),
      weight: 1,
    }),
  },
  { name: "line separators in texts", line: messages(user("a\u2028b\u2029c\u0085"), assistant()) },
  { name: "an escaped backslash before u0000", line: messages(user("a\\u0000b"), assistant()) },
  {
    name: "an emoji",
    line: `{"messages":[{"role":"user","content":"\\ud83d\\ude00"},{"role":"assistant","content":"ok"}]}`,
  },
  { name: "a call that is learned", line: withTools([user(), caller()]) },
  { name: "a call with its answer", line: withTools([user(), caller(), tool(), assistant()]) },
  {
    name: "parallel calls with their answers in another order",
    line: withTools(
      [
        user(),
        caller([call(), call({ id: "call_2" })]),
        tool({ tool_call_id: "call_2" }),
        tool(),
        assistant(),
      ],
      { parallel_tool_calls: true },
    ),
  },
  { name: "a text beside calls", line: withTools([user(), caller([call()], { content: "I look it up." })]) },
  {
    name: "two rounds of calls",
    line: withTools([
      user(),
      caller(),
      tool(),
      caller([call({ id: "call_2" })]),
      tool({ tool_call_id: "call_2" }),
      assistant(),
    ]),
  },
  {
    name: "a function without parameters",
    line: withTools([user(), caller([call({}, { arguments: "{}" })])], {
      tools: [{ type: "function", function: { name: "get_stock" } }],
    }),
  },
  {
    name: "a schema with a property that is called title",
    line: withSchema({
      type: "object",
      properties: { title: { type: "string" }, anyOf: { type: "number" } },
    }),
  },
  {
    name: "text parts",
    line: messages(
      user([
        { type: "text", text: "a" },
        { type: "text", text: "b" },
      ]),
      assistant([{ type: "text", text: "c" }]),
    ),
  },
  {
    name: "an image by URL",
    line: withImages(
      { type: "text", text: "What is it?" },
      image("https://example.com/a.png", { detail: "low" }),
    ),
  },
  {
    name: "an image for a model with vision",
    line: withImages(image("https://example.com/a.png")),
    model: "gpt-4o-2024-08-06",
  },
  { name: "a PNG", line: withImages(image(data("png", png("2")))) },
  { name: "a PNG with transparency", line: withImages(image(data("png", png("6")))) },
  { name: "a JPEG", line: withImages(image(data("jpeg", jpeg("3")))) },
  { name: "a WEBP", line: withImages(image(data("webp", webp))) },
  { name: "two messages of the user in a row", line: messages(user("a"), user("b"), assistant()) },
  { name: 'an answer "None"', line: messages(user("Which?"), assistant("None")) },
  {
    name: "braces and quotes in texts",
    line: messages(user('{"role": "human", "a": 1}, "b":'), assistant("}{")),
  },
  { name: "the same key in two objects", line: messages(user("content"), assistant("role")) },
  { name: "spaces around the line", line: `  ${messages(user(), assistant())}  ` },
  {
    name: "tools that are an empty list",
    line: preference({ input: { messages: [user()], tools: [], parallel_tool_calls: true } }),
    method: "dpo",
  },
  {
    name: "a call as an output",
    line: preference({ input: { messages: [user()], tools }, preferred_output: [caller()] }),
    method: "dpo",
  },
  {
    name: "an earlier answer in a prompt",
    line: prompt({ messages: [user(), assistant(), user("again")] }),
    method: "reinforcement",
  },
  {
    name: "more fields for graders",
    line: prompt({ reference: { a: [1, 2] }, note: null }),
    method: "reinforcement",
  },
];
