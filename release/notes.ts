/** The headings of versions: `## 0.2.0`, with or without a date after it. */
const versionHeading = /^## (.*)$/gm;

/** A link of a document to a file of the repository: neither a URL nor an anchor. */
const relativeLink = /(\]\()(?![a-z]+:|#|\/)([^)\s]+)/g;

interface Section {
  version: string;
  text: string;
}

function sectionsOf(changelog: string): Section[] {
  const headings = [...changelog.matchAll(versionHeading)];
  return headings.map((heading, number) => ({
    version: heading[1]?.trim().split(/\s/)[0] ?? "",
    text: changelog.slice(heading.index + heading[0].length, headings[number + 1]?.index).trim(),
  }));
}

/** What is wrong with the section of a version; nothing where it can be published. */
export function changelogProblems(changelog: string, version: string): string[] {
  const sections = sectionsOf(changelog).filter((section) => section.version === version);
  if (sections.length !== 1) {
    return [
      sections.length === 0
        ? `CHANGELOG.md has no section "## ${version}". Write what changes in this version.`
        : `CHANGELOG.md has ${sections.length} sections "## ${version}". Merge them.`,
    ];
  }
  return sections[0]?.text
    ? []
    : [`The section "## ${version}" of CHANGELOG.md is empty. Write what changes in this version.`];
}

/**
 * The changelog's section of a version, as notes of a release: GitHub resolves relative links below the release's own page, so that they
 * become links to the files at the tag.
 */
export function releaseNotes(changelog: string, version: string, filesAt: string): string {
  const [problem] = changelogProblems(changelog, version);
  if (problem) {
    throw new Error(problem);
  }
  const text = sectionsOf(changelog).find((section) => section.version === version)?.text ?? "";
  return `${text.replace(relativeLink, `$1${filesAt}/$2`)}\n`;
}
