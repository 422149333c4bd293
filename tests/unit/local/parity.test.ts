import * as fs from "node:fs";
import * as path from "node:path";

const tests = path.join(__dirname, "../..");
const document = fs.readFileSync(path.join(tests, "../docs/reference/local-azure.md"), "utf8");

/** Rows of the tables: claim, test that verifies it, evidence. */
const rows = [...document.matchAll(/^\| (.+?) \| `(.+?)` › (.+?) \| ([A-D]) \|$/gm)].map(
  ([, claim, file, name, evidence]) => ({
    claim: claim!,
    file: file!,
    name: name!,
    evidence: evidence!,
  }),
);

describe("the tables of what the local Azure does", () => {
  test("names a test and its evidence in each row with a claim", () => {
    const claims = document.split("## Assumed")[0]!.match(/^\| (?!Claim)[^-].*\|$/gm)!;
    expect(rows).toHaveLength(claims.length);
    expect(rows.length).toBeGreaterThan(50);
  });

  test.each(rows)("$claim: its test exists", ({ file, name }) => {
    const source = fs.readFileSync(path.join(tests, file), "utf8");
    expect(source).toContain(name);
  });

  test.each(rows.filter(({ evidence }) => evidence === "A"))(
    "$claim: the test uses an official client",
    ({ file }) => {
      const source = fs.readFileSync(path.join(tests, file), "utf8");
      expect(source).toMatch(/from "@azure\/|from "\.\/localAzure"|from azure\./);
    },
  );
});
