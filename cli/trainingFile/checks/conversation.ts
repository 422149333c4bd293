/** Rules between the messages of a conversation: their order, and calls with their answers. */
import { quote } from "../findings";
import type { JsonObject } from "../findings";
import { checkMessage } from "./message";
import type { Context } from "./context";

/** Messages under the name of their list. */
export interface MessageList {
  name: string;
  messages: readonly JsonObject[];
}

/** Checks each message of a list. @returns Whether they have no errors, so that their order can be checked. */
export function checkMessages(name: string, messages: readonly unknown[], context: Context): boolean {
  const { errors } = context.findings;
  const before = errors.length;
  const where = { list: name, index: 0 };
  for (const message of messages) {
    checkMessage(message, where, context);
    where.index += 1;
  }
  return errors.length === before;
}

/** Checks that there is a message of the user, and who begins. */
export function checkBeginning(messages: readonly JsonObject[], context: Context): void {
  const { findings } = context;
  if (!messages.some(({ role }) => role === "user")) {
    findings.add("user", "has no message of the user. Add what the assistant answers.");
    return;
  }
  const later = messages.findIndex((message, index) => index > 0 && isInstruction(message));
  if (later > 0) {
    findings.add(
      "systemFirst",
      `has a message of the role ${quote(messages[later]?.role)} after the first one. Join the instructions in the first message.`,
    );
  }
  const first = messages.find((message) => !isInstruction(message));
  if (first?.role === "assistant") {
    findings.add(
      "firstMessage",
      "begins with the assistant. Begin with the user, so that it has something to answer.",
    );
  }
}

const isInstruction = ({ role }: JsonObject) => role === "system" || role === "developer";

/** Checks the order of messages, which may be in several lists that follow each other. */
export function checkOrder(
  lists: readonly MessageList[],
  functions: Set<string> | undefined,
  context: Context,
): void {
  const calls = new OpenCalls(functions, context);
  let previous: JsonObject | undefined;
  for (const { name, messages } of lists) {
    for (let index = 0; index < messages.length; index++) {
      const message = messages[index];
      if (!message) {
        continue;
      }
      if (!calls.follow(message, name, index)) {
        return;
      }
      if (previous?.role === "assistant" && message.role === "assistant" && !isCall(previous)) {
        context.findings.add(
          "alternate",
          `${name}[${index}] is another message of the assistant in a row. Join them, or add the user's message between them.`,
        );
      }
      previous = message;
    }
  }
}

const isCall = ({ tool_calls }: JsonObject) => Array.isArray(tool_calls) && tool_calls.length > 0;

interface Call {
  id: string;
  function: { name: string };
}

/** Calls without an answer so far. Those of the last message are for the model to learn. */
class OpenCalls {
  private open = new Set<string>();
  private caller = "";

  constructor(
    private readonly functions: Set<string> | undefined,
    private readonly context: Context,
  ) {}

  /** @returns Whether the following messages can be checked. */
  follow(message: JsonObject, list: string, index: number): boolean {
    if (message.role === "tool") {
      return this.answer(message, `${list}[${index}]`);
    }
    if (this.open.size > 0) {
      const id = [...this.open][0];
      this.context.findings.add(
        "unanswered",
        `${this.caller} calls a tool, but ${list}[${index}] is no answer to ${quote(id)}. Add the message of the tool after the call${message.role === "assistant" ? ", or join the two messages of the assistant" : ""}.`,
      );
      return false;
    }
    return isCall(message) ? this.call(message.tool_calls as Call[], `${list}[${index}]`) : true;
  }

  private answer({ tool_call_id: id }: JsonObject, where: string): boolean {
    if (this.open.delete(String(id))) {
      return true;
    }
    this.context.findings.add(
      "orphan",
      `${where} answers the call ${quote(id)}, which no message before it has. Add the assistant's message with the call.`,
    );
    return false;
  }

  private call(calls: readonly Call[], where: string): boolean {
    this.caller = where;
    this.open = new Set(calls.map(({ id }) => id));
    for (const { function: called } of calls) {
      const problem = this.nameProblem(called.name);
      if (problem) {
        this.context.findings.add(problem[0], `${where} ${problem[1]}`);
        return false;
      }
    }
    return true;
  }

  private nameProblem(name: string): ["callWithoutTools" | "callName", string] | undefined {
    if (!this.functions) {
      return [
        "callWithoutTools",
        `calls ${quote(name)}, but the example has no tools. Add tools with the function.`,
      ];
    }
    return this.functions.has(name)
      ? undefined
      : [
          "callName",
          `calls ${quote(name)}, which tools do not have. Use one of ${[...this.functions].slice(0, 10).join(", ") || "(none)"}.`,
        ];
  }
}
