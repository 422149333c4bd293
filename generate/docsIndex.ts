/** docs/README.md: every page of the documentation, with its title and its first sentence. */
import * as fs from "node:fs";
import * as path from "node:path";

const docs = path.join(__dirname, "../docs");

/** Order of the pages in each folder, in groups. A page that is not listed comes last. */
const folders: Readonly<Record<string, readonly { title: string; pages: readonly string[] }[]>> = {
  tutorials: [
    { title: "", pages: ["local-in-five-minutes", "first-deployment", "platform-with-three-teams"] },
  ],
  "how-to": [
    {
      title: "Deploy",
      pages: [
        "assign-the-deployers-roles",
        "manage-integrations",
        "use-an-existing-account-or-vault",
        "share-a-vault-or-an-account",
        "use-a-private-network",
        "adopt",
        "use-in-your-language",
        "deploy-hundreds-of-integrations",
        "use-another-cloud",
      ],
    },
    {
      title: "Work in a team and in pipelines",
      pages: [
        "add-a-principal",
        "encrypt-the-stacks-secrets",
        "sign-in",
        "set-up-pipelines",
        "deploy-many-environments",
        "enforce-policies",
        "check-any-stack",
      ],
    },
    {
      title: "Fine-tune",
      pages: [
        "fine-tune",
        "write-a-grader",
        "write-a-job-file",
        "upload-large-files",
        "deploy-a-model",
        "compare-and-report",
        "log-jobs-by-sync",
        "view-a-run",
      ],
    },
    {
      title: "Operate",
      pages: [
        "rotate-the-key",
        "audit-the-key",
        "correct-drift",
        "protect",
        "prevent-the-upgrade-to-foundry",
        "upgrade",
        "move-or-rename-a-stack",
        "replace-the-account-or-the-vault",
        "recover",
        "recover-what-was-deleted",
        "uninstall",
        "troubleshoot",
      ],
    },
    { title: "Develop and test", pages: ["use-the-local-azure", "release"] },
  ],
  reference: [
    {
      title: "",
      pages: [
        "configuration",
        "component",
        "cli",
        "library",
        "training-files",
        "messages",
        "policies",
        "local-azure",
        "local-azure-control",
      ],
    },
  ],
  explanation: [
    {
      title: "",
      pages: [
        "deployed-resources",
        "architecture",
        "security",
        "assumptions",
        "testing",
        "performance",
        "cost",
      ],
    },
  ],
};

const read = (file: string) => fs.readFileSync(path.join(docs, file), "utf8").replace(/<!--[^]*?-->/g, "");

/** @throws Error where the page has no title. */
function titleOf(file: string): string {
  const [, title] = /^# (.+)$/m.exec(read(file)) ?? [];
  if (title === undefined) {
    throw new Error(`docs/${file} has no title. Begin it with a line "# TITLE".`);
  }
  return title;
}

/** Title and first sentence of a page. */
function summaryOf(file: string): string {
  const text = read(file);
  const paragraph = text.split(/\n{2,}/).find((part) => /^(?!```)[^#|!<\s-]/.test(part)) ?? "";
  const plain = paragraph.replace(/\s+/g, " ").replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1");
  const [sentence = plain] = /^.*?[.:](?= [A-Z*`]|$)/.exec(plain) ?? [];
  return `- [${titleOf(file)}](${file}): ${sentence.replace(/\*\*/g, "").replace(/[.:]$/, "")}.`;
}

const pagesIn = (folder: string): string[] =>
  fs
    .readdirSync(path.join(docs, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => name.slice(0, -3))
    .sort();

function listOf(folder: string): string {
  const groups = folders[folder] ?? [];
  const existing = pagesIn(folder);
  const listed = new Set(groups.flatMap(({ pages }) => pages));
  const rest = existing.filter((page) => !listed.has(page));
  const unlisted = rest.length === 0 ? [] : [{ title: groups.length > 1 ? "More" : "", pages: rest }];
  return [...groups, ...unlisted]
    .map(({ title, pages }) => ({ title, pages: pages.filter((page) => existing.includes(page)) }))
    .filter(({ pages }) => pages.length > 0)
    .map(({ title, pages }) =>
      [
        ...(title === "" ? [] : [`### ${title}\n`]),
        ...pages.map((page) => summaryOf(`${folder}/${page}.md`)),
      ].join("\n"),
    )
    .join("\n\n");
}

/** Pages that measurements write: their first sentence changes with each one. */
const titlesOf = (folder: string): string =>
  pagesIn(folder)
    .map((page) => `- [${titleOf(`${folder}/${page}.md`)}](${folder}/${page}.md)`)
    .join("\n");

/** The index of the documentation. */
export const docsIndexPage = (): string => `# Documentation

<!-- Written by \`npm run generate\` from the pages' titles and first sentences. -->

The product is tested on the emulator and against recordings of real Azure; it has not run on a subscription yet. What is marked as assumed has no
source: see [What is assumed of Azure](explanation/assumptions.md).

## Tutorials

Learn by doing, from the first command on.

${listOf("tutorials")}

## How-to guides

One task a page: when to do it, what you need, the steps, how to verify them.

${listOf("how-to")}

## Reference

${listOf("reference")}
- [The page of Pulumi's registry](_index.md): installation and examples in each language.
- [Changelog](../CHANGELOG.md): what each version changes.

## Explanation

${listOf("explanation")}
${summaryOf("features.md")}

### Measurements

${titlesOf("bench")}

### Proofs

${titlesOf("proof")}
`;
