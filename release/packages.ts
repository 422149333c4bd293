import * as fs from "node:fs";
import * as path from "node:path";

/** What a release needs of a package.json. */
export interface Manifest {
  name: string;
  version: string;
  private?: boolean;
  workspaces?: string[];
  repository?: { type: string; url: string; directory?: string };
}

/** A package of the repository, with its folder relative to the root. */
export interface Package {
  directory: string;
  manifest: Manifest;
}

/** Reads the package.json of a folder. */
export const readManifest = (directory: string) =>
  JSON.parse(fs.readFileSync(path.join(directory, "package.json"), "utf8")) as Manifest;

/** The packages of all workspaces, in the order of the root's package.json. */
export const workspacePackages = (root: string): Package[] =>
  (readManifest(root).workspaces ?? []).map((directory) => ({
    directory,
    manifest: readManifest(path.join(root, directory)),
  }));

/** The packages that a release publishes: every workspace that is not private. */
export const publishedPackages = (root: string): Package[] =>
  workspacePackages(root).filter(({ manifest }) => !manifest.private);

/** The repository's public URL, as the root's package.json has it for npm. */
export function repositoryUrl(root: string): string {
  const { repository } = readManifest(root);
  if (!repository) {
    throw new Error('package.json has no "repository". Add it, so that links in the notes lead somewhere.');
  }
  return repository.url.replace(/^git\+/, "").replace(/\.git$/, "");
}
