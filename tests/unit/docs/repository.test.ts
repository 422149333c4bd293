/** The files by which people and services know the repository, and what each package tells of itself. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { coerce, satisfies } from "semver";
import { parse } from "yaml";
import { publishedPackages, readManifest, repositoryUrl, workspacePackages } from "../../../release/packages";

const root = path.join(__dirname, "../../..");
const read = (file: string) => fs.readFileSync(path.join(root, file), "utf8");
const exists = (file: string) => fs.existsSync(path.join(root, file));
const url = repositoryUrl(root);

const trackedFiles = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && exists(file));

interface Metadata {
  license: string;
  description: string;
  keywords?: string[];
  homepage?: string;
  bugs?: string;
  repository?: { type: string; url: string; directory?: string };
  engines: { node: string };
}

const metadataOf = (directory: string) => JSON.parse(read(`${directory}/package.json`)) as Metadata;

describe("the license", () => {
  test("is the text of Apache-2.0, as the Apache Software Foundation publishes it", () => {
    const digest = createHash("sha256").update(read("LICENSE")).digest("hex");
    expect(digest).toBe("cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30");
  });

  test.each([".", ...workspacePackages(root).map(({ directory }) => directory)])(
    "is what the package in %s names",
    (directory) => {
      expect(metadataOf(directory).license).toBe("Apache-2.0");
    },
  );
});

describe.each(publishedPackages(root).map(({ directory }) => directory))(
  "the published package in %s",
  (directory) => {
    const metadata = metadataOf(directory);

    test("has the license beside it, so that its tarball has it", () => {
      expect(read(`${directory}/LICENSE`)).toBe(read("LICENSE"));
    });

    test("names its place in the repository, which npm compares with the provenance", () => {
      expect(metadata.repository).toEqual({ type: "git", url: `git+${url}.git`, directory });
    });

    test("names its page, where to report problems, and what to find it by", () => {
      expect([url, `${url}/tree/main/${directory}#readme`]).toContain(metadata.homepage);
      expect(metadata.bugs).toBe(`${url}/issues`);
      expect(metadata.keywords).toEqual(expect.arrayContaining(["pulumi", "azure-openai", "wandb"]));
      expect(metadata.description.length).toBeGreaterThan(40);
    });

    test("has a name without a scope, since npm publishes those alone to everyone", () => {
      expect(readManifest(path.join(root, directory)).name).toMatch(/^[a-z-]+$/);
    });

    test("has a supported version in SECURITY.md, as the other packages have", () => {
      const { name, version } = readManifest(path.join(root, directory));
      const [major, minor] = version.split(".");
      expect(read("SECURITY.md")).toContain(`| \`${name}\` | ${major}.${minor} |`);
    });
  },
);

describe("Dependabot", () => {
  interface Update {
    "package-ecosystem": string;
    directory?: string;
    directories?: string[];
    cooldown?: Record<string, number>;
    groups?: Record<string, unknown>;
    ignore?: { "dependency-name": string; versions: [string] }[];
  }
  const { updates } = parse(read(".github/dependabot.yml")) as { updates: Update[] };
  const folders = updates.flatMap(({ "package-ecosystem": ecosystem, directory, directories = [] }) =>
    [directory ?? [], directories].flat().map((folder) => `${ecosystem} ${folder}`),
  );

  /** Manifests by their ecosystem. A workspace's packages are locked by the root's package-lock.json. */
  const manifests: readonly [ecosystem: string, file: RegExp][] = [
    ["npm", /^(examples\/.*)?package\.json$/],
    ["gomod", /(^|\/)go\.mod$/],
    ["pip", /(^|\/)requirements\.txt$/],
    ["github-actions", /^(\.github\/workflows|examples\/pipelines\/github-actions)\/.*\.yml$/],
    ["devcontainers", /^\.devcontainer\/devcontainer\.json$/],
  ];
  /** Manifests whose versions follow another one. */
  const followers = ["gomod /local/engine/cli"];
  const folderOf = (file: string) => {
    const folder = path.dirname(file);
    return /^\.(github|devcontainer|$)/.test(folder) ? "/" : `/${folder}`;
  };
  const wanted = [
    ...new Set(
      manifests.flatMap(([ecosystem, pattern]) =>
        trackedFiles.filter((file) => pattern.test(file)).map((file) => `${ecosystem} ${folderOf(file)}`),
      ),
    ),
  ].filter((place) => !followers.includes(place));

  test("proposes newer versions of everything that the repository pins", () => {
    expect(wanted.length).toBeGreaterThan(5);
    expect([...folders].sort()).toEqual([...wanted].sort());
  });

  test("waits a week at least, since malicious versions are found within days", () => {
    const early = updates.filter(({ cooldown }) => (cooldown?.["default-days"] ?? 0) < 7);
    expect(early).toEqual([]);
  });

  describe("holds back", () => {
    const { ignore = [] } = updates.find(
      ({ directory, ...update }) => update["package-ecosystem"] === "npm" && directory,
    )!;
    const [, section] = /^## Dependencies\n([^]*?)^## /m.exec(read("CONTRIBUTING.md"))!;
    const held = [...section!.matchAll(/^\| `(\S+)` \| ([\d.]+) \|/gm)].map(
      ([, name, at]) => [name!, at!] as const,
    );
    const later = [...section!.matchAll(/`([\w@/-]+)` (?:from )?(\d[\d.]*\d|\d+)(?=[,.\s])/g)].map(
      ([, name, from]) => [name!, from!] as const,
    );
    const rangeOf = (name: string) =>
      ignore.find((one) => one["dependency-name"] === name)?.versions[0] ?? "";

    test("what CONTRIBUTING.md gives a reason for, and nothing else", () => {
      const documented = [...held, ...later].map(([name]) => name);
      expect(documented.length).toBeGreaterThan(10);
      expect(ignore.map((one) => one["dependency-name"]).sort()).toEqual(documented.sort());
    });

    test.each(held)("what comes after %s %s", (name, at) => {
      expect(satisfies(coerce(at)!, rangeOf(name))).toBe(false);
      expect(satisfies(coerce(`${Number(at.split(".")[0]) + 1}`)!, rangeOf(name))).toBe(true);
    });

    test.each(later)("%s from %s on", (name, from) => {
      expect(rangeOf(name)).toBe(`>=${from}`);
    });

    test.each([...held, ...later])("no version of %s that is installed", (name) => {
      const { version } = JSON.parse(read(`node_modules/${name}/package.json`)) as { version: string };
      expect(satisfies(version, rangeOf(name))).toBe(false);
    });
  });

  test("proposes what belongs together at once", () => {
    const single = updates.filter(({ groups }) => !groups).map((update) => update["package-ecosystem"]);
    expect(single).toEqual(["devcontainers"]);
  });
});

describe("CodeQL", () => {
  const languages: readonly [language: string, file: RegExp][] = [
    ["actions", /^\.github\/workflows\//],
    ["go", /\.go$/],
    ["javascript-typescript", /\.(ts|mjs|js)$/],
    ["python", /\.py$/],
  ];

  test("analyzes every language in which the repository has code, and no other", () => {
    const workflow = parse(read(".github/workflows/codeql.yml")) as {
      jobs: { analyze: { strategy: { matrix: { include: { language: string }[] } } } };
    };
    const analyzed = workflow.jobs.analyze.strategy.matrix.include.map(({ language }) => language);
    const present = languages.filter(([, pattern]) => trackedFiles.some((file) => pattern.test(file)));
    expect(analyzed).toEqual(present.map(([language]) => language));
  });
});

describe("an issue form", () => {
  interface Field {
    type: string;
    id?: string;
    attributes: { label?: string; description?: string; options?: { required?: boolean }[] };
  }
  const folder = ".github/ISSUE_TEMPLATE";
  const bodyOf = (name: string) => (parse(read(`${folder}/${name}`)) as { body: Field[] }).body;
  const forms = fs.readdirSync(path.join(root, folder)).filter((name) => name !== "config.yml");
  const withTraces = ["bug.yml", "azure-behavior.yml"];

  test("exists for each kind of issue, and an issue without one cannot be opened", () => {
    expect(forms).toEqual(expect.arrayContaining([...withTraces, "feature.yml"]));
    expect(parse(read(`${folder}/config.yml`))).toMatchObject({ blank_issues_enabled: false });
  });

  test.each(forms)("warns of keys: %s", (name) => {
    expect(read(`${folder}/${name}`)).toMatch(/Leave out (your )?keys/);
  });

  test.each(withTraces)(
    "that asks for outputs has doctor's in JSON, and a confirmation that no key is left: %s",
    (name) => {
      const fields = bodyOf(name);
      expect(fields.find(({ id }) => id === "doctor")?.attributes.description).toContain("--json");
      expect(fields.find(({ id }) => id === "keys")?.attributes.options).toEqual([
        expect.objectContaining({ required: true }),
      ]);
    },
  );
});

describe("a tool's settings", () => {
  const [, nodeMajor] = /^(\d+)\n$/.exec(read(".nvmrc"))!;

  test("choose a Node.js that the project supports and tests", () => {
    const [, oldest] = /^>=(\d+)\./.exec(metadataOf(".").engines.node)!;
    expect(Number(nodeMajor)).toBeGreaterThanOrEqual(Number(oldest));
    const matrix = /node: \[(.*)\]/.exec(read(".github/workflows/test.yml"))![1]!.split(", ");
    expect(matrix).toContain(nodeMajor);
    expect(read(".devcontainer/devcontainer.json")).toContain(`typescript-node:4-${nodeMajor}-`);
  });

  test("have the same versions of Go and Python in the dev container as in the workflow", () => {
    const workflow = read(".github/workflows/test.yml");
    const [, go] = /go-version: "(.*?)"/.exec(workflow)!;
    const [, python] = /python-version: "(.*?)"/.exec(workflow)!;
    expect(read(".devcontainer/devcontainer.json")).toContain(`features/go:1": { "version": "${go}" }`);
    expect(read(".devcontainer/devcontainer.json")).toContain(
      `features/python:1": { "version": "${python}",`,
    );
  });

  test("break lines in editors where Prettier does", () => {
    const { printWidth } = JSON.parse(read(".prettierrc.json")) as { printWidth: number };
    expect(read(".editorconfig")).toContain(`[*]\ncharset = utf-8\nend_of_line = lf\n`);
    expect(read(".editorconfig")).toContain(`max_line_length = ${printWidth}\n`);
  });
});

test("every folder and file that CODEOWNERS names exists", () => {
  const paths = read(".github/CODEOWNERS")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(/\s+/)[0]!);
  expect(paths.length).toBeGreaterThan(2);
  expect(paths.filter((name) => !exists(name))).toEqual([]);
});

test("every URL of this repository is the one that package.json names", () => {
  const places = [".github", "SECURITY.md", "CODE_OF_CONDUCT.md", "docs", "README.md"];
  const urls = trackedFiles
    .filter((file) => places.some((place) => file === place || file.startsWith(`${place}/`)))
    .filter((file) => /\.(md|yml)$/.test(file))
    .flatMap((file) => read(file).match(/https:\/\/github\.com\/[\w-]+\/azure-openai-wandb\b/g) ?? []);
  expect(urls.length).toBeGreaterThan(3);
  expect([...new Set(urls)]).toEqual([url]);
});
