/**
 * Builds what a release publishes into a folder: the packages' tarballs, the notes, and the digests of both. The workflow `release` builds
 * once, and its other jobs test and publish these files.
 * `node -r ./local/register.js release/build.ts TAG DIRECTORY`
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { releaseNotes } from "./notes";
import { publishedPackages, repositoryUrl } from "./packages";
import { releaseProblems, versionOfTag } from "./problems";

/** The files of a release beside its tarballs. */
const notesFile = "NOTES.md";
const digestsFile = "SHA256SUMS";

/** Packs the published packages into a folder. @returns The names of the tarballs. */
function packPackages(root: string, directory: string): string[] {
  const workspaces = publishedPackages(root).flatMap((one) => ["--workspace", one.directory]);
  execFileSync("npm", ["pack", "--loglevel", "error", "--pack-destination", directory, ...workspaces], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return fs.readdirSync(directory).filter((name) => name.endsWith(".tgz"));
}

const digestLine = (directory: string) => (name: string) => {
  const digest = createHash("sha256").update(fs.readFileSync(path.join(directory, name)));
  return `${digest.digest("hex")}  ${name}\n`;
};

/** Writes the digests of files of a folder, as `sha256sum` reads them. */
export const writeDigests = (directory: string, names: string[]) =>
  fs.writeFileSync(path.join(directory, digestsFile), [...names].sort().map(digestLine(directory)).join(""));

/** Writes the files of a release. @throws Before anything is written, where a tag cannot be released. */
export function buildRelease(root: string, tag: string, directory: string) {
  const problems = releaseProblems(root, tag);
  if (problems.length > 0) {
    throw new Error(problems.join("\n"));
  }
  fs.mkdirSync(directory, { recursive: true });
  if (fs.readdirSync(directory).length > 0) {
    throw new Error(`${directory} is not empty. Specify a new folder.`);
  }
  const tarballs = packPackages(root, directory);
  const changelog = fs.readFileSync(path.join(root, "CHANGELOG.md"), "utf8");
  const filesAt = `${repositoryUrl(root)}/blob/${tag}`;
  fs.writeFileSync(
    path.join(directory, notesFile),
    releaseNotes(changelog, versionOfTag(tag) as string, filesAt),
  );
  writeDigests(directory, [...tarballs, notesFile]);
}

function main([tag, directory, ...rest]: string[]) {
  if (!tag || !directory || rest.length > 0) {
    throw new Error("Usage: node -r ./local/register.js release/build.ts TAG DIRECTORY");
  }
  buildRelease(path.join(__dirname, ".."), tag, path.resolve(directory));
}

if (require.main === module) {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
