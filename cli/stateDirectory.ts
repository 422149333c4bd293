import { homedir } from "node:os";
import * as path from "node:path";

/** The folder of what the CLI remembers between its runs. */
export const stateDirectory = (): string =>
  path.join(process.env.XDG_STATE_HOME || path.join(homedir(), ".local", "state"), "azure-openai-wandb");
