import * as fs from "node:fs";
import * as path from "node:path";

const root = path.join(__dirname, "../../..");

/** Documents and sources that tell a reader to run the Azure CLI. */
const places = ["README.md", "docs", "cli", "components", "stack", "local", "examples"];

const filesBelow = (place: string): string[] => {
  const full = path.join(root, place);
  if (fs.statSync(full).isFile()) {
    return [place];
  }
  return fs
    .readdirSync(full, { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules" && !name.startsWith("."))
    .flatMap(({ name }) => filesBelow(path.join(place, name)))
    .filter((file) => /\.(md|ts|yaml)$/.test(file));
};

/** A command without its options: `keyvault secret list`. */
const command = /(?<![\w-])az ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)*)(?= -| *[`'".,;:)#\n])/g;

const named = places
  .flatMap(filesBelow)
  .flatMap((file) =>
    [...fs.readFileSync(path.join(root, file), "utf8").matchAll(command)].map(
      ([, name]) => [name!, file] as const,
    ),
  );

describe("the Azure CLI's commands that documents and hints name", () => {
  const source = fs.readFileSync(path.join(root, "tests/azure/azureCli.test.ts"), "utf8");
  const tested = new Set(
    [...source.matchAll(/\b(?:az|shell|error)\(\s*[`"']([a-z][a-z -]*?)(?= -| \$|[`"'])/g)].map(
      ([, name]) => name!,
    ),
  );

  test("are found", () => {
    expect(new Set(named.map(([name]) => name)).size).toBeGreaterThan(12);
  });

  test.each([...new Map(named)])("az %s, in %s, is run by azure/azureCli.test.ts", (name) => {
    // `az keyvault secret` is a group: one of its commands is run.
    expect([...tested].filter((one) => `${one} `.startsWith(`${name} `))).not.toEqual([]);
  });
});
