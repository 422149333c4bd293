import * as fs from "node:fs";
import * as path from "node:path";

const tests = path.join(__dirname, "../..");
const document = fs.readFileSync(path.join(tests, "../docs/local-azure.md"), "utf8");

/** Rows of the tables that make claims: claim, witness, rank. */
const rows = [...document.matchAll(/^\| (.+?) \| `(.+?)` › (.+?) \| ([A-D]) \|$/gm)].map(
  ([, claim, file, name, rank]) => ({
    claim: claim!,
    file: file!,
    name: name!,
    rank: rank!,
  }),
);

describe("the parity table of the local Azure", () => {
  test("has a witness and a rank in each row that makes a claim", () => {
    const claims = document.split("## Assumed")[0]!.match(/^\| (?!Claim)[^-].*\|$/gm)!;
    expect(rows).toHaveLength(claims.length);
    expect(rows.length).toBeGreaterThan(50);
  });

  test.each(rows)("$claim: its test exists", ({ file, name }) => {
    const source = fs.readFileSync(path.join(tests, file), "utf8");
    expect(source).toContain(name);
  });

  test.each(rows.filter(({ rank }) => rank === "A"))("$claim: an official client asks", ({ file }) => {
    const source = fs.readFileSync(path.join(tests, file), "utf8");
    expect(source).toMatch(/from "@azure\/|from "\.\/localAzure"|from azure\./);
  });
});
