/** Lines that may be accepted, each among right ones. */
import { user, assistant, system, conversation } from "./examples";
import type { LineCase } from "./examples";
import {
  call,
  data,
  caller,
  tool,
  tools,
  withTools,
  withSchema,
  messages,
  image,
  withImages,
  preference,
  prompt,
  wrong,
  dpo,
  reinforcement,
} from "./calls";

export const warnedLineCases: readonly LineCase[] = [
  wrong("a NUL character", messages(user("a\u0000b"), assistant()), /has a NUL character/),
  wrong("half of a surrogate pair", messages(user("a\ud83d"), assistant()), /has half of a surrogate pair/),
  wrong(
    "Pydantic's schema",
    withSchema({
      title: "GetStock",
      type: "object",
      properties: {
        symbol: { title: "Symbol", anyOf: [{ type: "string" }, { type: "null" }], default: null },
      },
    }),
    /has the keyword|have the keyword "title"/,
  ),
  wrong(
    "a schema with references",
    withSchema({
      type: "object",
      properties: { a: { $ref: "#/$defs/A" } },
      $defs: { A: { type: "string" } },
    }),
    /have the keyword "\$defs"/,
  ),
  wrong(
    "an empty content beside calls",
    withTools([user(), caller([call()], { content: null })]),
    /has an empty content beside tool_calls/,
  ),
  wrong(
    "a name with a dot",
    messages({ ...user(), name: "ada.lovelace" }, assistant()),
    /has the name "ada.lovelace"/,
  ),
  wrong(
    "the role function",
    messages(user(), { role: "function", name: "f", content: "1" }, assistant()),
    /has the role "function", which is deprecated/,
  ),
  wrong(
    "functions",
    JSON.stringify({ messages: [user(), assistant()], functions: [] }),
    /has functions, which is deprecated/,
  ),
  wrong(
    "an unknown key of a message",
    messages(user(), { ...assistant(), reasoning_content: "hm" }),
    /has the key "reasoning_content"/,
  ),
  wrong(
    "an unknown key of an example",
    JSON.stringify({ ...conversation(1), metadata: {} }),
    /has the key "metadata"/,
  ),
  wrong(
    "the assistant first",
    messages(assistant("Hello"), user(), assistant()),
    /begins with the assistant/,
  ),
  wrong(
    "the assistant twice",
    messages(user(), assistant(), assistant("More.")),
    /is another message of the assistant in a row/,
  ),
  wrong(
    "eleven images",
    withImages(...Array.from({ length: 11 }, () => image("https://example.com/a.png"))),
    /has 11 images: OpenAI accepts 10/,
  ),
  wrong("the URL of a GIF", withImages(image("https://example.com/a.gif?x=1")), /ends with \.gif/),
  wrong(
    "parallel_tool_calls without tools",
    JSON.stringify({ ...conversation(1), parallel_tool_calls: true }),
    /has parallel_tool_calls without tools/,
  ),
  wrong(
    "a refusal of the user",
    messages({ ...user(), refusal: "no" }, assistant()),
    /has a refusal that is not a text of the assistant/,
  ),
  wrong(
    "a function twice",
    withTools([user(), caller()], { tools: [...tools, ...tools] }),
    /has the function "get_stock" twice/,
  ),
  wrong(
    "the same outputs",
    preference({ preferred_output: [assistant()], non_preferred_output: [assistant()] }),
    /has the same preferred and non-preferred output/,
    dpo,
  ),
  wrong(
    "an output of several messages",
    preference({ input: { messages: [user()], tools }, preferred_output: [caller(), tool(), assistant()] }),
    /preferred_output has 3 messages/,
    dpo,
  ),
  wrong(
    "an image in a preference",
    preference({ input: { messages: [user([image("https://example.com/a.png")])] } }),
    /only supervised fine-tuning is documented with images/,
    dpo,
  ),
  wrong(
    "a system message for reinforcement",
    prompt({ messages: [system, user()] }),
    /has the role "system". Use developer/,
    reinforcement,
  ),
  wrong(
    "no fields for graders",
    prompt({ target: undefined }),
    /has no field beside messages/,
    reinforcement,
  ),
  wrong("data that are no image", withImages(image(data("png", "00112233"))), /whose data are no PNG/),
  wrong(
    "a content of spaces",
    messages(user(" \n "), assistant()),
    /messages\[0\] has a content of white space alone/,
  ),
  wrong(
    "calls that are null",
    messages(user(), { ...assistant(), tool_calls: null }),
    /has tool_calls that are null/,
  ),
  wrong(
    "a later system message",
    messages(system, user(), system, user(), assistant()),
    /has a message of the role "system" after the first one/,
  ),
];
