import * as fs from "node:fs";
import * as path from "node:path";

/** The project's folder. */
export const projectDirectory = path.resolve(__dirname, "../..");

/** The folder of the local Azure's state, the Pulumi state of its stacks, and logs. */
export const defaultStateDirectory = path.join(projectDirectory, ".local");

/** Name of the stack on the local Azure. */
export const localStack = "local";

/**
 * Environment of the Pulumi CLI, besides the local Azure's own: a backend in the state directory, and no use of the network.
 * @param engine Its `path` is the value of PATH, so that `pulumi` is found where it is not installed.
 */
export function pulumiEnvironment(stateDirectory: string, engine: { path: string }): Record<string, string> {
  const backend = path.join(stateDirectory, "pulumi");
  fs.mkdirSync(backend, { recursive: true, mode: 0o700 });
  // Pulumi itself lets every user read its files.
  fs.chmodSync(backend, 0o700);
  return {
    PATH: engine.path,
    // Without files of attributes beside the state's: a crash leaves an empty one, and Pulumi then fails with "EOF" until it is removed.
    PULUMI_BACKEND_URL: `file://${backend}?metadata=skip`,
    // It protects a generated key of this machine alone. A fixed passphrase lets Pulumi.local.yaml outlive .local/.
    PULUMI_CONFIG_PASSPHRASE: "local",
    PULUMI_STACK: localStack,
    // Where the language host of a built CLI finds Pulumi's SDK for a component or a policy pack of a program in another language.
    PULUMI_PROJECT_DIRECTORY: projectDirectory,
    PULUMI_SKIP_UPDATE_CHECK: "1",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}
