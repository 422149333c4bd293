/** What an example has, method by method. */
import type { Method } from "../../openai/methods";
import { isObject, quote } from "../findings";
import type { JsonObject } from "../findings";
import type { Context } from "./context";
import { checkBeginning, checkMessages, checkOrder } from "./conversation";
import { checkImages } from "./parts";
import { checkTools } from "./tools";

type Check = (example: JsonObject, context: Context) => void;

/** Keys of an example beside those of the method. */
const toolKeys = ["tools", "parallel_tool_calls", "functions", "function_call"];
const keysOf: Record<"supervised" | "dpo", Set<string>> = {
  supervised: new Set(["messages", ...toolKeys]),
  dpo: new Set(["input", "preferred_output", "non_preferred_output"]),
};

function checkKeys(example: JsonObject, known: Set<string>, { findings }: Context): void {
  for (const key in example) {
    if (!known.has(key)) {
      findings.add("unknownExampleKey", `has the key ${quote(key)}, which is not documented. Remove it.`);
      return;
    }
  }
}

/** Returns the messages of an example; undefined, with a finding, if there are none. */
function messagesOf(example: JsonObject, { findings }: Context): unknown[] | undefined {
  const { messages } = example;
  if (Array.isArray(messages) && messages.length > 0) {
    return messages;
  }
  findings.add(
    "messages",
    "prompt" in example
      ? 'has a "prompt", which is the old format. Write {"messages": […]}.'
      : 'has no "messages", or an empty list. Add the messages of the conversation.',
  );
  return undefined;
}

const checkSupervised: Check = (example, context) => {
  const { findings } = context;
  const messages = messagesOf(example, context);
  if (!messages) {
    return;
  }
  checkKeys(example, keysOf.supervised, context);
  if (!checkMessages("messages", messages, context)) {
    return;
  }
  const list = messages as JsonObject[];
  const before = findings.errors.length;
  if (list.at(-1)?.role !== "assistant") {
    findings.add(
      "answer",
      "does not end with a message of the assistant. Add the answer that the model learns.",
    );
  } else if (!list.some(isLearned)) {
    findings.add(
      "weights",
      'has the "weight" 0 in every message of the assistant. Use 1 for the answers that the model learns.',
    );
  }
  if (findings.errors.length === before) {
    checkBeginning(list, context);
    checkConversation(example, list, context);
  }
};

const isLearned = ({ role, weight }: JsonObject) => role === "assistant" && weight !== 0;

function checkConversation(example: JsonObject, messages: readonly JsonObject[], context: Context): void {
  checkImages(context);
  const { errors } = context.findings;
  const before = errors.length;
  const functions = checkTools(example, "", context);
  if (errors.length === before) {
    checkOrder([{ name: "messages", messages }], functions, context);
  }
}

const checkPreference: Check = (example, context) => {
  const { findings } = context;
  const { input } = example;
  if (!isObject(input) || !Array.isArray(input.messages) || input.messages.length === 0) {
    findings.add("preferenceInput", 'has no input with messages. Write {"input": {"messages": […]}, …}.');
    return;
  }
  checkKeys(example, new Set([...keysOf.dpo, ...toolKeys]), context);
  const outer = toolKeys.find((key) => example[key] !== undefined);
  if (outer) {
    findings.add("preferenceTools", `has ${outer} beside input. Move it into input.`);
  }
  const areMessages = checkMessages("input.messages", input.messages, context);
  const areOutputs = outputKeys.map((key) => checkOutput(example[key], key, context));
  if (areMessages && areOutputs.every(Boolean)) {
    checkPreferenceOrder(example, input, context);
  }
};

const outputKeys = ["preferred_output", "non_preferred_output"] as const;

/** @returns Whether the order of the output's messages can be checked. */
function checkOutput(output: unknown, key: string, context: Context): boolean {
  const { findings } = context;
  if (!Array.isArray(output) || output.length === 0) {
    findings.add(
      "preferenceOutput",
      `has no ${key}, or one that is not a list. Write "${key}": [{"role": "assistant", "content": …}].`,
    );
    return false;
  }
  if (!checkMessages(key, output, context)) {
    return false;
  }
  const messages = output as JsonObject[];
  const other = messages.findIndex(({ role }) => role !== "assistant" && role !== "tool");
  if (other >= 0) {
    findings.add(
      "preferenceRole",
      `${key}[${other}] has the role ${quote(messages[other]?.role)}. Outputs have the roles assistant and tool alone.`,
    );
    return false;
  }
  if (!messages.some(({ role }) => role === "assistant")) {
    findings.add("preferenceRole", `${key} has no message of the assistant. Add the answer.`);
    return false;
  }
  if (messages.length > 1) {
    findings.add(
      "preferenceTurns",
      `${key} has ${messages.length} messages. OpenAI documents outputs of one message.`,
    );
  }
  return true;
}

function checkPreferenceOrder(example: JsonObject, input: JsonObject, context: Context): void {
  const { findings } = context;
  const messages = input.messages as JsonObject[];
  if (messages.at(-1)?.role === "assistant") {
    findings.add(
      "preferenceInputEnd",
      "has an input that ends with the assistant. End it with the message that the outputs answer.",
    );
    return;
  }
  checkBeginning(messages, context);
  checkImages(context);
  const { length } = findings.errors;
  const functions = checkTools(input, "input.", context);
  if (findings.errors.length > length) {
    return;
  }
  for (const key of outputKeys) {
    const before = findings.errors.length;
    const output = example[key] as JsonObject[];
    checkOrder(
      [
        { name: "input.messages", messages },
        { name: key, messages: output },
      ],
      functions,
      context,
    );
    if (findings.errors.length > before) {
      return;
    }
  }
  const [preferred, other] = outputKeys.map((key) => JSON.stringify(example[key]));
  if (preferred === other) {
    findings.add(
      "preferenceEqual",
      "has the same preferred and non-preferred output: nothing is learned from it.",
    );
  }
}

const checkReinforcement: Check = (example, context) => {
  const { findings } = context;
  const messages = messagesOf(example, context);
  if (!messages || !checkMessages("messages", messages, context)) {
    return;
  }
  const list = messages as JsonObject[];
  const last = list.at(-1)?.role;
  if (last !== "user") {
    findings.add(
      "promptEnd",
      `ends with the role ${quote(last)}. End it with the user's message, and write the reference in a field that graders read.`,
    );
    return;
  }
  const system = list.findIndex(({ role }) => role === "system");
  if (system >= 0) {
    findings.add(
      "promptSystem",
      `messages[${system}] has the role "system". Use developer for reasoning models.`,
    );
  }
  if (graderFields(example).length === 0) {
    findings.add("graderFields", "has no field beside messages, such as a reference, that graders can read.");
  }
  checkConversation(example, list, context);
};

/** Returns the names of the fields that graders can read. */
export const graderFields = (example: JsonObject): string[] =>
  Object.keys(example).filter((key) => !keysOf.supervised.has(key));

export const methodChecks: Record<Method, Check> = {
  supervised: checkSupervised,
  dpo: checkPreference,
  reinforcement: checkReinforcement,
};
