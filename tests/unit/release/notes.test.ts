import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import fc from "fast-check";
import { changelogProblems, releaseNotes } from "../../../release/notes";
import { publishedPackages, readManifest, repositoryUrl } from "../../../release/packages";
import { releaseProblems, versionOfTag } from "../../../release/problems";
import { temporaryRepository } from "../../support/temporaryRepository";

const root = path.join(__dirname, "../../..");
const filesAt = "https://example.com/blob/v1.0.0";

const changelog = `# Changelog

Versions are those of the component.

## 1.10.0 (2026-11-01)

Later.

## 1.1.0

### Added

- [The CLI](cli/README.md#usage), [its issue](https://example.com/1) and [the fix](#fixed)

### Fixed

- A \`## 9.9.9\` in a line.

## 1.0.0

## 0.9.0
The first one.
`;

describe("the notes of a release are", () => {
  test.each([
    ["1.10.0", "Later.\n"],
    ["0.9.0", "The first one.\n"],
  ])("the section of the version %s alone, to the last one of the file", (version, notes) => {
    expect(releaseNotes(changelog, version, filesAt)).toBe(notes);
  });

  test("with links to files at the tag, and other links as they are", () => {
    expect(releaseNotes(changelog, "1.1.0", filesAt)).toBe(
      `### Added\n\n- [The CLI](${filesAt}/cli/README.md#usage), [its issue](https://example.com/1) and [the fix](#fixed)\n\n` +
        "### Fixed\n\n- A `## 9.9.9` in a line.\n",
    );
  });

  test("found in any order of any sections", () => {
    const versions = fc.uniqueArray(fc.stringMatching(/^\d{1,2}\.\d{1,2}\.\d{1,2}(-rc\.\d)?$/), {
      minLength: 1,
    });
    fc.assert(
      fc.property(versions, fc.constantFrom("", " – 2026-11-01"), (all, date) => {
        const text = all.map((version) => `## ${version}${date}\n\nNotes of ${version}\n`).join("\n");
        for (const version of all) {
          expect(releaseNotes(text, version, filesAt)).toBe(`Notes of ${version}\n`);
        }
      }),
    );
  });

  test.each([
    ["1.1.1", 'CHANGELOG.md has no section "## 1.1.1". Write what changes in this version.'],
    ["1.1", 'CHANGELOG.md has no section "## 1.1". Write what changes in this version.'],
    ["1.0.0", 'The section "## 1.0.0" of CHANGELOG.md is empty. Write what changes in this version.'],
  ])("refused for %s: %s", (version, message) => {
    expect(() => releaseNotes(changelog, version, filesAt)).toThrow(message);
  });

  test("refused where two sections have the version", () => {
    expect(changelogProblems(`${changelog}\n## 1.1.0\n\nAgain.`, "1.1.0")).toEqual([
      'CHANGELOG.md has 2 sections "## 1.1.0". Merge them.',
    ]);
  });
});

describe("a tag", () => {
  test.each([
    ["v0.2.0", "0.2.0"],
    ["v1.0.0-rc.1", "1.0.0-rc.1"],
    ["0.2.0", undefined],
    ["v0.2", undefined],
    ["v0.2.0; rm -rf .", undefined],
    ["refs/tags/v0.2.0", undefined],
  ])("%s names the version %s", (tag, version) => {
    expect(versionOfTag(tag)).toBe(version);
  });

  test("of this repository's version can be released", () => {
    expect(releaseProblems(root, `v${readManifest(root).version}`)).toEqual([]);
  });

  test("that no version has is refused with what to name it", () => {
    expect(releaseProblems(root, "release-1")).toEqual([
      "The tag release-1 is not a version. Name it vMAJOR.MINOR.PATCH, such as v0.2.0.",
    ]);
  });

  test("is refused with every package of another version, and the missing section, at once", () => {
    const repository = temporaryRepository({
      version: "1.2.3",
      workspaces: { one: {}, two: { version: "1.2.2" } },
    });
    expect(releaseProblems(repository, "v1.2.4")).toEqual([
      "package.json has the version 1.2.3, and the tag 1.2.4. Set the version before you tag.",
      "one/package.json has the version 1.2.3, and the tag 1.2.4. Set the version before you tag.",
      "two/package.json has the version 1.2.2, and the tag 1.2.4. Set the version before you tag.",
      'CHANGELOG.md has no section "## 1.2.4". Write what changes in this version.',
    ]);
    fs.rmSync(repository, { recursive: true });
  });

  test("is refused where nothing would be published", () => {
    const repository = temporaryRepository({ version: "1.2.3", workspaces: { one: { private: true } } });
    expect(releaseProblems(repository, "v1.2.3")).toEqual([
      "Every workspace is private. Nothing is published.",
    ]);
    fs.rmSync(repository, { recursive: true });
  });
});

describe("of the workspaces", () => {
  test("those that are not private are published", () => {
    const names = publishedPackages(root).map(({ manifest }) => manifest.name);
    expect(names).toContain("azure-openai-wandb");
    expect(names).not.toContain("azure-openai-wandb-local");
  });

  test("the notes link to the repository that the packages name", () => {
    expect(repositoryUrl(root)).toBe("https://github.com/azure-openai-wandb/azure-openai-wandb");
    const repository = temporaryRepository({ version: "1.2.3", workspaces: {} });
    expect(() => repositoryUrl(repository)).toThrow('package.json has no "repository".');
    fs.rmSync(repository, { recursive: true });
  });
});

describe("release/publish.ts", () => {
  const script = path.join(root, "release/publish.ts");

  test("imports nothing but Node.js, since the job that runs it installs nothing", () => {
    const imports = [...fs.readFileSync(script, "utf8").matchAll(/^import .* from "(.+)";$/gm)].map(
      ([, name]) => name!,
    );
    expect(imports.length).toBeGreaterThan(2);
    expect(imports.filter((name) => !name.startsWith("node:"))).toEqual([]);
  });

  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const stripsTypes = major > 22 || (major === 22 && minor >= 18);
  (stripsTypes ? test : test.skip)("is run by Node.js itself from version 22.18 on", () => {
    const { stderr, status } = spawnSync(process.execPath, [script], { encoding: "utf8" });
    expect(stderr).toContain("Usage: node release/publish.ts DIRECTORY");
    expect(status).toBe(1);
  });
});
