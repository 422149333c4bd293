/**
 * Starts what runs the programs of tests (programServer.ts), one process for each worker of jest: its `globalSetup`. They end with the
 * process that started them.
 */
import { startScript } from "./scriptProcess";

/** Variable with the URLs of the processes, as JSON. */
const variable = "TEST_PROGRAM_SERVERS";

export default async function start({ maxWorkers }: { maxWorkers: number }): Promise<void> {
  const started = await Promise.all(
    Array.from({ length: maxWorkers }, () => startScript("programServer.ts", [], process.env)),
  );
  process.env[variable] = JSON.stringify(started.map(({ line }) => line));
  // Their standard input keeps them, and ends with this process.
  for (const { child } of started) {
    child.unref();
    (child.stdout as unknown as { unref(): void }).unref();
    (child.stdin as unknown as { unref(): void }).unref();
  }
}

/** URL of the worker's process; undefined where none of this kind was started. */
export function programServerUrl(): string | undefined {
  const { [variable]: urls, JEST_WORKER_ID: worker } = process.env;
  return urls === undefined ? undefined : (JSON.parse(urls) as string[])[Number(worker) - 1];
}

/**
 * Hosts a program for its next run.
 * @returns Arguments for a command of Pulumi that runs it; none where no process of this kind was started.
 */
export async function programArguments(
  directory: string,
  environment: Record<string, string>,
): Promise<string[]> {
  const url = programServerUrl();
  if (url === undefined) {
    return [];
  }
  const response = await fetch(url, { method: "POST", body: JSON.stringify({ directory, environment }) });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(text);
  }
  return argumentsOfClient(text);
}

/** Arguments with which a command of Pulumi runs a program that is hosted elsewhere, as those of the Automation API do. */
export const argumentsOfClient = (client: string): string[] => [
  `--client=${client}`,
  "--exec-kind=auto.inline",
];
