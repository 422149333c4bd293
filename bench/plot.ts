/** Bars as SVG, light and dark alike: what the bench draws needs no more than this. */
import { escapeXml } from "./escapeXml";
import { spreadOf, written } from "./figures";
import type { Figure } from "./figures";

const [width, barHeight, gap, labels] = [720, 22, 12, 300] as const;

/** A bar for each figure: its median, a whisker from least to most, and a mark where it may at most be. */
export function barPlot(title: string, figures: readonly Figure[]): string {
  const most = Math.max(...figures.map(({ values, atMost }) => Math.max(spreadOf(values).most, atMost ?? 0)));
  const x = (value: number) => labels + ((width - labels - 110) * value) / most;
  const height = 40 + figures.length * (barHeight + gap);
  const bars = figures.map(({ what, unit, values, atMost }, index) => {
    const { median, least, most: top } = spreadOf(values);
    const y = 34 + index * (barHeight + gap);
    const middle = y + barHeight / 2;
    return [
      `<text x="${labels - 10}" y="${middle + 4}" text-anchor="end">${escapeXml(what)}</text>`,
      `<rect x="${labels}" y="${y}" width="${(x(median) - labels).toFixed(1)}" height="${barHeight}" fill="#4c78a8"/>`,
      `<path d="M${x(least).toFixed(1)} ${middle}H${x(top).toFixed(1)}" stroke="#f58518" stroke-width="3"/>`,
      atMost === undefined
        ? ""
        : `<path d="M${x(atMost).toFixed(1)} ${y - 4}v${barHeight + 8}" stroke="#e45756" stroke-width="2" stroke-dasharray="4 3"/>`,
      `<text x="${(Math.max(x(median), x(top), atMost === undefined ? 0 : x(atMost)) + 8).toFixed(1)}" y="${middle + 4}">${escapeXml(written(median, unit))}</text>`,
    ].join("");
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13">`,
    "<style>text{fill:#24292f}@media(prefers-color-scheme:dark){text{fill:#e6edf3}}</style>",
    `<text x="8" y="20" font-weight="600">${escapeXml(title)}</text>`,
    ...bars,
    "</svg>\n",
  ].join("\n");
}
