/** Links of Markdown files, and what is wrong with them. */
import * as path from "node:path";
import GithubSlugger from "github-slugger";

/** Where a repository's files are read from: their names, from its root, and the text of each Markdown file. */
export interface Repository {
  files: ReadonlySet<string>;
  markdown: ReadonlyMap<string, string>;
}

export interface Link {
  /** File that has the link. */
  from: string;
  target: string;
}

const withoutCode = (text: string) =>
  text
    .replace(/^( *)(```+|~~~+)[^]*?^ *\2 *$/gm, "")
    .replace(/<!--[^]*?-->/g, "")
    .replace(/(`+)[^`][^]*?\1(?!`)/g, (code) => "x".repeat(code.length));

const linkPatterns = [
  // [text](target), ![picture](target "title")
  /\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g,
  // [name]: target
  /^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?\s*$/gm,
  // <https://…>
  /<([a-z]+:\/\/[^>\s]+)>/g,
  // <a href="target">, <img src="target">
  /<(?:a|img|source)\b[^>]*?\b(?:href|src|srcset)="([^"]+)"/g,
  // A URL in a text.
  /(?<![(<"\]\w])(https?:\/\/[^\s)>\]"'`|*]+[^\s)>\]"'`|*.,;:])/g,
];

/** Returns the links of a text, without those in code. */
export function linksOf(from: string, text: string): Link[] {
  const prose = withoutCode(text);
  return linkPatterns.flatMap((pattern) =>
    [...prose.matchAll(pattern)].map(([, target]) => ({ from, target: target! })),
  );
}

/** Text of a heading as GitHub shows it. */
const plain = (heading: string) =>
  heading
    .replace(/\s+#+\s*$/, "")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[`*]|<[^>]+>/g, "");

/** Returns the anchors of a Markdown file, as GitHub computes them. */
export function anchorsOf(text: string): Set<string> {
  const slugger = new GithubSlugger();
  const prose = text.replace(/^( *)(```+|~~~+)[^]*?^ *\2 *$/gm, "").replace(/<!--[^]*?-->/g, "");
  const headings = [...prose.matchAll(/^ {0,3}#{1,6}\s+(.+)$/gm)].map(([, heading]) =>
    slugger.slug(plain(heading!)),
  );
  const ids = [...prose.matchAll(/<a\b[^>]*?\b(?:id|name)="([^"]+)"/g)].map(([, id]) => id!);
  return new Set([...headings, ...ids]);
}

const isExternal = (target: string) => /^[a-z][a-z+.-]*:/i.test(target);

/** Returns the file that a link leads to, with the anchor; undefined for a link out of the repository. */
export function destinationOf({ from, target }: Link): { file: string; anchor: string } | undefined {
  if (isExternal(target)) {
    return undefined;
  }
  const [name = "", anchor = ""] = target.split("#").map(decodeURIComponent);
  return { file: name === "" ? from : path.posix.join(path.posix.dirname(from), name), anchor };
}

const isFolder = (files: ReadonlySet<string>, name: string) =>
  name === "." || [...files].some((file) => file.startsWith(`${name.replace(/\/$/, "")}/`));

/** Tells what is wrong with a page of the repository and an anchor in it; undefined: nothing. */
export function problemOfPage(
  { files, markdown }: Repository,
  file: string,
  anchor: string,
): string | undefined {
  if (!files.has(file)) {
    // GitHub shows a folder's README.md below its files, by this anchor.
    const isShown = anchor === "" || (anchor === "readme" && files.has(path.posix.join(file, "README.md")));
    return isFolder(files, file) && isShown ? undefined : `there is no ${file}`;
  }
  const text = markdown.get(file);
  if (anchor === "" || (text !== undefined && anchorsOf(text).has(anchor))) {
    return undefined;
  }
  return text === undefined ? `${file} has no anchors` : `${file} has no heading with the anchor #${anchor}`;
}

/** Tells what is wrong with links out of the repository: they are https and lead to a known host. */
function problemOfUrl(target: string, hosts: ReadonlySet<string>): string | undefined {
  if (/^mailto:/.test(target)) {
    return undefined;
  }
  const url = URL.canParse(target) ? new URL(target) : undefined;
  if (url?.protocol !== "https:") {
    return "it does not start with https://";
  }
  return hosts.has(url.hostname) ? undefined : `${url.hostname} is no known host`;
}

/** Returns each link that leads nowhere, with the reason. */
export const brokenLinks = (repository: Repository, hosts: ReadonlySet<string>): string[] =>
  [...repository.markdown].flatMap(([from, text]) =>
    linksOf(from, text).flatMap((link) => {
      const destination = destinationOf(link);
      const problem = destination
        ? problemOfPage(repository, destination.file, destination.anchor)
        : problemOfUrl(link.target, hosts);
      return problem === undefined ? [] : [`${from}: ${link.target}: ${problem}`];
    }),
  );

/** Returns the Markdown files to which links lead from a file, over any number of pages. */
export function reachableFrom(repository: Repository, start: string): Set<string> {
  const reached = new Set<string>([start]);
  for (const file of reached) {
    for (const link of linksOf(file, repository.markdown.get(file) ?? "")) {
      const destination = destinationOf(link);
      if (destination && repository.markdown.has(destination.file)) {
        reached.add(destination.file);
      }
    }
  }
  return reached;
}
