import * as fs from "node:fs";
import * as path from "node:path";
import { documentedCommands } from "../../support/documentedCommands";
import {
  documentedCommandTable,
  documentedSections,
  scenarioFiles,
} from "../../support/documentedCommandTable";

const tests = path.join(__dirname, "../..");
const read = (file: string) => fs.readFileSync(path.join(tests, file), "utf8");

const withoutRow = documentedCommands.filter(({ command }) => !(command in documentedCommandTable));
const documented = new Set(documentedCommands.map(({ command }) => command));

describe("every command that a document, a help text or a remedy names", () => {
  test("is found", () => {
    expect(documented.size).toBeGreaterThan(80);
    expect(new Set(documentedCommands.map(({ place }) => place.split("#")[0])).size).toBeGreaterThan(15);
  });

  test("is run by a test or not run for a reason: add new ones to support/documentedCommandTable.ts", () => {
    const unknown = withoutRow
      .filter(({ inBlock, place }) => !inBlock || !(place in documentedSections))
      .map(({ command, place }) => `${place}: ${command}`);
    expect(unknown).toEqual([]);
  });

  test("is documented, or its row is removed", () => {
    expect(Object.keys(documentedCommandTable).filter((command) => !documented.has(command))).toEqual([]);
    const places = new Set(documentedCommands.filter(({ inBlock }) => inBlock).map(({ place }) => place));
    expect(Object.keys(documentedSections).filter((place) => !places.has(place))).toEqual([]);
  });

  test.each(
    Object.entries(documentedCommandTable).flatMap(([command, row]) =>
      "test" in row ? [[command, row.test]] : [],
    ),
  )("%s: %s exists", (_command, test) => {
    const [file, name] = test.split(" › ") as [string, string];
    expect(read(file).includes(name)).toBe(true);
  });

  test("that no test runs is documented with what it needs", () => {
    const silent = documentedCommands.filter(({ command, context }) => {
      const row = documentedCommandTable[command];
      return row && "notRun" in row && row.stated && !row.stated.test(context);
    });
    expect(silent).toEqual([]);
  });

  test.each(Object.entries(scenarioFiles))(
    "the scenario %s, in %s, runs all of its own",
    (scenario, file) => {
      const source = read(file);
      expect(source.includes(`DocumentedScenario(project, "${scenario}")`)).toBe(true);
      expect(source.includes("expect(documented.missing).toEqual([])")).toBe(true);
    },
  );
});
