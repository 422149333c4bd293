/** HTML as templates, in which every value is escaped unless it is HTML itself. */
import { visibleText } from "../../components/visibleText";
import { toJson } from "../output";

/** Text that is HTML. Only the template `html` and this file's functions create it. */
export class Html {
  constructor(readonly text: string) {}
}

export type Content = Html | string | number | readonly Content[];

const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Returns a text as HTML, in elements and in quoted attributes. Without control characters, and without credentials in URLs. */
const escapeHtml = (text: string): string =>
  visibleText(text).replace(/[&<>"']/g, (character) => references[character] ?? character);

function render(content: Content): string {
  if (content instanceof Html) {
    return content.text;
  }
  return Array.isArray(content)
    ? (content as readonly Content[]).map(render).join("")
    : escapeHtml(String(content as string | number));
}

/** Creates HTML. Values of attributes must be in quotes. */
export const html = (strings: TemplateStringsArray, ...values: Content[]): Html =>
  new Html(String.raw({ raw: strings }, ...values.map(render)));

export const nothing = new Html("");

/** Returns data for a script element: nothing in it ends the element or begins a comment. */
export const jsonHtml = (value: unknown): Html => new Html(toJson(value).replaceAll("<", String.raw`\u003c`));

/** Returns a link, or the title alone if the URL is not one of https. */
export const link = (title: string, url: string | undefined): Content =>
  url?.startsWith("https://") ? html`<a href="${url}" rel="noopener noreferrer">${title}</a>` : title;
