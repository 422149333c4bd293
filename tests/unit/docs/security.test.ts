import * as fs from "node:fs";
import * as path from "node:path";
import { secrecyCases } from "../../proof/secrecyCases";
import { documentedTable } from "../../proof/secrecyTable";

const tests = path.join(__dirname, "../..");
const read = (file: string) => fs.readFileSync(path.join(tests, "..", file), "utf8");
const page = read("docs/explanation/security.md");

/** Promises, each with the test that verifies it. */
const promises = [...page.matchAll(/^\| (.+?) \| `(\S+\.test\.ts)` › (.+?) \|$/gm)].map(
  ([, promise, file, name]) => [promise!, file!, name!] as const,
);

describe("docs/explanation/security.md", () => {
  test("has the table of what is measured", () => {
    expect(page).toContain(documentedTable());
  });

  test("has promises with a test each", () => {
    expect(promises.length).toBeGreaterThan(5);
  });

  test.each(promises)("%s: its test exists", (_promise, file, name) => {
    expect(fs.readFileSync(path.join(tests, file), "utf8").toLowerCase()).toContain(name.toLowerCase());
  });
});

describe("docs/proof/secrecy.md", () => {
  test("has a row for each option, and none of them misses the limit", () => {
    const rows = [...read("docs/proof/secrecy.md").matchAll(/^\| `?(.+?)`? \|.* \|$/gm)].map(
      ([, name]) => name,
    );
    expect(rows.filter((name) => name !== "Option or variable")).toEqual(
      secrecyCases.map(({ name }) => name),
    );
    expect(read("docs/proof/secrecy.md")).toMatch(/: 0 \(limit: 0\)\.\*\*/);
  });
});
