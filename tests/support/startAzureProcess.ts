import { once } from "node:events";
import { createInterface } from "node:readline";
import { startScript } from "./scriptProcess";

/** A local Azure in a process of its own. */
export interface AzureProcess {
  environment: Record<string, string>;
  /** Has its disk fail, where a code was specified. */
  breakDisk(): Promise<void>;
  mendDisk(): Promise<void>;
  /** Kills the process, as a crash does. */
  kill(): Promise<void>;
}

/**
 * @param code The operating system's code with which the disk fails; undefined for the disk itself.
 * @param variables Of the process's environment.
 */
export async function startAzureProcess(
  stateDirectory: string,
  code?: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<AzureProcess> {
  const args = [stateDirectory, ...(code === undefined ? [] : [code])];
  const { child, line } = await startScript("azureProcess.ts", args, { ...process.env, ...variables });
  const lines = createInterface({ input: child.stdout! });
  const command = async (text: string) => {
    const done = once(lines, "line");
    child.stdin!.write(`${text}\n`);
    await done;
  };
  const environment = JSON.parse(line) as Record<string, string>;
  return {
    environment,
    breakDisk: () => command("break"),
    mendDisk: () => command("mend"),
    async kill() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, "exit");
        child.kill("SIGKILL");
        await ended;
      }
    },
  };
}
