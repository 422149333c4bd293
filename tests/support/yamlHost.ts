/** Pulumi's own YAML language host. `tests/engine/yaml/languageHost.mjs` builds it; absent where there is no Go. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { root } from "./stackProject";
import type { StackProject } from "./stackProject";

const digest = createHash("sha256")
  .update(fs.readFileSync(path.join(root, "tests/engine/yaml/go.mod")))
  .digest("hex");
/** The folder of the host. */
export const yamlHost = path.join(root, ".local", `yaml-${digest.slice(0, 12)}`);

export const hasYamlHost = fs.existsSync(path.join(yamlHost, "pulumi-language-yaml"));

/** Tests that are skipped without the host. */
export const testWithYaml = hasYamlHost ? test : test.skip;
export const describeWithYaml = hasYamlHost ? describe : describe.skip;

/** Has the project's commands find the host. */
export function addYaml(project: StackProject): void {
  project.variables.PATH = `${yamlHost}${path.delimiter}${project.environment.PATH}`;
}
