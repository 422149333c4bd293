import * as fs from "node:fs";
import * as path from "node:path";

const docs = path.join(__dirname, "../../../docs");

/** Pages that are no task: a table of errors. */
const otherPages = new Set(["troubleshoot.md"]);

const pagesIn = (folder: string) =>
  fs
    .readdirSync(path.join(docs, folder))
    .filter((name) => name.endsWith(".md") && !otherPages.has(name))
    .map((name) => [`${folder}/${name}`] as const);

const read = (page: string) => fs.readFileSync(path.join(docs, page), "utf8");

/** Headings of the second level, without the number of a step. */
const sectionsOf = (page: string) =>
  [
    ...read(page)
      .replace(/^ *```[^]*?^ *```$/gm, "")
      .matchAll(/^## (?:\d+\. )?(.+)$/gm),
  ].map(([, title]) => title!);

/** What a reader needs to know of a task. */
const parts: readonly [part: string, heading: RegExp][] = [
  ["what is required", /^Prerequisites$/],
  ["how to verify the result", /^Verify\b/],
  ["where to go next", /^Next steps$/],
];

describe.each(pagesIn("how-to"))("docs/%s", (page) => {
  test("begins with a title and what the task is for", () => {
    expect(read(page)).toMatch(/^# .+\n\n(?!```)[^#\n|-]/);
  });

  test.each(parts)("tells %s", (_part, heading) => {
    expect(sectionsOf(page).filter((title) => heading.test(title))).toHaveLength(1);
  });

  test("has steps between what is required and how to verify it", () => {
    const sections = sectionsOf(page);
    const begin = sections.indexOf("Prerequisites");
    const end = sections.findIndex((title) => /^Verify\b/.test(title));
    expect(end).toBeGreaterThan(begin + 1);
  });
});

describe.each(pagesIn("tutorials"))("docs/%s", (page) => {
  test("tells what is required, numbers its steps, and tells where to go next", () => {
    const steps = [...read(page).matchAll(/^## (\d+)\. /gm)].map(([, number]) => Number(number));
    expect(steps.length).toBeGreaterThan(3);
    expect(steps).toEqual(steps.map((_step, index) => index + 1));
    expect(sectionsOf(page)).toEqual(expect.arrayContaining(["Prerequisites", "Next steps"]));
  });
});

describe("README.md", () => {
  const readme = fs.readFileSync(path.join(docs, "../README.md"), "utf8");

  test("has at most 120 lines", () => {
    expect(readme.trimEnd().split("\n").length).toBeLessThanOrEqual(120);
  });

  test("tells the status before anything else to do", () => {
    expect(readme.indexOf("**Status:**")).toBeGreaterThan(0);
    expect(readme.indexOf("**Status:**")).toBeLessThan(readme.indexOf("\n## "));
  });
});
