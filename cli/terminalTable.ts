/** A table as lines of a terminal. */
import { styled } from "./output";

const gap = "  ";

/** Draws a table whose columns are as wide as their longest text. */
export function drawTable(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (texts: readonly string[]) =>
    texts
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join(gap)
      .trimEnd();
  return [styled("bold", line(titles)), ...rows.map(line)];
}
