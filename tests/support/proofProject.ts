/** A stack under test for the fault matrix and the crash-recovery tests: with providers of its own, crashes and faults. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expectNoKey } from "./canarySecret";
import { startScript } from "./scriptProcess";
import type { Finished, StackProject } from "./stackProject";

/** azure-native waits 20 seconds before it tries again, and minutes for a response. */
const retryBaseMs = 10;
const requestTimeoutMs = 1000;

/** The timeout of `until`. */
const conditionTimeoutMs = 60_000;

/** A fault to inject, as `POST /_local/faults` accepts it. */
export interface Fault {
  service?: string;
  method?: string;
  host?: string;
  path?: string;
  skip?: number;
  count?: number;
  status?: number;
  code?: string;
  message?: string;
  headers?: Record<string, string>;
  reset?: boolean;
  after?: boolean;
  delayMs?: number;
  operation?: "Failed";
}

/** A command of Pulumi that can be killed while it runs. */
export interface Running {
  /** Kills it and all processes that it started. */
  kill(): void;
  ended: Promise<Finished>;
}

export class ProofProject {
  private providers: ChildProcess | undefined;

  constructor(readonly stack: StackProject) {}

  /**
   * Starts the emulated providers in a process of their own, to which Pulumi attaches.
   * @param timeoutMs Timeout of one request.
   */
  async startProviders(timeoutMs = requestTimeoutMs): Promise<void> {
    const { child, line } = await startScript(
      "providers.ts",
      [String(retryBaseMs), String(timeoutMs)],
      this.stack.environment,
    );
    this.providers = child;
    this.stack.variables.PULUMI_DEBUG_PROVIDERS = line;
  }

  async killProviders(): Promise<void> {
    const { providers } = this;
    if (providers) {
      this.providers = undefined;
      const isRunning = providers.exitCode === null && providers.signalCode === null;
      const ended = isRunning ? once(providers, "exit") : undefined;
      providers.kill("SIGKILL");
      await ended;
    }
  }

  /** Kills the host of the local Azure and of its providers. */
  async killHost(): Promise<void> {
    const { hostProcessId } = this.stack;
    process.kill(hostProcessId, "SIGKILL");
    await until(() => !isAlive(hostProcessId), "the host ends");
  }

  /** Runs Pulumi in a process group of its own. */
  start(args: readonly string[]): Running {
    const child = spawn("pulumi", [...args, "--non-interactive"], {
      cwd: path.join(this.stack.directory, "program"),
      env: this.stack.environment,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
    child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
    const ended = new Promise<Finished>((resolve, reject) => {
      child.on("error", reject);
      // Processes that it started may hold its output for longer.
      child.on("exit", (code) => resolve({ code: code ?? -1, stdout, stderr }));
    }).then((finished) => {
      expectNoKey(args.join(" "), finished);
      return finished;
    });
    return { kill: () => process.kill(-child.pid!, "SIGKILL"), ended };
  }

  async addFaults(...faults: Fault[]): Promise<void> {
    const { status, body } = await this.stack.azure.control("POST", "/_local/faults", faults);
    if (status !== 200) {
      throw new Error(`the local Azure rejected the fault: ${JSON.stringify(body)}`);
    }
  }

  async clearFaults(): Promise<void> {
    await this.stack.azure.control("DELETE", "/_local/faults");
  }

  /** How many requests the first fault matched, and the last one that it applied to. */
  async faultNow(): Promise<{ matched: number; applied?: string }> {
    const { body } = await this.stack.azure.control("GET", "/_local/faults");
    return (body.faults as { matched: number; applied?: string }[])[0] ?? { matched: 0 };
  }

  async close(): Promise<void> {
    await this.killProviders();
    await this.stack.close();
  }
}

/** Waits for a condition. @throws Error where it is not met in time. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + conditionTimeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) {
      throw new Error(`timed out waiting until ${what}`);
    }
    await delay(10);
  }
}

export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
