import * as fs from "node:fs";
import * as path from "node:path";

const tests = path.join(__dirname, "../..");
const document = fs.readFileSync(path.join(tests, "../docs/features.md"), "utf8");

const rows = [...document.matchAll(/^\| (.+?) \| `(.+?)` › (.+?) \|(.+)\|$/gm)].map(
  ([, feature, file, name, peers]) => [feature!, file!, name!, peers!] as const,
);

describe("docs/features.md", () => {
  test("names a test and each peer in every row", () => {
    const lines = document.match(/^\| (?!Feature)[^-].*\|$/gm)!;
    expect(rows).toHaveLength(lines.length);
    expect(rows.map(([, , , peers]) => peers.split("|").length)).toEqual(rows.map(() => 5));
  });

  test.each(rows)("%s: its test exists", (_feature, file, name) => {
    expect(fs.readFileSync(path.join(tests, file), "utf8").toLowerCase()).toContain(name.toLowerCase());
  });
});
