/** What the cases share: messages and right examples. */
import type { Method } from "../../../../cli/openai/methods";

export interface FormatCase {
  name: string;
  content: Buffer | string;
  /** The one problem, which continues "the file …". */
  what: RegExp;
  /** Whether the command of the message creates a valid file. */
  converts?: boolean;
  /** Extension of the file. @default jsonl */
  extension?: string;
  method?: Method;
}

export interface LineCase {
  name: string;
  /** One line of the file. */
  line: string;
  /** What is found; undefined if nothing is. */
  finds?: RegExp;
  method?: Method;
  model?: string;
}

export type Json = Record<string, unknown>;

export const count = 12;
export const numbers = Array.from({ length: count }, (_value, index) => index + 1);
export const user = (content: unknown = "What does ACME cost?") => ({ role: "user", content });
export const assistant = (content: unknown = "About 12.") => ({ role: "assistant", content });
export const system = { role: "system", content: "You answer briefly." };

export const conversation = (number: number) => ({
  messages: [system, user(`Question ${number}?`), assistant(`Answer ${number}.`)],
});

/** Right examples for each method, each with its number. */
export const rightExamples: Record<Method, (number: number) => Json> = {
  supervised: conversation,
  dpo: (number) => ({
    input: { messages: [user(`Question ${number}?`)] },
    preferred_output: [assistant(`Answer ${number}.`)],
    non_preferred_output: [assistant("No idea.")],
  }),
  reinforcement: (number) => ({
    messages: [{ role: "developer", content: "Reach the target." }, user(`Question ${number}?`)],
    target: String(number),
  }),
};

export const lines = (example: (number: number) => unknown): string =>
  numbers.map((number) => `${JSON.stringify(example(number))}\n`).join("");
export const jsonl = lines(conversation);
export const pretty = numbers.map((number) => JSON.stringify(conversation(number), null, 2)).join("\n");
