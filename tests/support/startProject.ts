/** `npm start` in a copy of the repository, with processes that can be killed at any moment. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { requireEngine } from "../../local/engine/locate";
import { pulumiEnvironment } from "../../local/session/environment";
import { joinSession } from "../../local/session/join";
import { sessionFilePath } from "../../local/session/sessionFile";
import type { SessionFile } from "../../local/session/sessionFile";
import { azureInventory } from "../proof/inventory";
import { AzureClient } from "./azureClient";
import { isAlive, until } from "./proofProject";
import { root } from "./stackProject";

/** Not part of a fresh clone. */
const notCopied = /^(node_modules|dist|\.local|\.git|Pulumi\.(local|test.*)\.yaml)$/;

/** Who is killed, and how. */
export const crashKinds = {
  /** A machine that loses its power. */
  everything: "SIGKILL of the process group and of the local Azure's host",
  /** A terminal that is killed: the host ends by itself. */
  group: "SIGKILL of the process group",
  /** Its commands go on without it. */
  npm: "SIGKILL of npm alone",
  /** Ctrl-C. */
  interrupt: "SIGINT to the process group",
} as const;
export type CrashKind = keyof typeof crashKinds;

/** A running `npm start`. */
export interface RunningStart {
  ended: Promise<{ code: number | null; output: string }>;
  /** Resolves when it has printed a text; false where it ends without. */
  printed(text: string): Promise<boolean>;
  kill(how: CrashKind): void;
}

/** What Azure has after a start: the number of resources and of fine-tuning jobs. */
export interface StartedResources {
  resources: number;
  jobs: number;
}

export class StartProject {
  private readonly groups: ChildProcess[] = [];

  private constructor(readonly directory: string) {}

  static create(): StartProject {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "azure-openai-wandb-start-"));
    for (const name of fs.readdirSync(root).filter((entry) => !notCopied.test(entry))) {
      fs.cpSync(path.join(root, name), path.join(directory, name), {
        recursive: true,
        filter: (source) => !notCopied.test(path.basename(source)),
      });
    }
    fs.symlinkSync(path.join(root, "node_modules"), path.join(directory, "node_modules"));
    return new StartProject(directory);
  }

  get state(): string {
    return path.join(this.directory, ".local");
  }

  start(): RunningStart {
    const child = spawn("npm", ["start"], {
      cwd: this.directory,
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    this.groups.push(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data: Buffer) => (output += data.toString()));
    }
    const ended = new Promise<{ code: number | null; output: string }>((resolve, reject) => {
      child.on("error", reject);
      // Processes that continue may hold its output for longer.
      child.on("exit", (code) => setImmediate(() => resolve({ code, output })));
    });
    return {
      ended,
      printed: (text) =>
        new Promise((resolve) => {
          const look = () => output.includes(text) && resolve(true);
          child.stdout.on("data", look);
          look();
          void ended.then(() => resolve(false));
        }),
      kill: (how) => this.kill(child, how),
    };
  }

  private kill(child: ChildProcess, how: CrashKind): void {
    const host = how === "everything" ? this.hostProcessId() : undefined;
    if (how === "npm") {
      child.kill("SIGKILL");
    } else {
      signal(-child.pid!, how === "interrupt" ? "SIGINT" : "SIGKILL");
    }
    if (host !== undefined) {
      signal(host, "SIGKILL");
    }
  }

  private hostProcessId(): number | undefined {
    try {
      return (JSON.parse(fs.readFileSync(sessionFilePath(this.state), "utf8")) as SessionFile).pid;
    } catch {
      return undefined; // no host runs
    }
  }

  /** Counts what Azure has, after a start. */
  async startedResources(): Promise<StartedResources> {
    const session = await joinSession(this.state, { log: () => {} });
    const azure = new AzureClient(session.environment);
    try {
      const resources = (await azureInventory(azure)).size;
      return { resources, jobs: await this.jobCount(session.environment) };
    } finally {
      await azure.close();
      session.close();
      await until(() => !isAlive(session.hostProcessId), "the host ends");
    }
  }

  private async jobCount(session: Record<string, string>): Promise<number> {
    const args = ["cli/bin/azure-openai-wandb.js", "finetune", "list", "--json"];
    const environment = {
      ...process.env,
      ...session,
      ...pulumiEnvironment(this.state, requireEngine(process.env)),
    };
    const child = spawn(process.execPath, args, {
      cwd: this.directory,
      env: environment,
      stdio: ["ignore", "pipe", "ignore"],
    });
    let output = "";
    child.stdout.on("data", (data: Buffer) => (output += data.toString()));
    await new Promise((resolve) => child.on("close", resolve));
    return (JSON.parse(output) as { jobs: unknown[] }).jobs.length;
  }

  /** Ends what still runs, and removes everything. */
  async close(): Promise<void> {
    const host = this.hostProcessId();
    this.groups.forEach(({ pid }) => signal(-pid!, "SIGKILL"));
    if (host !== undefined) {
      signal(host, "SIGKILL");
      await until(() => !isAlive(host), "the host ends");
    }
    fs.rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Sends a signal to a process or to a group, which may have ended. */
function signal(processId: number, name: NodeJS.Signals): void {
  try {
    process.kill(processId, name);
  } catch {
    // It has ended.
  }
}
