/** Pulumi's own YAML language host. `tests/engine/yaml/languageHost.mjs` builds it; absent where there is no Go. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { root } from "./stackProject";
import type { StackProject } from "./stackProject";

const digest = createHash("sha256")
  .update(fs.readFileSync(path.join(root, "tests/engine/yaml/go.mod")))
  .digest("hex");
const folder = path.join(root, ".local", `yaml-${digest.slice(0, 12)}`);

/** A test that is skipped without the host. */
export const testWithYaml = fs.existsSync(path.join(folder, "pulumi-language-yaml")) ? test : test.skip;

/** Has the project's commands find the host. */
export function addYaml(project: StackProject): void {
  project.variables.PATH = `${folder}${path.delimiter}${project.environment.PATH}`;
}
