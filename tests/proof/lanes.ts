/** What both matrices do: run cases one after the other on stacks of their own, some stacks at once, and tell of each in short. */

/** How a case ended. */
export interface Verdict {
  name: string;
  /** What breaks the limit, in words; none: the case holds. */
  problems: string[];
}

/** A stack that serves cases one after the other. */
export interface CaseStack<Case, Outcome extends Verdict> {
  run(one: Case): Promise<Outcome>;
  close(): Promise<void>;
}

/**
 * Runs cases on stacks of their own, one after the other on each; a case with a problem leaves its stack to nobody.
 * @param lanes Cases that share a stack, in their order.
 * @param workers How many stacks there are at once.
 * @param create Makes a stack that can serve a case, and those after it in its lane.
 * @param notRun The verdict on a case that could not be run.
 */
export async function runLanes<Case, Outcome extends Verdict>(
  lanes: readonly (readonly Case[])[],
  workers: number,
  create: (one: Case) => Promise<CaseStack<Case, Outcome>>,
  notRun: (one: Case, error: Error) => Outcome,
  progress: (verdict: Outcome) => void = () => undefined,
): Promise<Outcome[]> {
  const waiting = [...lanes];
  const verdicts: Outcome[] = [];
  const work = async () => {
    for (let lane = waiting.shift(); lane; lane = waiting.shift()) {
      let stack: CaseStack<Case, Outcome> | undefined;
      try {
        for (const one of lane) {
          stack ??= await create(one);
          const verdict = await stack.run(one).catch((error: Error) => notRun(one, error));
          verdicts.push(verdict);
          progress(verdict);
          if (verdict.problems.length > 0) {
            await stack.close();
            stack = undefined;
          }
        }
      } finally {
        await stack?.close();
      }
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return verdicts;
}

/** One of each list in turn, for what begins where the other ends. */
export function inTurn<Case>(first: readonly Case[], second: readonly Case[]): Case[] {
  return Array.from({ length: Math.max(first.length, second.length) }, (_, index) =>
    [first[index], second[index]].filter((one) => one !== undefined),
  ).flat();
}

/** On one line, with ids that differ from run to run left out, and no longer than a cell. */
export const shortened = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(/https:\/\/[^/]+\/\S*\/([^/?\s]+\/)[^/?\s]+(\?\S*)?/g, "https://…/$1…")
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]+/gi, "…")
    .slice(0, 300);
