/** Creates the virtual environments of the tests with Python: the official clients and the Azure CLI, from PyPI. */
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { createPythonEnvironment, hasPython } from "../../support/installOnce.mjs";

const folder = path.dirname(fileURLToPath(import.meta.url));

/** The Azure CLI takes a minute or two; more on a machine that is busy. */
const timeoutMs = 15 * 60_000;

if (hasPython()) {
  await createPythonEnvironment({
    name: "python",
    requirements: path.join(folder, "requirements.txt"),
    timeoutMs,
  });
  // An environment of its own: the Azure CLI pins other versions of the clients.
  await createPythonEnvironment({
    name: "azure-cli",
    requirements: path.join(folder, "azureCli.txt"),
    note: "Installing the Azure CLI, once: it takes a minute or two.",
    timeoutMs,
  });
} else {
  console.log(
    "  Python 3.10 or newer is not installed: the tests with its clients and the Azure CLI are skipped.",
  );
}
