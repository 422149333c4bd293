/** What the cases of lines share: calls, tools, images and lines. */
import { user, assistant, rightExamples } from "./examples";
import type { LineCase, Json } from "./examples";

export const call = (change: Json = {}, called: Json = {}) => ({
  id: "call_1",
  type: "function",
  function: { name: "get_stock", arguments: '{"symbol":"ACME"}', ...called },
  ...change,
});
export const caller = (calls: unknown = [call()], change: Json = {}) => ({
  role: "assistant",
  tool_calls: calls,
  ...change,
});
export const tool = (change: Json = {}) => ({
  role: "tool",
  tool_call_id: "call_1",
  content: "12.1",
  ...change,
});
export const schema = { type: "object", properties: { symbol: { type: "string" } }, required: ["symbol"] };
export const tools = [
  { type: "function", function: { name: "get_stock", description: "price", parameters: schema } },
];
export const withTools = (messages: unknown[], change: Json = {}) =>
  JSON.stringify({ messages, tools, ...change });
export const withSchema = (parameters: unknown) =>
  withTools([user(), caller()], {
    tools: [{ type: "function", function: { name: "get_stock", parameters } }],
  });
export const messages = (...list: unknown[]) => JSON.stringify({ messages: list });
export const image = (url: unknown, change: Json = {}) => ({
  type: "image_url",
  image_url: { url, ...change },
});
export const withImages = (...parts: unknown[]) => messages(user(parts), assistant());
export const data = (type: string, hex: string) =>
  `data:image/${type};base64,${Buffer.from(hex, "hex").toString("base64")}`;
export const png = (colorType: string) =>
  `89504e470d0a1a0a0000000d494844520000000100000001080${colorType}000000`;
export const jpeg = (components: string) =>
  `ffd8ffe000104a46494600010100000100010000ffc0001108000100010${components}011100`;
export const webp = "524946461a000000574542505650384c";
export const long = (characters: number) => "A".repeat(characters);
export const preference = (change: Json) => JSON.stringify({ ...rightExamples.dpo(1), ...change });
export const prompt = (change: Json) => JSON.stringify({ ...rightExamples.reinforcement(1), ...change });

export const wrong = (name: string, line: string, finds: RegExp, more: Partial<LineCase> = {}): LineCase => ({
  name,
  line,
  finds,
  ...more,
});
export const dpo = { method: "dpo" } as const;
export const reinforcement = { method: "reinforcement" } as const;
