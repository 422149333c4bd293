/** Packs the component and installs the package outside the repository, as consumers do. */
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { packPackages } from "../support/packedPackages";
import type { PackageManager } from "./consumerCases";
import type { ConsumerTools } from "./consumerTools";

const run = promisify(execFile);

/** What a program uses besides the package. npm would find the first two without it, and pnpm does not. */
const programDependencies = ["@pulumi/azure-native@^3.28.0", "@pulumi/pulumi@^3.248.0", "@types/node@20"];

/** @returns The package, as it is published. */
export async function packComponent(folder: string): Promise<string> {
  const [tarball] = (await packPackages(["components"], folder)) as [string];
  return tarball;
}

/** Installs the package in a folder. Development dependencies of the package are never installed with it. */
export async function installPackage(
  packageManager: PackageManager,
  folder: string,
  tarball: string,
  tools: ConsumerTools,
): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify({ private: true }));
  const packages = [tarball, ...programDependencies];
  const [command, args] =
    packageManager === "npm"
      ? ["npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", ...packages]]
      : [
          process.execPath,
          [
            tools.file("pnpm"),
            "add",
            "--prefer-offline",
            "--store-dir",
            path.join(tools.directory, "pnpm-store"),
            ...packages,
          ],
        ];
  await run(command as string, args as string[], { cwd: folder });
}
