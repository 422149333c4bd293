/** The project's packages as they are published, installed outside the repository. */
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { lock } from "../../local/engine/lock";
import { publishedPackages } from "../../release/packages";

const run = promisify(execFile);
const root = path.join(__dirname, "../..");

/** Another process may pack all packages first, on a machine that is busy. */
const packTimeoutMs = 5 * 60_000;

/** What a program needs besides the packages, in the versions of the repository: npm finds them in its cache. */
const programDependencies = ["@pulumi/azure-native", "@pulumi/pulumi", "@types/node", "typescript"];

/** Packing builds `dist/` from nothing, so that one process packs at a time. */
async function pack(folders: readonly string[], destination: string): Promise<void> {
  fs.mkdirSync(path.join(root, ".local"), { recursive: true });
  const place = path.join(root, ".local/pack.lock");
  const unlock = await lock(place, "packing", packTimeoutMs, { log: () => undefined });
  try {
    const workspaces = folders.flatMap((folder) => ["--workspace", folder]);
    const options = ["--pack-destination", destination, "--loglevel", "error"];
    await run("npm", ["pack", ...workspaces, ...options], { cwd: root, maxBuffer: 16 * 1024 * 1024 });
  } finally {
    unlock();
  }
}

/**
 * Packs the published packages of some folders of the repository. While a release is tested, its tarballs are used instead
 * (`RELEASE_DIRECTORY`), so that what is published is what was tested.
 * @returns The tarballs.
 */
export async function packPackages(
  folders: readonly string[],
  destination: string,
  release = process.env.RELEASE_DIRECTORY,
): Promise<string[]> {
  const tarballs = folders.map((folder) => {
    const found = publishedPackages(root).find(({ directory }) => directory === folder);
    if (!found) {
      throw new Error(`${folder} has no published package.`);
    }
    const { name, version } = found.manifest;
    return path.join(release || destination, `${name}-${version}.tgz`);
  });
  if (!release) {
    await pack(folders, destination);
  }
  return tarballs;
}

/** Installs tarballs in a folder as a user does. */
export async function installPackages(folder: string, tarballs: readonly string[]): Promise<void> {
  const { dependencies, devDependencies } = JSON.parse(
    fs.readFileSync(path.join(root, "package.json"), "utf8"),
  ) as Record<"dependencies" | "devDependencies", Record<string, string>>;
  const versions = { ...devDependencies, ...dependencies };
  fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify({ private: true }));
  const packages = programDependencies.map((name) => `${name}@${versions[name]}`);
  await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", ...tarballs, ...packages], {
    cwd: folder,
  });
}
