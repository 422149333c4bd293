import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { lock } from "../../local/engine/lock";
import { publishedPackages } from "../../release/packages";

const run = promisify(execFile);
const root = path.join(__dirname, "../..");
const packTimeoutMs = 5 * 60_000;

/**
 * A published package's tarball: the one of the release that is being tested (`RELEASE_DIRECTORY`), or packed into a folder. Packing
 * builds `dist/` from nothing, so that one process packs at a time.
 */
export async function packedPackage(
  name: string,
  folder: string,
  release = process.env.RELEASE_DIRECTORY,
): Promise<string> {
  const found = publishedPackages(root).find(({ manifest }) => manifest.name === name);
  if (!found) {
    throw new Error(`No published package is named ${name}.`);
  }
  const file = `${name}-${found.manifest.version}.tgz`;
  if (release) {
    return path.join(release, file);
  }
  fs.mkdirSync(path.join(root, ".local"), { recursive: true });
  const place = path.join(root, ".local/pack.lock");
  const unlock = await lock(place, "packing", packTimeoutMs, { log: () => undefined });
  try {
    const args = ["--workspace", found.directory, "--pack-destination", folder, "--loglevel", "error"];
    await run("npm", ["pack", ...args], { cwd: root });
  } finally {
    unlock();
  }
  return path.join(folder, file);
}
