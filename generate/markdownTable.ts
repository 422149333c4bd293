/** Tables of generated pages. */

const escaped = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** Returns a table in Markdown. Cells are escaped. */
export const markdownTable = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [
    `| ${header.join(" | ")} |`,
    `|${header.map(() => "---|").join("")}`,
    ...rows.map((row) => `| ${row.map(escaped).join(" | ")} |`),
  ].join("\n");
