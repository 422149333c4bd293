/** GitHub-flavored Markdown from text of outside: it shows what the text contains, and nothing of it is markup. */
import { terminalText, withoutCommands } from "../../components/visibleText";

/** A table splits its cells before it reads anything else, and there a backslash before a bar would count. Hence `&#92;`. */
const references: Readonly<Record<string, string>> = {
  "\\": "&#92;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
};

/**
 * Returns a text as Markdown, in one line. URLs, host names and email addresses become no links by themselves, and names after an at sign
 * mention nobody: GitHub looks for these in the rendered text, where a comment separates them.
 */
export const escapeMarkdown = (text: string): string =>
  withoutCommands(
    terminalText(text)
      .trim()
      .replace(/[\\&<>]/g, (character) => references[character] ?? character)
      .replace(/[`*_[\]~$|]/g, String.raw`\$&`)
      .replace(/:(?=\/\/)/g, "&#58;")
      .replace(/\bwww(?=\.)/gi, (match) => `${match}<!-- -->`)
      .replace(/@/g, "&#64;<!-- -->"),
  );

/** Returns a link. @param url One that the CLI has built, with its parts encoded. */
export const linkMarkdown = (title: string, url: string): string =>
  `[${escapeMarkdown(title)}](<${url.replace(/[<>\\|\s]/g, encodeURIComponent)}>)`;

/** Returns a table. @param rows Cells that are Markdown. */
export const tableMarkdown = (header: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  rowMarkdown(header),
  rowMarkdown(header.map(() => "---")),
  ...rows.map(rowMarkdown),
];

const rowMarkdown = (cells: readonly string[]) => `| ${cells.map((cell) => cell || " ").join(" | ")} |`;
