/** Results as Markdown: what text from outside can do in it. */
import * as fc from "fast-check";
import type { Finding } from "../../../cli/doctor/check";
import { escapeMarkdown, linkMarkdown, tableMarkdown } from "../../../cli/markdown/escape";
import { toFindingsMarkdown } from "../../../cli/markdown/findings";
import { toMarkdown } from "../../../cli/markdown/jobs";
import { jobDetails } from "../../support/jobDetails";

/** Reads a row as GitHub does: it splits at bars without a backslash before anything else. */
const cellsOf = (row: string): string[] =>
  (row.match(/(?:\\[^]|[^|\\])*(?=\|)/g) ?? []).filter((cell) => cell !== "").map((cell) => cell.trim());

/** What a reader sees of escaped Markdown: without backslashes before punctuation, comments and references. */
const shown = (markdown: string): string =>
  markdown
    .replaceAll("<!-- -->", "")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .replace(/&#(\d+);/g, (_match, code: string) => String.fromCharCode(Number(code)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");

const printable = fc.string({ unit: fc.constantFrom(..."ab |\\`*_[]()<>&#!~$@:/.w-+=\"'{}") });

test("any text is one cell of a table, and shows what it is", () => {
  fc.assert(
    fc.property(printable, printable, (one, other) => {
      const row = tableMarkdown(["", ""], [[one, other].map(escapeMarkdown)])[2]!;
      const cells = cellsOf(row);
      expect(cells).toHaveLength(2);
      expect(cells.map((cell) => shown(cell).replace(/\s+/g, " "))).toEqual(
        [one, other].map((text) => text.trim().replace(/\s+/g, " ")),
      );
    }),
    { numRuns: 500 },
  );
});

test("no text has markup, HTML, links or mentions", () => {
  fc.assert(
    fc.property(printable, (text) => {
      const escaped = escapeMarkdown(text).replaceAll("<!-- -->", "\0");
      // Every character that begins markup has a backslash, which itself is never literal.
      expect(escaped.replace(/\\[`*_[\]~$|]/g, "")).not.toMatch(/[`*_[\]~$|<>\\]/);
      expect(escaped).not.toMatch(/:\/\/|www\.|@/i);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["a line break", "one\ntwo\r\n\nthree", "one two three"],
  ["an escape sequence", "a\x1b[2Jb\u202e", "ab"],
  ["a URL", "see https://contoso.com", "see https&#58;//contoso.com"],
  ["a host name", "see www.contoso.com", "see www<!-- -->.contoso.com"],
  ["a mention", "ask @contoso", "ask &#64;<!-- -->contoso"],
  [
    "a command of Azure Pipelines",
    "##vso[task.setvariable variable=a]b",
    String.raw`##vso\[task.setvariable variable=a\]b`,
  ],
  ["a credential in a URL", "https://contoso.com/?sig=hunter2", "https&#58;//contoso.com/?sig=…"],
])("%s becomes text", (_what, text, expected) => {
  expect(escapeMarkdown(text)).toBe(expected);
});

test("the URL of a link ends where it should", () => {
  expect(linkMarkdown("a]b", "https://contoso.com/a>b|c d\\")).toBe(
    String.raw`[a\]b](<https://contoso.com/a%3Eb%7Cc%20d%5C>)`,
  );
});

const lines = (details: Parameters<typeof toMarkdown>[0]) => toMarkdown(details).join("\n");

describe("jobs as Markdown", () => {
  test("one job has its status, run, results and settings", () => {
    const text = lines([
      jobDetails("41e7d3a9b5954114", {
        details: { runUrl: "https://wandb.ai/contoso/support/runs/ftjob-41e7d3a9b5954114" },
      }),
    ]);
    expect(text).toMatch(
      /^### Fine-tuning job\n\n- ✅ \*\*ftjob-41e7d3a9\*\*: succeeded, \[run at W&amp;B\]\(<https:/,
    );
    expect(text).toContain("| Last training loss | 0.2687 (best 0.2641 at step 95) |");
    expect(text).toContain(String.raw`| Estimated price | about \$0.02 (prices of February 2026) |`);
    expect(text).toContain("#### Settings");
    expect(text).not.toContain("Different settings");
  });

  test("a failed job has its error, and what could not be read is told", () => {
    const text = lines([
      jobDetails("41e7d3a9b5954114", {
        steps: 0,
        job: { status: "failed", error: { code: "invalid|file", message: "bad *file*", param: null } },
        details: { checkpoints: [], missing: ["The events cannot be read: 503"] },
      }),
    ]);
    expect(text).toContain("- ❌ **ftjob-41e7d3a9**: failed");
    expect(text).toContain(String.raw`| Error | bad \*file\* (invalid\|file) |`);
    expect(text).toContain("> ftjob-41e7d3a9: The events cannot be read: 503");
  });

  test("a status that is not known is that of a job that goes on", () => {
    expect(lines([jobDetails("41e7d3a9b5954114", { job: { status: "pausing" as never } })])).toContain(
      "- ⏳ **ftjob-41e7d3a9**: pausing",
    );
  });
});

describe("findings as Markdown", () => {
  const finding = (status: Finding["status"], remedy?: string): Finding => ({
    id: "account.exists",
    title: `Account | ${status}`,
    status,
    detail: "<b>detail</b>",
    remedy,
    documentation: "https://learn.microsoft.com/azure/a",
  });

  test("begin with the failures, and have what to do", () => {
    const rows = toFindingsMarkdown(
      [
        finding("passed"),
        finding("warning", "look at it"),
        finding("failed", "run `it`"),
        finding("skipped"),
      ],
      { fixed: ["a role assignment"], prevented: [], notFixed: [] },
      "1 check failed.",
    );
    expect(rows.slice(0, 5)).toEqual([
      "### ❌ Deployment check",
      "",
      "1 check failed. (1 failed, 1 warning, 1 passed, 1 skipped)",
      "",
      "- Fixed: a role assignment",
    ]);
    expect(rows.filter((row) => row.startsWith("| ")).map((row) => cellsOf(row)[0])).toEqual([
      "",
      "---",
      "❌ Failed",
      "⚠️ Warning",
      "✅ Passed",
      "⚪ Skipped",
    ]);
    expect(rows.join("\n")).toContain(
      String.raw`| &lt;b&gt;detail&lt;/b&gt; | run \`it\`<br>[Documentation](<https://learn.microsoft.com/azure/a>) |`,
    );
  });
});
