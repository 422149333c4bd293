import * as fs from "node:fs";
import * as path from "node:path";
import { subscriptionId } from "../../../local/azure/directory/seed";
import { faultCases } from "../../proof/faultCases";
import { crashMoments } from "../../proof/crashMoments";

const read = (file: string) => fs.readFileSync(path.join(__dirname, "../../..", file), "utf8");

/** Rows of the page's table of figures: what was measured, the result, and the file that holds it. */
const page = "docs/explanation/performance.md";
const rows = [...read(page).matchAll(/^\| (.+?) \| (.+?) \| .*\| \[\w+\]\(\.\.\/(\S+)\) \|$/gm)].map(
  ([, what, measured, file]) => [what!, measured!, `docs/${file}`] as const,
);

describe(`the figures of ${page}`, () => {
  test("cover each file of measurements", () => {
    const files = ["bench", "proof"].flatMap((name) =>
      fs
        .readdirSync(path.join(__dirname, "../../../docs", name))
        .filter((file) => file.endsWith(".md"))
        .map((file) => `docs/${name}/${file}`),
    );
    expect([...new Set(rows.map(([, , file]) => file))].sort()).toEqual(files.sort());
  });

  test.each(rows)("%s: %s is in %s", (_what, measured, file) => {
    const text = read(file);
    for (const number of measured
      .match(/\d+\.\d+|\d+ [a-zA-Z]+|\d+$/g)!
      .map((one) => one.replace(/ of$/, ""))) {
      expect(text).toMatch(new RegExp(`(^|[^\\d.])${number.replace(".", "\\.")}(?![\\d.]*\\d)`, "m"));
    }
  });

  test("no measurement misses its limit", () => {
    for (const file of new Set(rows.map(([, , one]) => one))) {
      expect([file, read(file)]).toEqual([file, expect.not.stringContaining("**missed**")]);
    }
  });
});

describe("docs/proof/ covers every case", () => {
  test.each([
    ["faults", "cases", faultCases(`/subscriptions/${subscriptionId}`).length],
    ["crashes", "crashes", crashMoments(1).length],
  ])("%s: none of them misses the limit", (file, unit, expected) => {
    const text = read(`docs/proof/${file}.md`);
    expect(text).toContain(`**${expected} ${unit}: `);
    expect(text).toMatch(/: 0 \(limit: 0\)\.\*\*/);
  });
});
