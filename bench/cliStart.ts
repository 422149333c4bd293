/** How soon the package's CLI responds: to a help text, and with the first request of a command. Beside it, Node itself and the sources. */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { writeBundle } from "../cli/build/bundle.js";
import { root } from "../tests/support/stackProject";
import type { Figure } from "./figures";

const endpoint = ["--endpoint", "https://bench.openai.azure.com/"];
const names = ["--resource-group", "bench", "--account", "bench", "--vault", "bench"];
const id = "00000000-0000-0000-0000-000000000001";

interface Case {
  name: string;
  args: string[];
  /** Seconds. */
  limit?: number;
  untilRequest?: boolean;
  program: "package" | "sources" | "node";
}

const cases: readonly Case[] = [
  { name: "Node itself", program: "node", args: ["-e", "0"] },
  { name: "help", program: "package", args: ["--help"], limit: 0.15 },
  { name: "help, from the sources", program: "sources", args: ["--help"] },
  { name: "a completion", program: "package", args: ["complete", "finetune", "--me"], limit: 0.15 },
  {
    name: "first request of doctor",
    program: "package",
    args: ["doctor", ...names],
    limit: 0.4,
    untilRequest: true,
  },
  {
    name: "first request of finetune list",
    program: "package",
    args: ["finetune", "list", ...endpoint],
    limit: 0.4,
    untilRequest: true,
  },
  {
    name: "first request of sync",
    program: "package",
    args: ["sync", "ftjob-1", ...endpoint],
    limit: 0.4,
    untilRequest: true,
  },
  {
    name: "first request of finetune list, from the sources",
    program: "sources",
    args: ["finetune", "list", ...endpoint],
    untilRequest: true,
  },
];

/** Measures each case once more than the rounds: the first start compiles. */
export async function measureCliStart(rounds: number, progress: (line: string) => void): Promise<Figure[]> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "bench-cli-"));
  // Stands for the way to all services: a request reaches it first.
  const proxy = net.createServer();
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as net.AddressInfo;
  const programs = {
    node: [],
    package: [path.join(directory, "start.js")],
    sources: ["-r", path.join(root, "local/register.js"), path.join(root, "cli/main.ts")],
  };
  const env = {
    ...process.env,
    HTTPS_PROXY: `http://127.0.0.1:${port}`,
    WANDB_API_KEY: "0".repeat(40),
    AZURE_SUBSCRIPTION_ID: id,
    AZURE_TENANT_ID: id,
    AZURE_CLIENT_ID: id,
    AZURE_CLIENT_SECRET: "bench",
  };
  const start = ({ program, args, untilRequest }: Case) =>
    secondsOf([...programs[program], ...args], env, untilRequest ? proxy : undefined);
  try {
    await writeBundle(directory);
    const values = cases.map((): number[] => []);
    for (let round = 0; round <= rounds; round++) {
      progress(round === 0 ? "first starts" : `round ${round} of ${rounds}`);
      for (const [index, one] of cases.entries()) {
        const seconds = await start(one);
        if (round > 0) {
          values[index]?.push(seconds);
        }
      }
    }
    return cases.map(({ name, limit }, index) => ({ name, unit: "s", values: values[index] ?? [], limit }));
  } finally {
    proxy.close();
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

/** Seconds until a process of Node ends, or until its first connection to the proxy. */
async function secondsOf(args: string[], env: NodeJS.ProcessEnv, proxy?: net.Server): Promise<number> {
  const begin = process.hrtime.bigint();
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  let printed = "";
  child.stderr.on("data", (data: Buffer) => (printed += data.toString()));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  if (!proxy) {
    await ended;
    return Number(process.hrtime.bigint() - begin) / 1e9;
  }
  const requested = new Promise<number>((resolve) =>
    proxy.once("connection", (socket) => {
      resolve(Number(process.hrtime.bigint() - begin) / 1e9);
      socket.destroy();
    }),
  );
  const seconds = await Promise.race([requested, ended.then(() => undefined)]);
  child.kill("SIGKILL");
  await ended;
  if (seconds === undefined) {
    throw new Error(`${args.join(" ")} ended without a request: ${printed}`);
  }
  return seconds;
}
