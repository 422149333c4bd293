import { once } from "node:events";
import { createInterface } from "node:readline";
import { startScript } from "./scriptProcess";

/** A local Azure whose disk can be broken and mended. */
export interface FailingAzure {
  environment: Record<string, string>;
  breakDisk(): Promise<void>;
  mendDisk(): Promise<void>;
  /** Kills the process, as a crash does. */
  kill(): Promise<void>;
}

/** @param code The operating system's code with which the disk fails. */
export async function startFailingAzure(stateDirectory: string, code: string): Promise<FailingAzure> {
  const { child, line } = await startScript("failingAzure.ts", [stateDirectory, code], process.env);
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
