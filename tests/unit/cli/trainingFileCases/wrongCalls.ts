/** Lines whose calls and tools are wrong, each among right ones, and wrong lines for DPO and reinforcement. */
import { user, assistant, system, rightExamples } from "./examples";
import type { LineCase } from "./examples";
import {
  call,
  caller,
  tool,
  schema,
  tools,
  withTools,
  withSchema,
  messages,
  preference,
  prompt,
  wrong,
  dpo,
  reinforcement,
} from "./calls";

export const wrongCallCases: readonly LineCase[] = [
  wrong(
    "calls that are no list",
    withTools([user(), caller({ name: "get_stock" })]),
    /has tool_calls that are not a list/,
  ),
  wrong("no calls", withTools([user(), caller([])]), /has tool_calls that are an empty list/),
  wrong(
    "calls of the user",
    withTools([{ ...user(), tool_calls: [call()] }, assistant()]),
    /has tool_calls, but the role "user"/,
  ),
  wrong(
    "a call without id and type",
    withTools([user(), caller([{ function: { name: "get_stock", arguments: "{}" } }])]),
    /has no id and no type "function"/,
  ),
  wrong("a call without an id", withTools([user(), caller([call({ id: undefined })])]), /has no id\./),
  wrong(
    "a flat call",
    withTools([user(), caller([{ id: "c", type: "function", name: "get_stock", arguments: "{}" }])]),
    /tool_calls\[0\] has no function/,
  ),
  wrong("a call that is a text", withTools([user(), caller(["get_stock"])]), /is not an object/),
  wrong(
    "a call without a name",
    withTools([user(), caller([call({}, { name: "" })])]),
    /has a function without a name/,
  ),
  wrong(
    "two calls with one id",
    withTools([user(), caller([call(), call()])]),
    /has the id "call_1", as another call/,
  ),
  wrong(
    "arguments that are an object",
    withTools([user(), caller([call({}, { arguments: { symbol: "ACME" } })])]),
    /has arguments that are an object/,
  ),
  wrong(
    "no arguments",
    withTools([user(), caller([call({}, { arguments: undefined })])]),
    /has arguments that are \(none\)/,
  ),
  wrong(
    "arguments that are not JSON",
    withTools([user(), caller([call({}, { arguments: "symbol=ACME" })])]),
    /has the arguments "symbol=ACME", which are not/,
  ),
  wrong(
    "arguments that are a JSON list",
    withTools([user(), caller([call({}, { arguments: "[1]" })])]),
    /has the arguments "\[1\]"/,
  ),
  wrong(
    "an unknown function",
    withTools([user(), caller([call({}, { name: "other" })])]),
    /calls "other", which tools do not have. Use one of get_stock/,
  ),
  wrong(
    "a call without tools",
    messages(user(), caller()),
    /calls "get_stock", but the example has no tools/,
  ),
  wrong(
    'the content "null" beside calls',
    withTools([user(), caller([call()], { content: "null" })]),
    /has the text "null" as content/,
  ),
  wrong(
    'the content "None" beside calls',
    withTools([user(), caller([call()], { content: "None" })]),
    /has the text "None" as content/,
  ),
  wrong(
    "the answer of a tool without a call",
    withTools([user(), tool(), assistant()]),
    /messages\[1\] answers the call "call_1", which no message/,
  ),
  wrong(
    "the answer of a tool with another id",
    withTools([user(), caller(), tool({ tool_call_id: "call_2" }), assistant()]),
    /answers the call "call_2"/,
  ),
  wrong(
    "the answer of a tool without an id",
    withTools([user(), caller(), tool({ tool_call_id: undefined }), assistant()]),
    /has no tool_call_id/,
  ),
  wrong(
    "the answer of a tool as parts",
    withTools([user(), caller(), tool({ content: [{ type: "text", text: "12" }] }), assistant()]),
    /has a list of parts as the answer of a tool/,
  ),
  wrong(
    "a call without an answer",
    withTools([user(), caller(), assistant()]),
    /messages\[1\] calls a tool, but messages\[2\] is no answer/,
  ),
  wrong(
    "one answer to two calls",
    withTools([user(), caller([call(), call({ id: "call_2" })]), tool(), assistant()]),
    /is no answer to "call_2"/,
  ),
  wrong(
    "two messages with calls in a row",
    withTools([user(), caller(), caller([call({ id: "call_2" })]), tool(), assistant()]),
    /is no answer to "call_1".*join the two messages/,
  ),
  wrong(
    "flat tools",
    withTools([user(), caller()], { tools: [{ type: "function", name: "get_stock", parameters: schema }] }),
    /tools\[0\], whose name is outside a function/,
  ),
  wrong(
    "tools that are no list",
    withTools([user(), assistant()], { tools: { get_stock: schema } }),
    /has tools that are not a list/,
  ),
  wrong(
    "a tool of another type",
    withTools([user(), assistant()], { tools: [{ ...tools[0], type: "code_interpreter" }] }),
    /with the type "code_interpreter"/,
  ),
  wrong(
    "a function's name with a space",
    withTools([user(), assistant()], { tools: [{ type: "function", function: { name: "get stock" } }] }),
    /with the name "get stock"/,
  ),
  wrong(
    "parameters that are a list",
    withSchema([{ symbol: "string" }]),
    /are not a JSON schema of an object/,
  ),
  wrong("parameters without a type", withSchema({ symbol: { type: "string" } }), /have no type/),
  wrong(
    "a type of Python",
    withSchema({ type: "object", properties: { symbol: { type: "str" } } }),
    /have the type "str"/,
  ),
  wrong(
    "required that is true",
    withSchema({ type: "object", properties: { symbol: { type: "string", required: true } } }),
    /have required true/,
  ),
  wrong(
    "parallel_tool_calls as text",
    withTools([user(), caller()], { parallel_tool_calls: "true" }),
    /has parallel_tool_calls "true"/,
  ),
  wrong(
    "a content that is an object",
    messages(user({ text: "hi" }), assistant()),
    /has a content that is not valid/,
  ),
  wrong(
    "an example for DPO",
    JSON.stringify(rightExamples.dpo(1)),
    /is an example for Direct preference optimization/,
  ),
  wrong("a byte-order mark", `\ufeff${messages(user(), assistant())}`, /begins with a byte-order mark/),
  wrong(
    "deep nesting",
    messages(user("["), assistant()).replace('"["', "[".repeat(500) + "]".repeat(500)),
    /is nested more than 100 levels/,
  ),
  wrong(
    "a key twice in a tool",
    `{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"tools":[],"tools":[]}`,
    /has "tools" twice/,
  ),
  // Preferences
  wrong("no messages in the input", preference({ input: { text: "q" } }), /has no input with messages/, dpo),
  wrong(
    "an output that is a text",
    preference({ preferred_output: "good" }),
    /has no preferred_output, or one that is not a list/,
    dpo,
  ),
  wrong(
    "an output that is one message",
    preference({ preferred_output: assistant() }),
    /has no preferred_output, or one that is not a list/,
    dpo,
  ),
  wrong(
    "no other output",
    preference({ non_preferred_output: undefined }),
    /has no non_preferred_output/,
    dpo,
  ),
  wrong(
    "an output of the user",
    preference({ preferred_output: [user()] }),
    /preferred_output\[0\] has the role "user"/,
    dpo,
  ),
  wrong(
    "an output of a tool alone",
    preference({ preferred_output: [tool()] }),
    /preferred_output has no message of the assistant/,
    dpo,
  ),
  wrong(
    "an input that ends with the assistant",
    preference({ input: { messages: [user(), assistant()] } }),
    /has an input that ends with the assistant/,
    dpo,
  ),
  wrong("tools beside the input", preference({ tools }), /has tools beside input/, dpo),
  wrong(
    "a wrong role in an output",
    preference({ preferred_output: [{ ...assistant(), role: "gpt" }] }),
    /preferred_output\[0\] has the role "gpt"/,
    dpo,
  ),
  wrong(
    "an unknown function in an output",
    preference({
      input: { messages: [user()], tools },
      preferred_output: [caller([call({}, { name: "other" })])],
    }),
    /preferred_output\[0\] calls "other"/,
    dpo,
  ),
  wrong(
    "a supervised example among preferences",
    messages(user(), assistant()),
    /is an example for Supervised fine-tuning/,
    dpo,
  ),
  // Reinforcement
  wrong(
    "an answer for reinforcement",
    prompt({ messages: [user(), assistant()] }),
    /ends with the role "assistant"/,
    reinforcement,
  ),
  wrong(
    "a system message last",
    prompt({ messages: [user(), system] }),
    /ends with the role "system"/,
    reinforcement,
  ),
  wrong(
    "no messages for reinforcement",
    prompt({ messages: [] }),
    /has no "messages", or an empty list/,
    reinforcement,
  ),
];
