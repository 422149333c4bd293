/** Where the tools of the SDKs' tests are: a folder below .local/ for each state of the files that specify them. */
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const specifiedBy = {
  "sdk-languages": /^go\.(mod|sum)$|\.go$/,
  "sdk-python": /^requirements\.txt$/,
};

/** The files that specify a tool. @param {keyof typeof specifiedBy} tool */
const pins = (tool) =>
  fs
    .readdirSync(__dirname)
    .filter((name) => specifiedBy[tool].test(name))
    .sort()
    .map((name) => path.join(__dirname, name));

/** The folder of a tool. @param {keyof typeof specifiedBy} tool */
function toolFolder(tool) {
  const hash = createHash("sha256");
  pins(tool).forEach((file) => hash.update(fs.readFileSync(file)));
  return path.join(__dirname, "../../../.local", `${tool}-${hash.digest("hex").slice(0, 12)}`);
}

/** The file that a complete installation has. @param {keyof typeof specifiedBy} tool */
const readyFile = (tool) => path.join(toolFolder(tool), "ready");

module.exports = { pins, toolFolder, readyFile };
