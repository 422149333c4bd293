/** The project's packages as they are published, installed outside the repository. */
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { root } from "./stackProject";

const run = promisify(execFile);

/** What a program needs besides the packages, in the versions of the repository: npm finds them in its cache. */
const programDependencies = ["@pulumi/azure-native", "@pulumi/pulumi", "@types/node", "typescript"];

/** Packs the packages of some folders. @returns The tarballs. */
export async function packPackages(folders: readonly string[], destination: string): Promise<string[]> {
  const { stdout } = await run(
    "npm",
    [
      "pack",
      ...folders.flatMap((folder) => ["--workspace", folder]),
      "--pack-destination",
      destination,
      "--json",
      "--silent",
    ],
    { cwd: root, maxBuffer: 16 * 1024 * 1024 },
  );
  const files = [...stdout.matchAll(/"filename": "([\w.-]+\.tgz)"/g)].map(([, file]) =>
    path.join(destination, file!),
  );
  if (files.length !== folders.length) {
    throw new Error(`npm pack names ${files.length} packages:\n${stdout}`);
  }
  return files;
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
