import * as fs from "node:fs";
import * as path from "node:path";
import { publishedVersions } from "../../../generate/apiVersions";
import { configurationPage, pulumiYaml } from "../../../generate/configuration";
import { cliPage } from "../../../generate/cliPage";
import { costPage } from "../../../generate/costPage";
import { docsIndexPage } from "../../../generate/docsIndex";
import { messagesPage } from "../../../generate/messagesPage";
import { componentPage } from "../../../generate/componentPage";
import type { PackageSchema } from "../../../generate/schema";
import { policiesPage } from "../../../generate/policies";
import { trainingFilesPage } from "../../../generate/trainingFiles";

const read = (file: string) => fs.readFileSync(path.join(__dirname, "../../..", file), "utf8");

/** `npm run check` compares the schema too, which takes ten seconds. */
describe("a generated file is what `npm run generate` writes", () => {
  test("docs/reference/configuration.md, from the table of settings", () => {
    expect(read("docs/reference/configuration.md")).toBe(configurationPage());
  });

  test("docs/reference/training-files.md, from the tables of formats, rules and models", () => {
    expect(read("docs/reference/training-files.md")).toBe(trainingFilesPage());
  });

  test("docs/reference/cli.md, from the CLI's program", () => {
    expect(read("docs/reference/cli.md")).toBe(cliPage());
  });

  test("docs/reference/messages.md, from the tables of checks and causes", () => {
    expect(read("docs/reference/messages.md")).toBe(messagesPage());
  });

  test("docs/explanation/cost.md, from the tables of prices", () => {
    expect(read("docs/explanation/cost.md")).toBe(costPage());
  });

  test("docs/README.md, from the pages", () => {
    expect(read("docs/README.md")).toBe(docsIndexPage());
  });

  test("docs/reference/policies.md, from the table of policies", () => {
    expect(read("docs/reference/policies.md")).toBe(policiesPage());
  });

  test("docs/reference/component.md, from the package schema", () => {
    const schema = JSON.parse(read("components/schema.json")) as PackageSchema;
    expect(read("docs/reference/component.md")).toBe(componentPage(schema));
  });

  test("the versions that Azure publishes, from azure-native's aliases", () => {
    const written: unknown = JSON.parse(read("local/azure/arm/apiVersions.json"));
    expect(written).toEqual(JSON.parse(publishedVersions()));
  });

  test("config: of Pulumi.yaml, from the table of settings", () => {
    const current = read("Pulumi.yaml");
    const normalized = (text: string) => text.replace(/\s+/g, " ");
    expect(normalized(current)).toBe(normalized(pulumiYaml(current)));
  });
});
