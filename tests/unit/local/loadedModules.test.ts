import { execFileSync } from "node:child_process";
import * as path from "node:path";

const root = path.join(__dirname, "../../..");

/** Prints the files below `cli/` that are loaded with all services of the local Azure. */
const script = `require("./local/azure/services.ts");
console.log(JSON.stringify(Object.keys(require.cache).filter((file) => file.startsWith(require("path").resolve("cli"))))) `;

test("the local Azure starts without the CLI, which loads clients of Azure", () => {
  const printed = execFileSync(process.execPath, ["-r", "./local/register.js", "-e", script], {
    cwd: root,
    encoding: "utf8",
  });
  expect(JSON.parse(printed)).toEqual([]);
});
