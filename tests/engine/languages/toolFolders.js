/** Where the tools of the SDKs' tests are installed: a folder below .local/ for each state of what specifies the tool. */
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

/** What specifies each tool, in this folder. */
const inputs = {
  "sdk-languages": /^go\.(mod|sum)$|\.go$/,
  "sdk-python": /^requirements\.txt$/,
};

/** @param {keyof typeof inputs} tool */
function toolFolder(tool) {
  const hash = createHash("sha256");
  for (const name of fs.readdirSync(__dirname).sort()) {
    if (inputs[tool].test(name)) {
      hash.update(fs.readFileSync(path.join(__dirname, name)));
    }
  }
  return path.join(__dirname, "../../../.local", `${tool}-${hash.digest("hex").slice(0, 12)}`);
}

/** The file that a complete installation has. @param {keyof typeof inputs} tool */
const readyFile = (tool) => path.join(toolFolder(tool), "ready");

module.exports = { toolFolder, readyFile };
