/** Installs what checks the workflows: actionlint from its Go module; zizmor and the published schemas from PyPI. */
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { buildGoProgram, createPythonEnvironment, hasGo, hasPython } from "../support/installOnce.mjs";

const folder = path.dirname(fileURLToPath(import.meta.url));
const timeoutMs = 15 * 60_000;

if (hasGo()) {
  const module = "github.com/rhysd/actionlint/cmd/actionlint";
  await buildGoProgram({ name: "actionlint", folder, module, timeoutMs });
} else {
  console.log("  Go is not installed: the check of the workflows by actionlint is skipped.");
}
if (hasPython()) {
  const requirements = path.join(folder, "requirements.txt");
  await createPythonEnvironment({ name: "workflows", requirements, timeoutMs });
} else {
  console.log(
    "  Python 3.10 or newer is not installed: the checks of the workflows by zizmor and by schemas are skipped.",
  );
}
