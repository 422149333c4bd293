/** The errors that Pulumi prints, by the resource that each belongs to. */
import type { Finished } from "../support/stackProject";
import { shortened } from "./workers";

/** Errors that only report that there was another one. */
const summaries = /^(update|refresh|destroy|deletion|preview) failed$/;

/** Reads the errors of a command's diagnostics, by the logical name of their resource. */
export function errorsOf({ stdout, stderr }: Finished): Map<string, string[]> {
  const [, diagnostics = ""] = `${stdout}\n${stderr}`.split("\nDiagnostics:\n");
  const errors = new Map<string, string[]>();
  for (const block of diagnostics.split(/\n\n/)) {
    const [, name = "", text = ""] = /^ {2}\S+ \((.+)\):\n([^]+)$/.exec(block.replace(/^\n+/, "")) ?? [];
    const messages = messagesOf(text);
    if (messages.length > 0) {
      errors.set(name, [...(errors.get(name) ?? []), ...messages]);
    }
  }
  return errors;
}

const messagesOf = (text: string): string[] =>
  text
    .split(/^ {4}(?=error: )/m)
    .filter((message) => message.startsWith("error: "))
    .map((message) =>
      message
        .replace(/^error: /, "")
        .replace(/\s+/g, " ")
        .replace(/^1 error occurred: \* /, "")
        .trim(),
    )
    .filter((message) => !summaries.test(message));

/** Describes why errors are not one clear error: of the resource, with Azure's code, without a stack trace. */
export function unclear(
  { stdout, stderr }: Finished,
  errors: Map<string, string[]>,
  logicalName: string,
  expectedError: RegExp | undefined,
): string[] {
  const messages = [...new Set(errors.get(logicalName))];
  const others = [...errors].filter(([name]) => name !== logicalName);
  const problems: string[] = [];
  if (messages.length !== 1) {
    problems.push(`${messages.length} errors of the resource`);
  }
  if (others.length > 0) {
    const names = others.map(([name]) => name).join(", ");
    problems.push(`errors of others: ${names}: ${shortened(others[0]?.[1][0] ?? "")}`);
  }
  if (expectedError && messages[0] !== undefined && !expectedError.test(messages[0])) {
    problems.push("the error does not repeat Azure's");
  }
  if (/\n\s+at .+:\d+:\d+/.test(stdout + stderr)) {
    problems.push("a stack trace");
  }
  return problems;
}
