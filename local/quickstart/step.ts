import { styleText } from "node:util";

/** Styles are for a terminal: a file or another program gets plain text. */
const styled = (style: Parameters<typeof styleText>[0], text: string) =>
  process.stdout.isTTY && !process.env.NO_COLOR ? styleText(style, text) : text;

/**
 * Prints a step while it runs, and then its summary and how long it took.
 * @param work Returns the step's result and its summary, in one line.
 */
export async function step<T>(title: string, work: () => Promise<[result: T, summary: string]>): Promise<T> {
  const begin = Date.now();
  process.stdout.write(`${styled("dim", "…")} ${styled("bold", title)}\n`);
  const [result, summary] = await work();
  const duration = styled("dim", `(${((Date.now() - begin) / 1000).toFixed(1)} s)`);
  console.log(`${styled("green", "✔")} ${summary} ${duration}\n`);
  return result;
}
