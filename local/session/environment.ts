import * as fs from "node:fs";
import * as path from "node:path";

/** The project's folder. */
export const projectDirectory = path.resolve(__dirname, "../..");

/** Where everything local is kept: the local Azure's state, the Pulumi state of its stacks, logs. */
export const defaultStateDirectory = path.join(projectDirectory, ".local");

/** The stack that is meant for the local Azure. */
export const localStack = "local";

/**
 * What the Pulumi CLI needs beside the local Azure's own environment: a state of its own, and no reason to use the network.
 * @param engine The engine's folders, put before PATH, so that `pulumi` is found where nobody installed it.
 */
export function pulumiEnvironment(stateDirectory: string, engine: { path: string }): Record<string, string> {
  const backend = path.join(stateDirectory, "pulumi");
  fs.mkdirSync(backend, { recursive: true, mode: 0o700 });
  return {
    PATH: engine.path,
    // Without the files of attributes beside the state's: a kill leaves an empty one, and Pulumi then says "EOF" for ever.
    PULUMI_BACKEND_URL: `file://${backend}?metadata=skip`,
    // Protects a key that was made up for this machine alone. A word that is known lets Pulumi.local.yaml outlive .local/.
    PULUMI_CONFIG_PASSPHRASE: "local",
    PULUMI_STACK: localStack,
    PULUMI_SKIP_UPDATE_CHECK: "1",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}
