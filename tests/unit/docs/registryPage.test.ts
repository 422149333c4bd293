/** docs/_index.md and the package schema, as Pulumi's registry reads them (docs/overview-page.md in github.com/pulumi/registry). */
import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import manifest from "../../../components/package.json";
import schema from "../../../components/schema.json";

const root = path.join(__dirname, "../../..");
const page = fs.readFileSync(path.join(root, "docs/_index.md"), "utf8");
const [, front = "", body = ""] = /^---\n(.*?)\n---\n(.*)$/s.exec(page) ?? [];

const choosers = [
  ...body.matchAll(/^\{\{< chooser language "(.+?)" >\}\}\n(.*?)^\{\{< \/chooser >\}\}$/gms),
].map(([, languages = "", text = ""]) => ({ languages: languages.split(","), text }));
const tabs = (text: string) =>
  [...text.matchAll(/^\{\{% choosable language (\w+) %\}\}\n(.*?)^\{\{% \/choosable %\}\}$/gms)].map(
    ([, language = "", content = ""]) => ({ language, content }),
  );
const languages = ["typescript", "python", "go", "csharp", "java", "yaml"];

describe("the page of Pulumi's registry", () => {
  test("begins with the front matter that the registry requires, with the title of the schema", () => {
    const { title, meta_desc: description, layout } = parse(front) as Record<string, string>;
    expect([title, layout]).toEqual([schema.displayName, "package"]);
    expect(description).toContain(schema.name);
  });

  test("has the sections that the registry expects, in their order and without a second title", () => {
    const headings = [...body.replace(/^```.*?^```$/gms, "").matchAll(/^#+ .+$/gm)].map(
      ([heading]) => heading,
    );
    expect(headings.slice(0, 3)).toEqual(["## Installation", "## Example Usage", "## Configuration"]);
    expect(headings.filter((heading) => heading.startsWith("# "))).toEqual([]);
  });

  test("has an installation and a program in each language", () => {
    expect(choosers.map((chooser) => chooser.languages)).toEqual([languages, languages]);
    for (const { text } of choosers) {
      expect(tabs(text).map(({ language }) => language)).toEqual(languages);
      for (const { language, content } of tabs(text)) {
        expect([language, content]).toEqual([language, expect.stringMatching(/^```\w+\n.+?^```$/ms)]);
      }
    }
  });

  test("leaves no shortcode of the registry open, and mixes no delimiters", () => {
    const shortcodes = page.match(/\{\{.*?\}\}/g)!;
    const wellFormed =
      /^\{\{(< (chooser language ".+"|\/chooser) >|% (choosable language \w+|\/choosable) %)\}\}$/;
    expect(shortcodes.filter((shortcode) => !wellFormed.test(shortcode))).toEqual([]);
    expect(shortcodes).toHaveLength(2 * (choosers.length + choosers.length * languages.length));
  });

  test("has absolute links alone, since the registry shows it at another place", () => {
    const targets = [...body.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target);
    expect(targets.length).toBeGreaterThan(3);
    expect(targets.filter((target) => !target!.startsWith("https://"))).toEqual([]);
  });

  test.each(["docs/_index.md", "docs/how-to/use-in-your-language.md", "components/README.md"])(
    "%s names the version of the package",
    (file) => {
      const text = fs.readFileSync(path.join(root, file), "utf8");
      const versions = [...text.matchAll(/components@v?([\d.]+\d)|blob\/v([\d.]+\d)/g)].map(
        ([, one, other]) => one ?? other,
      );
      expect(versions.length).toBeGreaterThan(0);
      expect(new Set(versions)).toEqual(new Set([manifest.version]));
    },
  );
});

describe("the package schema", () => {
  test("has what the registry shows, as npm shows it", () => {
    const { name, version, license, homepage } = manifest;
    expect(schema).toMatchObject({ name, version, license, homepage, repository: homepage });
    expect(schema.keywords).toEqual(expect.arrayContaining(["kind/component", ...manifest.keywords]));
    expect(manifest.repository).toEqual({ type: "git", url: `git+${homepage}.git`, directory: "components" });
  });

  test("has a logo at a file of the version's tag", () => {
    const [, file] = new RegExp(`/v${manifest.version}/(.+)$`).exec(schema.logoUrl)!;
    expect(fs.readFileSync(path.join(root, file!), "utf8")).toMatch(/^<svg /);
  });

  test("has names for the SDK of each language", () => {
    expect(Object.keys(schema.language).sort()).toEqual(["csharp", "go", "java", "nodejs", "python"]);
    for (const options of Object.values(schema.language)) {
      expect(options).toMatchObject({ respectSchemaVersion: true });
      expect(Object.keys(options).length).toBeGreaterThan(2);
    }
  });

  test("marks the key as secret in every SDK, and nothing else", () => {
    const inputs = schema.resources["azure-openai-wandb:index:WandbIntegration"].inputProperties;
    const secret = Object.entries(inputs).filter(([, property]) => "secret" in property && property.secret);
    expect(secret.map(([name]) => name)).toEqual(["wandbApiKey"]);
  });

  test("holds no text that a generator writes to XML as it is and that XML cannot hold", () => {
    const { description, publisher, license, homepage, repository } = schema;
    expect(
      [description, publisher, license, homepage, repository].filter((text) => /[&<>]/.test(text)),
    ).toEqual([]);
  });
});
