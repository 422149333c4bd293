import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";
import { documentationUrl, repositoryUrl } from "../../../cli/documentationUrl";
import { anchorsOf, brokenLinks, linksOf, problemOfPage, reachableFrom } from "../../support/markdownLinks";
import type { Repository } from "../../support/markdownLinks";

const root = path.join(__dirname, "../../..");
const read = (file: string) => fs.readFileSync(path.join(root, file), "utf8");

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
  maxBuffer: 1 << 24,
})
  .split("\n")
  .filter((file) => file !== "" && fs.existsSync(path.join(root, file)));

const repository: Repository = {
  files: new Set(files),
  markdown: new Map(files.filter((file) => file.endsWith(".md")).map((file) => [file, read(file)])),
};

/** Hosts to which documents may link. */
const hosts = new Set([
  "azure.microsoft.com",
  "azure.status.microsoft",
  "forge.coreweave.com",
  "github.com",
  "learn.microsoft.com",
  "login.chinacloudapi.cn",
  "login.microsoftonline.us",
  "msrc.microsoft.com",
  "nodejs.org",
  "wandb.ai",
  "www.npmjs.com",
  "www.pulumi.com",
]);

describe("each link of each Markdown file", () => {
  test("is found", () => {
    const links = [...repository.markdown].flatMap(([file, text]) => linksOf(file, text));
    expect(links.length).toBeGreaterThan(300);
  });

  test("leads to a file and an anchor that exist, or by https to a known host", () => {
    expect(brokenLinks(repository, hosts)).toEqual([]);
  });

  test("leads to a host that is still needed", () => {
    const linked = new Set(
      [...repository.markdown]
        .flatMap(([file, text]) => linksOf(file, text))
        .flatMap(({ target }) => (URL.canParse(target) ? [new URL(target).hostname] : [])),
    );
    expect([...hosts].filter((host) => !linked.has(host))).toEqual([]);
  });
});

describe("each page of docs/", () => {
  test("is reachable from docs/README.md, and that from README.md", () => {
    const reached = reachableFrom(repository, "docs/README.md");
    const pages = [...repository.markdown.keys()].filter((file) => file.startsWith("docs/"));
    expect(pages.filter((file) => !reached.has(file))).toEqual([]);
    expect(linksOf("README.md", read("README.md")).map(({ target }) => target)).toContain(
      "docs/README.md#tutorials",
    );
  });
});

/** Pages that a source names: the arguments of `documentationUrl`, and URLs of the repository. */
function pagesNamedIn(file: string): { page: string; url: string }[] {
  const text = read(file);
  if (!text.includes("documentationUrl(") && !text.includes(`${repositoryUrl}/`)) {
    return [];
  }
  const urls = [...text.matchAll(new RegExp(`${repositoryUrl}/(?:blob|tree)/main/([^\\s"'\`)>\\]]+)`, "g"))];
  return [
    ...calls(file, text).map((page) => ({ page, url: documentationUrl(page as never) })),
    ...urls.map(([url, page]) => ({ page: page!, url })),
  ];
}

/** Texts with which a source calls `documentationUrl`. Anything else than a text fails. */
function calls(file: string, text: string): string[] {
  if (!file.endsWith(".ts")) {
    return [];
  }
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === "documentationUrl") {
      const [page] = node.arguments;
      found.push(page && ts.isStringLiteral(page) ? page.text : `${page?.getText()} is no text`);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

describe("each page that a message links to", () => {
  const sources = files.filter(
    (file) =>
      /^(cli|components|local|policy|stack|generate|index\.ts)/.test(file) && /\.(ts|json|md)$/.test(file),
  );
  const named = sources
    .filter((file) => file !== "cli/documentationUrl.ts")
    .flatMap((file) => pagesNamedIn(file).map(({ page, url }) => ({ file, page, url })));

  test("is found", () => {
    expect(named.length).toBeGreaterThan(4);
  });

  test.each(named)("$file: $page exists, with its anchor", ({ url }) => {
    const { pathname, hash } = new URL(url);
    const file = pathname
      .replace(`${new URL(repositoryUrl).pathname}/`, "")
      .replace(/^(blob|tree)\/main\//, "");
    expect(problemOfPage(repository, decodeURIComponent(file), hash.slice(1))).toBeUndefined();
  });

  test("is a URL: no message names a file of docs/, which a package's user does not have", () => {
    const inTexts = sources
      .filter((file) => /^(cli|components|stack)\/.*\.ts$/.test(file))
      .flatMap((file) =>
        [...read(file).matchAll(/^(?!\s*(?:\*|\/[/*])).*["'`][^"'`\n]*(?<!\/)\bdocs\/[\w/-]+\.md/gm)].map(
          ([line]) => `${file}: ${line.trim()}`,
        ),
      );
    expect(inTexts).toEqual([]);
  });
});

describe("a link is reported that", () => {
  const page = "# Title\n\n## A `code` heading & more\n\n## Twice\n\n## Twice\n";
  const withLink = (text: string): Repository => ({
    files: new Set(["docs/a.md", "docs/b.md", "docs/picture.png", "LICENSE"]),
    markdown: new Map([
      ["docs/a.md", text],
      ["docs/b.md", page],
    ]),
  });
  const problems = (text: string) => brokenLinks(withLink(text), new Set(["learn.microsoft.com"]));

  test.each([
    ["leads to no file", "[x](c.md)"],
    ["leads to a file of another case", "[x](B.md)"],
    ["leads to no anchor", "[x](b.md#none)"],
    ["leads to an anchor of another case", "[x](b.md#Twice)"],
    ["leads to an anchor of its own page that does not exist", "[x](#none)"],
    ["leads to an anchor of a picture", "[x](picture.png#y)"],
    ["leads out of the repository", "[x](../../b.md)"],
    ["is not encrypted", "[x](http://learn.microsoft.com/azure)"],
    ["leads to an unknown host", "[x](https://example.com)"],
    ["is a bare URL of an unknown host", "See https://example.com/page."],
    ["is in angle brackets", "<https://example.com>"],
    ["is a picture", "![x](none.png)"],
    ["is a picture within a link", "[![x](none.png)](b.md)"],
    ["is a definition", "[x]: none.md"],
    ["is HTML", '<img alt="x" src="none.png">'],
    ["is in a table", "| a | [x](c.md) |"],
    ["follows code", "`code` and `more` [x](c.md)"],
  ])("%s: %s", (_what, text) => {
    expect(problems(text)).toHaveLength(1);
  });

  test.each([
    "[x](b.md)",
    "[x](b.md#a-code-heading--more)",
    "[x](b.md#twice-1)",
    "[x](../LICENSE)",
    "[x](../docs)",
    "![x](picture.png)",
    "[x](https://learn.microsoft.com/azure)",
    "[x](mailto:a@b.c)",
    "`[x](c.md)`",
    "```md\n[x](c.md)\n```",
    "- A step:\n\n  ```md\n  [x](c.md)\n  ```",
    "<!-- [x](c.md) -->",
  ])("no other: %s", (text) => {
    expect(problems(text)).toEqual([]);
  });
});

describe("an anchor", () => {
  test.each([
    ["Rotate the W&B API key", "rotate-the-wb-api-key"],
    ["`sync`: log a job", "sync-log-a-job"],
    ["1. Specify the existing names", "1-specify-the-existing-names"],
    ["Where's the key?", "wheres-the-key"],
    ["A [link](b.md) in it", "a-link-in-it"],
    ["Café – 5 %", "café--5-"],
  ])("of %j is %s, as GitHub computes it", (heading, anchor) => {
    expect([...anchorsOf(`# ${heading}\n`)]).toEqual([anchor]);
  });

  test("is none of a comment in code", () => {
    expect([...anchorsOf("```sh\n# not a heading\n```\n")]).toEqual([]);
  });
});
