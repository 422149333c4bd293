import * as fs from "node:fs";
import * as path from "node:path";
import { changelogProblems } from "./notes";
import { publishedPackages, readManifest, workspacePackages } from "./packages";

/** A tag of a release: `v` and a version by semver, with or without a pre-release. */
const tagPattern = /^v(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)$/;

/** The version that a tag names, or nothing where it names none. */
export const versionOfTag = (tag: string): string | undefined => tagPattern.exec(tag)?.[1];

/** Everything because of which a tag cannot be released from the files of a folder. */
export function releaseProblems(root: string, tag: string): string[] {
  const version = versionOfTag(tag);
  if (version === undefined) {
    return [`The tag ${tag} is not a version. Name it vMAJOR.MINOR.PATCH, such as v0.2.0.`];
  }
  const manifests = [{ directory: ".", manifest: readManifest(root) }, ...workspacePackages(root)];
  const versions = manifests
    .filter(({ manifest }) => manifest.version !== version)
    .map(({ directory, manifest }) => {
      const file = path.join(directory, "package.json");
      return `${file} has the version ${manifest.version}, and the tag ${version}. Set the version before you tag.`;
    });
  const published =
    publishedPackages(root).length > 0 ? [] : ["Every workspace is private. Nothing is published."];
  const changelog = fs.readFileSync(path.join(root, "CHANGELOG.md"), "utf8");
  return [...versions, ...published, ...changelogProblems(changelog, version)];
}
