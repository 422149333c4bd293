/** Every picture of the documents: shown somewhere, with a text in its place, below a size, without anything that a page could load. */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { pictureSteps, portalPicture } from "../../../generate/portalPicture";
import { portalLines } from "../../../cli/link/portalSteps";
import { portalStep } from "../../../components/portalStep";
import { manageIntegrationsInstructions } from "../../../stack/manageIntegrations";

const root = path.join(__dirname, "../../..");
const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
}).split("\n");
const isFile = (file: string) => fs.existsSync(path.join(root, file));
const read = (file: string) => fs.readFileSync(path.join(root, file), "utf8");

const pictures = tracked
  .filter((file) => /^docs\/.*\.(svg|png|gif|jpe?g|webp)$/.test(file) && isFile(file))
  .sort();
const documents = tracked.filter((file) => file.endsWith(".md") && isFile(file));

/** Largest sizes in kilobytes: the first that matches. */
const limits: readonly (readonly [RegExp, number])[] = [
  [/\/npm-start\.svg$/, 100],
  [/\.png$/, 200],
  [/\.svg$/, 40],
];

/** Pictures in documents, with their text and the file that they name. */
const shown = documents.flatMap((document) =>
  [...read(document).matchAll(/!\[([^\]]*)\]\(([^)\s]+)\)/g)].map(([, text = "", target = ""]) => ({
    document,
    text,
    target,
    file: /^https?:/.test(target) ? target : path.posix.join(path.posix.dirname(document), target),
  })),
);

describe("the pictures of the documents", () => {
  test("are found", () => {
    expect(pictures.length).toBeGreaterThan(12);
    expect(shown.length).toBeGreaterThan(12);
  });

  test.each(pictures)("%s is shown in a document", (picture) => {
    expect(shown.some(({ file }) => file === picture)).toBe(true);
  });

  test.each(shown.map((one) => [one.target, one.document, one] as const))(
    "%s, in %s, exists and has a text that tells what it shows",
    (target, _document, { text, file }) => {
      expect(/^https?:/.test(target) || (tracked.includes(file) && isFile(file))).toBe(true);
      expect(text.length).toBeGreaterThan(10);
      expect(text).not.toContain("](");
    },
  );

  test.each(pictures)("%s is below its size", (picture) => {
    const [, limit] = limits.find(([pattern]) => pattern.test(picture))!;
    expect(fs.statSync(path.join(root, picture)).size).toBeLessThanOrEqual(limit * 1000);
  });

  test.each(pictures.filter((file) => file.endsWith(".svg")))("%s runs and loads nothing", (picture) => {
    const text = read(picture);
    expect(text).not.toMatch(/<script|<foreignObject|javascript:|\son\w+=/i);
    const loaded = [...text.matchAll(/(?:href|src)="([^"#][^"]*)"|url\(["']?([^)"'#][^)]*)\)|@import/g)];
    expect(loaded.map(([match]) => match)).toEqual([]);
  });

  const drawn = pictures.filter((file) => file.startsWith("docs/pictures/") && file.endsWith(".svg"));
  test.each(drawn)("%s has colors for dark pages, a title and a description", (picture) => {
    const text = read(picture);
    expect(text).toContain("prefers-color-scheme:dark");
    expect(text).toMatch(/<title id="title">[^<]{10,}<\/title>/);
    expect(text).toMatch(/<desc id="description">[^<]{40,}<\/desc>/);
  });
});

describe("docs/pictures/manage-integrations.svg", () => {
  const text = read("docs/pictures/manage-integrations.svg");
  const labels = [...text.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, label = ""]) =>
    label.replaceAll("&amp;", "&"),
  );

  test("is what `npm run generate` draws", () => {
    expect(text).toBe(portalPicture());
  });

  test("has each label and value that link prints, and no other label", () => {
    const printed = portalLines(pictureSteps).join("\n");
    const others = ["1", "2", "3", "4"];
    const caption = labels.filter((label) => label.startsWith("Drawn from"));
    expect(caption).toHaveLength(1);
    expect(
      labels.filter((label) => !others.includes(label) && label !== caption[0] && !printed.includes(label)),
    ).toEqual([]);
    for (const label of [
      portalStep.page,
      portalStep.button,
      portalStep.integration,
      ...Object.values(portalStep.fields),
      portalStep.confirm,
    ]) {
      expect(labels).toContain(label);
      expect(printed).toContain(label);
    }
  });

  test("numbers its steps as link does", () => {
    const numbers = portalLines(pictureSteps).flatMap((line) => /^ {2}(\d)\. /.exec(line)?.[1] ?? []);
    expect(numbers).toEqual(["1", "2", "3", "4"]);
    expect([...new Set(labels.filter((label) => /^\d$/.test(label)))].sort()).toEqual(numbers);
  });

  test("has the labels of the stack's output portalLink", () => {
    const output = manageIntegrationsInstructions("contoso", "https://v.vault.azure.net/", "wandb-api-key");
    for (const label of [portalStep.page, portalStep.button, portalStep.integration, portalStep.confirm]) {
      expect(output).toContain(label);
    }
  });
});
