import { exitIfOutputClosed } from "../../cli/closedOutput";
import { printLines, styled } from "../../cli/output";

/**
 * Prints a step while it runs, and then its summary and how long it took.
 * @param work Returns the step's result and its summary, in one line.
 */
export async function step<T>(title: string, work: () => Promise<[result: T, summary: string]>): Promise<T> {
  const begin = Date.now();
  exitIfOutputClosed();
  printLines([`${styled("dim", "…")} ${styled("bold", title)}`]);
  const [result, summary] = await work();
  const duration = styled("dim", `(${((Date.now() - begin) / 1000).toFixed(1)} s)`);
  printLines([`${styled("green", "✔")} ${summary} ${duration}`, ""]);
  return result;
}
