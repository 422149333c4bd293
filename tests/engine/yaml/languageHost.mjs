/** Builds Pulumi's own YAML language host: the official evidence of the component's use from another language. */
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { buildGoProgram, hasGo } from "../../support/installOnce.mjs";

if (hasGo()) {
  await buildGoProgram({
    name: "yaml",
    folder: path.dirname(fileURLToPath(import.meta.url)),
    module: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
    note: "Building Pulumi's YAML language host: some minutes the first time, seconds after that.",
    timeoutMs: 30 * 60_000,
  });
} else {
  console.log("  Go is not installed: the test of the component from YAML is skipped.");
}
