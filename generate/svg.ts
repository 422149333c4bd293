/** SVG as text: what the pictures of the documents share. */

const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Returns a text as content or value of an attribute. */
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (one) => references[one] ?? one);

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element. @param content SVG, or text that is escaped by `escaped`. */
export function element(name: string, attributes: Attributes, content?: string): string {
  const pairs = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join("");
  return content === undefined ? `<${name}${pairs}/>` : `<${name}${pairs}>${content}</${name}>`;
}

/** Colors in light and dark pages, by name. */
const colors: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  paper: ["#ffffff", "#0d1117"],
  frame: ["#d0d7de", "#3d444d"],
  text: ["#1f2328", "#f0f6fc"],
  faint: ["#59636e", "#9198a1"],
  fill: ["#f6f8fa", "#151b23"],
  blue: ["#0969da", "#4493f8"],
  orange: ["#bc4c00", "#f0883e"],
  violet: ["#8250df", "#ab7df8"],
  green: ["#1a7f37", "#3fb950"],
};

const variables = (theme: 0 | 1) =>
  Object.entries(colors)
    .map(([name, values]) => `--${name}:${values[theme]}`)
    .join(";");

export interface Drawing {
  width: number;
  height: number;
  title: string;
  /** What the picture shows, for those who do not see it. */
  description: string;
  /** Rules of CSS, which use the colors as variables. */
  style: string;
  /** Elements, one line each. */
  content: readonly string[];
}

/** A picture for light and dark pages, which loads nothing. */
export const svg = ({ width, height, title, description, style, content }: Drawing): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description">`,
    element("title", { id: "title" }, escaped(title)),
    element("desc", { id: "description" }, escaped(description)),
    `<style>:root{color-scheme:light dark;${variables(0)}}@media (prefers-color-scheme:dark){:root{${variables(1)}}}` +
      `text{font-family:Helvetica,Arial,"Liberation Sans",sans-serif;fill:var(--text)}${style}</style>`,
    element("rect", { width: "100%", height: "100%", rx: 8, fill: "var(--paper)" }),
    ...content,
    "</svg>",
    "",
  ].join("\n");
