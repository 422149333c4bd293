/** A call of the library: its options are checked, it prints nothing, and its errors are those of users. */
import { asCall } from "../callContext";
import { invalidVariables, optionProblems } from "../commandLine/validateOptions";
import { UserError } from "../errors";
import type { CallOptions, StackOptions } from "../index";
import { explainError } from "../network/explain";

/** Options as the commands have them. */
type Own<Options> = Omit<Options, keyof CallOptions | "workDir"> & { cwd?: string };

/**
 * Runs a call.
 * @param run Receives the options as the commands have them, and what ends the call.
 * @throws UserError, or the reason of the signal that ended it.
 */
export async function call<Options extends CallOptions & Pick<StackOptions, "workDir">, Result>(
  options: Options,
  run: (own: Own<Options>, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { signal = new AbortController().signal, onLine, workDir, ...rest } = options;
  const own = { ...rest, ...(workDir === undefined ? {} : { cwd: workDir }) };
  const problems = [...optionProblems(own, namesOf(own)), ...invalidVariables(process.env)];
  if (problems.length > 0) {
    throw new UserError(problems);
  }
  signal.throwIfAborted();
  try {
    return await asCall({ ...(onLine ? { onLine } : {}), signal }, () => run(own, signal));
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof UserError ? error : toUserError(error);
  }
}

/** Messages name the options as a program has them. */
const namesOf = (options: object): ReadonlyMap<string, string> =>
  new Map(["secret", ...Object.keys(options)].map((name) => [name, name === "cwd" ? "workDir" : name]));

function toUserError(error: unknown): UserError {
  const { reason, remedy } = explainError(error);
  const known = new UserError([reason, ...(remedy ? [remedy] : [])], 1);
  known.cause = error;
  return known;
}

/** Returns numbers as the options of a command line have them. */
export const toText = <Options extends object>(options: Options) =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === "number" ? String(value) : value,
    ]),
  ) as {
    [Name in keyof Options]: Exclude<Options[Name], number> | (number extends Options[Name] ? string : never);
  };
