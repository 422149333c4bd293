/** Runs cases one after the other on stacks of their own, several stacks at once. */

/** How a case ended. */
export interface CaseResult {
  name: string;
  /** What exceeds the limit, in words; none: the case passed. */
  problems: string[];
}

/** A stack that runs cases one after the other. */
export interface CaseStack<Case, Result extends CaseResult> {
  run(testCase: Case): Promise<Result>;
  close(): Promise<void>;
}

/** How cases are run. */
export interface CaseRunner<Case, Result extends CaseResult> {
  /** Creates a stack for a case and those after it in its batch. */
  create: (testCase: Case) => Promise<CaseStack<Case, Result>>;
  /** The result of a case that could not be run. */
  notRun: (testCase: Case, error: Error) => Result;
  progress?: (result: Result) => void;
}

/**
 * Runs batches of cases. After a case with a problem its batch continues on a new stack.
 * @param batches Cases that share a stack, in their order.
 * @param workers How many stacks there are at once.
 */
export async function runBatches<Case, Result extends CaseResult>(
  batches: readonly (readonly Case[])[],
  workers: number,
  runner: CaseRunner<Case, Result>,
): Promise<Result[]> {
  const waiting = [...batches];
  const results: Result[] = [];
  const work = async () => {
    for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
      for await (const result of runBatch(batch, runner)) {
        results.push(result);
        runner.progress?.(result);
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return results;
}

async function* runBatch<Case, Result extends CaseResult>(
  batch: readonly Case[],
  { create, notRun }: CaseRunner<Case, Result>,
): AsyncGenerator<Result> {
  let stack: CaseStack<Case, Result> | undefined;
  try {
    for (const testCase of batch) {
      stack ??= await create(testCase);
      const result = await stack.run(testCase).catch((error: Error) => notRun(testCase, error));
      yield result;
      if (result.problems.length > 0) {
        await stack.close();
        stack = undefined;
      }
    }
  } finally {
    await stack?.close();
  }
}

/** Alternates between two lists, for cases that begin where the other list's end. */
export function alternate<Case>(first: readonly Case[], second: readonly Case[]): Case[] {
  return Array.from({ length: Math.max(first.length, second.length) }, (_, index) =>
    [first[index], second[index]].filter((testCase) => testCase !== undefined),
  ).flat();
}

/** Shortens a text to one line of a table cell, without ids that differ from run to run. */
export const shortened = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(/https:\/\/[^/]+\/\S*\/([^/?\s]+\/)[^/?\s]+(\?\S*)?/g, "https://…/$1…")
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]+/gi, "…")
    .slice(0, 300);
