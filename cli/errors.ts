/** An error that the user can resolve. Only its message is printed. */
export class UserError extends Error {
  /** Each is printed as one line: a line break in it comes from outside. */
  readonly lines: readonly string[];

  /** @param exitCode 2: the command cannot start, for example without a stack or a sign-in; 1: the command found a problem. */
  constructor(
    message: string | readonly string[],
    readonly exitCode: 1 | 2 = 2,
  ) {
    const lines = [message].flat();
    super(lines.join("\n"));
    this.lines = lines;
  }
}

/** A setting is missing that another run of the same command needs as well. */
export class MissingSetting extends UserError {}

/** Returns the first line of a text. */
export const firstLine = (text: string): string => text.replace(/\r?\n[^]*$/, "");

/** Describes an error in one line: the status and code, if any, and the service's message. */
export function reasonOf(error: unknown): string {
  const { message, code, statusCode } = error as { message?: string; code?: string; statusCode?: number };
  const line = firstLine(message ?? String(error)).trim();
  return [statusCode, code].filter(Boolean).join(" ") + (line ? ` ${line}` : "");
}

/** Formats a count with its noun: `1 problem`, `2 problems`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Returns an error and its causes: clients wrap what happens while they send a request. */
export function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  // By its shape: an error of Node's fetch is of another realm in a test.
  for (let cause = error; isErrorLike(cause) && !causes.includes(cause); cause = cause.cause) {
    causes.push(cause);
  }
  return causes;
}

const isErrorLike = (value: unknown): value is Error =>
  typeof value === "object" && value !== null && typeof (value as { message?: unknown }).message === "string";
