/** A failure that the user can do something about: its message is all that is printed. */
export class UserError extends Error {
  /** @param exitCode 2: the command cannot begin (no stack, no sign-in); 1: it found something wrong. */
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 2,
  ) {
    super(message);
  }
}

/** What went wrong, in one line: Azure's own words where there are any. */
export function reasonOf(error: unknown): string {
  const { message, code, statusCode } = error as { message?: string; code?: string; statusCode?: number };
  const line = (message ?? String(error)).split(/\r?\n/)[0]!.trim();
  return [statusCode, code].filter(Boolean).join(" ") + (line ? ` ${line}` : "");
}
