/** A comparison as lines of a terminal. */
import { styled } from "../output";
import { sectionsOf } from "./comparison";
import type { ComparedFact, Comparison } from "./comparison";

const gap = "  ";
const defaultColumns = 100;
const none = "–";
/** The longest title that has its values beside it. */
const maxTitle = 36;

/**
 * Draws a table with one column for each job. Where the terminal is too narrow for it, each fact has a line for each job instead.
 * @param columns Width of the terminal, in characters.
 */
export function drawComparison(comparison: Comparison, columns = defaultColumns): string[] {
  const facts = sectionsOf(comparison).flatMap((section) => section.facts);
  const titleWidth = Math.min(maxTitle, Math.max(0, ...facts.map(({ title }) => title.length)));
  const widths = comparison.labels.map((label, job) =>
    Math.max(label.length, ...facts.map(({ texts }) => (texts[job] || none).length)),
  );
  const width = [titleWidth, ...widths].reduce((sum, one) => sum + one + gap.length, 0);
  const isWide = width <= columns;
  return [
    ...(isWide ? [tableLine("", comparison.labels, titleWidth, widths)] : []),
    ...sectionsOf(comparison).flatMap(({ title, facts: ofSection }) => [
      "",
      styled("bold", title),
      ...ofSection.flatMap((fact) =>
        isWide ? [tableLine(fact.title, fact.texts, titleWidth, widths)] : factLines(fact, comparison.labels),
      ),
    ]),
  ];
}

const tableLine = (
  title: string,
  texts: readonly string[],
  titleWidth: number,
  widths: readonly number[],
): string =>
  [title.padEnd(titleWidth), ...texts.map((text, job) => (text || none).padEnd(widths[job] ?? 0))]
    .join(gap)
    .trimEnd();

/** A value that all jobs have is written once. */
function factLines({ title, texts }: ComparedFact, labels: readonly string[]): string[] {
  const [first] = texts;
  return new Set(texts).size === 1
    ? [`${title}: ${first || none}`]
    : [title, ...texts.map((text, job) => `${gap}${labels[job] ?? ""}: ${text || none}`)];
}
