// `npm pack`: the bundle and the library's types, from nothing.
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { writeBundle } = require("./bundle.js");

const dist = path.join(__dirname, "../dist");

async function writePackage() {
  fs.rmSync(dist, { recursive: true, force: true });
  fs.mkdirSync(dist);
  await writeBundle(dist);
  const project = path.join(__dirname, "../tsconfig.build.json");
  execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "--project", project], {
    stdio: "inherit",
  });
}

void writePackage();
