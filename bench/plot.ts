/** Bar charts as SVG, for light and dark backgrounds. */
import { formatValue, spreadOf } from "./figures";
import type { Figure } from "./figures";

const width = 720;
const barHeight = 22;
const gap = 12;
/** Width of the names to the left of the bars. */
const namesWidth = 300;
/** Width of the values to the right of the bars. */
const valuesWidth = 110;

/** Escapes a text for the content of an XML element. */
const escapeXml = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** A bar for each figure: its median, a line from minimum to maximum, and a mark at its limit. */
export function barPlot(title: string, figures: readonly Figure[]): string {
  const max = Math.max(...figures.map(({ values, limit }) => Math.max(spreadOf(values).max, limit ?? 0)));
  const x = (value: number) => namesWidth + ((width - namesWidth - valuesWidth) * value) / max;
  const height = 40 + figures.length * (barHeight + gap);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13">`,
    "<style>text{fill:#24292f}@media(prefers-color-scheme:dark){text{fill:#e6edf3}}</style>",
    `<text x="8" y="20" font-weight="600">${escapeXml(title)}</text>`,
    ...figures.map((figure, index) => bar(figure, 34 + index * (barHeight + gap), x)),
    "</svg>\n",
  ].join("\n");
}

function bar({ name, unit, values, limit }: Figure, y: number, x: (value: number) => number): string {
  const { median, min, max } = spreadOf(values);
  const middle = y + barHeight / 2;
  const right = Math.max(x(median), x(max), limit === undefined ? 0 : x(limit)) + 8;
  return [
    `<text x="${namesWidth - 10}" y="${middle + 4}" text-anchor="end">${escapeXml(name)}</text>`,
    `<rect x="${namesWidth}" y="${y}" width="${(x(median) - namesWidth).toFixed(1)}" height="${barHeight}" fill="#4c78a8"/>`,
    `<path d="M${x(min).toFixed(1)} ${middle}H${x(max).toFixed(1)}" stroke="#f58518" stroke-width="3"/>`,
    limit === undefined
      ? ""
      : `<path d="M${x(limit).toFixed(1)} ${y - 4}v${barHeight + 8}" stroke="#e45756" stroke-width="2" stroke-dasharray="4 3"/>`,
    `<text x="${right.toFixed(1)}" y="${middle + 4}">${escapeXml(formatValue(median, unit))}</text>`,
  ].join("");
}
