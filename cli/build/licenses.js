// The licenses of the packages in the bundle, which they ask to be copied with their code.
const fs = require("node:fs");
const path = require("node:path");

const licenseFile = /^(license|notice)/i;

/** Returns the folder of the package that a module belongs to. @param {string} module @returns {string | undefined} */
const packageFolder = (module) =>
  /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(module.replaceAll("\\", "/"))?.[1];

/** @param {string[]} modules Paths. @throws Error for a package without a license. */
function licensesOf(modules) {
  const folders = [...new Set(modules.flatMap((module) => packageFolder(module) ?? []))];
  return folders
    .map((folder) => {
      const { name, version, license } = JSON.parse(
        fs.readFileSync(path.join(folder, "package.json"), "utf8"),
      );
      const texts = fs
        .readdirSync(folder)
        .filter((file) => licenseFile.test(file) && fs.statSync(path.join(folder, file)).isFile())
        .map((file) => fs.readFileSync(path.join(folder, file), "utf8").trim());
      if (!license && texts.length === 0) {
        throw new Error(`${name} ${version} has no license.`);
      }
      return { title: `${name} ${version} (${license})`, texts };
    })
    .sort((one, other) => (one.title < other.title ? -1 : 1))
    .map(({ title, texts }) => [title, ...texts].join("\n\n"))
    .join(`\n\n${"-".repeat(80)}\n\n`)
    .concat("\n");
}

module.exports = { licensesOf };
