/**
 * Publishes the tarballs of a folder that release/build.ts has written, each once: a version that the registry has with the same content is
 * left out, so that a run that failed halfway can be repeated. What follows the folder are options of `npm publish`.
 * `node release/publish.ts DIRECTORY --provenance --access public`
 *
 * The job that publishes installs no packages, whose code could publish too. So this file imports nothing but Node.js, which strips the
 * types itself from version 22.18 on.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

/** From this version on npm exchanges the pipeline's token for one of the registry (trusted publishing). */
const trustedPublishing = [11, 5, 1] as const;

interface Tarball {
  file: string;
  name: string;
  version: string;
  /** As the registry has it: `sha512-` and the digest in base64. */
  integrity: string;
}

const npm = (...args: string[]) => spawnSync("npm", args, { encoding: "utf8" });

/** The files of a folder with digests that the list of digests does not have, or has with another digest. */
function changedFiles(directory: string): string[] {
  const listed = new Map(
    fs
      .readFileSync(path.join(directory, "SHA256SUMS"), "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split("  ").reverse() as [name: string, digest: string]),
  );
  const tarballs = fs.readdirSync(directory).filter((name) => name.endsWith(".tgz"));
  return [...new Set([...listed.keys(), ...tarballs])].filter((name) => {
    const file = path.join(directory, name);
    const digest = fs.existsSync(file) && createHash("sha256").update(fs.readFileSync(file)).digest("hex");
    return digest !== listed.get(name);
  });
}

function readTarball(file: string): Tarball {
  const manifest = execFileSync("tar", ["-xzOf", file, "package/package.json"], { encoding: "utf8" });
  const { name, version } = JSON.parse(manifest) as { name: string; version: string };
  const digest = createHash("sha512").update(fs.readFileSync(file)).digest("base64");
  return { file, name, version, integrity: `sha512-${digest}` };
}

/** The integrity of the version at the registry; nothing where it has none. */
function publishedIntegrity({ name, version }: Tarball, options: string[]): string | undefined {
  const { stdout, stderr } = npm("view", `${name}@${version}`, "dist.integrity", "--json", ...options);
  // npm prints nothing for a package without that version, and an error with a code for a package that does not exist.
  const answer: unknown = stdout.trim() ? JSON.parse(stdout) : undefined;
  if (answer === undefined || typeof answer === "string") {
    return answer;
  }
  const { error } = answer as { error?: { code?: string } };
  if (error?.code === "E404") {
    return undefined;
  }
  throw new Error(`The registry does not tell whether it has ${name}@${version}: ${stderr.trim()}`);
}

function publish(tarball: Tarball, options: string[]): string {
  const { file, name, version, integrity } = tarball;
  const registry = options.filter((option) => option.startsWith("--registry="));
  const published = publishedIntegrity(tarball, registry);
  if (published === integrity) {
    return `${name}@${version} is published already, with the same content.`;
  }
  if (published !== undefined) {
    throw new Error(
      `${name}@${version} is published already, with other content. Release a new version: npm replaces none.`,
    );
  }
  // A pre-release would become what "npm install" installs. Without a tag, npm also refuses a version below the newest.
  const tag = version.includes("-") ? ["--tag", "next"] : [];
  const { status, stderr } = npm("publish", file, ...tag, ...options);
  if (status !== 0) {
    throw new Error(`npm did not publish ${name}@${version}:\n${stderr.trim()}`);
  }
  return `${name}@${version} is published.`;
}

function checkNpm(options: string[]) {
  if (!options.includes("--provenance")) {
    return;
  }
  const version = npm("--version").stdout.trim();
  const parts = version.split(".").map(Number);
  const difference = trustedPublishing.map((wanted, place) => (parts[place] ?? 0) - wanted).find(Boolean);
  if (difference !== undefined && difference < 0) {
    throw new Error(
      `npm ${version} cannot publish without a token. Use npm ${trustedPublishing.join(".")} or later.`,
    );
  }
}

function main([directory, ...options]: string[]) {
  if (!directory || directory.startsWith("-")) {
    throw new Error("Usage: node release/publish.ts DIRECTORY [OPTIONS OF npm publish]");
  }
  checkNpm(options);
  const changed = changedFiles(directory);
  if (changed.length > 0) {
    throw new Error(`Not what was built and tested: ${changed.join(", ")}. Nothing was published.`);
  }
  const files = fs.readdirSync(directory).filter((name) => name.endsWith(".tgz"));
  if (files.length === 0) {
    throw new Error(`${directory} has no tarballs. Build them by release/build.ts.`);
  }
  for (const tarball of files.map((name) => readTarball(path.resolve(directory, name)))) {
    console.log(publish(tarball, options));
  }
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
