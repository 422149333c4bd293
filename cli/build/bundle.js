// The CLI as a few files of JavaScript: it starts in a fraction of the time that its 1,500 modules need, and installs without dependencies.
const fs = require("node:fs");
const path = require("node:path");
const { licensesOf } = require("./licenses.js");

const cli = path.join(__dirname, "..");
/** Files that the code reads beside itself. */
const assets = {
  "page/report.js": "report/page/report.js",
  "page/report.css": "report/page/report.css",
  "job.schema.json": "jobFile/job.schema.json",
};
/** The command line, and the library. */
const entries = ["start", "index"];
/** They are read as files, by `require.resolve`. */
const installed = ["uplot"];

/**
 * What a source loads by `require` is loaded later than the source, so it becomes a file of its own. A bundler makes it part of the same file
 * otherwise, as it is not asynchronous.
 * @returns {import("rolldown").Plugin}
 */
function laterModules() {
  return {
    name: "later-modules",
    async resolveId(id, importer, { kind }) {
      if (kind !== "require-call" || !importer?.startsWith(cli) || importer.includes("node_modules")) {
        return undefined;
      }
      const resolved = await this.resolve(id, importer, { kind: "import-statement" });
      if (!resolved || resolved.external) {
        return resolved;
      }
      const name = `${id.replace(/^[./]+/, "").replaceAll("/", "-")}.js`;
      this.emitFile({ type: "chunk", id: resolved.id, fileName: name });
      return { id: `./${name}`, external: true };
    },
  };
}

/** Writes the bundle to a folder. @param {string} directory */
async function writeBundle(directory) {
  const { rolldown } = await import("rolldown");
  const bundle = await rolldown({
    cwd: cli,
    input: Object.fromEntries(entries.map((name) => [name, path.join(cli, `${name}.ts`)])),
    platform: "node",
    external: installed.map((name) => new RegExp(`^${name}(/|$)`)),
    plugins: [laterModules()],
    onLog(level, log) {
      // A package with a default and named exports is used by name.
      if (log.code !== "MIXED_EXPORTS") {
        console.error(`${level}: ${log.message}`);
      }
    },
  });
  const { output } = await bundle.write({
    dir: directory,
    format: "cjs",
    exports: "named",
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js",
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  });
  await bundle.close();
  for (const [file, source] of Object.entries(assets)) {
    fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    fs.copyFileSync(path.join(cli, source), path.join(directory, file));
  }
  const modules = output.flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
  fs.writeFileSync(path.join(directory, "THIRD-PARTY-LICENSES.txt"), licensesOf(modules));
}

module.exports = { writeBundle };
