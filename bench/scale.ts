/**
 * N integrations in one stack: time and memory of up, of an unchanged preview and of destroy, and the requests that Azure gets
 * (sign-in among them), each for one integration. Pulumi's file backends write the whole state twice for each resource that
 * changes, which grows with the square of N whatever the program is; up and destroy are therefore measured with the state
 * written once, at the end (PULUMI_SKIP_CHECKPOINTS), which shows what the component and the providers cost.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { createPlatformProject } from "../tests/engine/platformProject";
import type { StackProject } from "../tests/engine/stackProject";
import type { Figure } from "./figures";

const settings = (nodeargs: string) => `name: platform
runtime:
  name: nodejs
  options: { typescript: true, tsconfig: tsconfig.run.json, nodeargs: "${nodeargs}" }
options: { refresh: always }
`;

const program = (count: number) => `import * as fs from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { WandbIntegration } from "./components/index";
process.on("exit", () => fs.writeFileSync("memory", String(process.resourceUsage().maxRSS)));
const wandbApiKey = new pulumi.Config().requireSecret("wandbApiKey");
for (let number = 0; number < ${count}; number += 1) {
  new WandbIntegration(\`team\${number}\`, {
    resourceGroupName: "rg-platform",
    location: "swedencentral",
    wandbApiKey,
    teamMembers: [{ objectId: "aaaaaaaa-0000-4000-8000-000000000001", type: "User" }],
  });
}
`;

/** What is run, in this order, and whether the state is written at the end alone. */
const steps = {
  up: { args: ["up", "--yes", "--skip-preview"], once: true },
  preview: { args: ["preview", "--expect-no-changes"], once: false },
  "preview, small heap": { args: ["preview", "--expect-no-changes"], once: false },
  destroy: { args: ["destroy", "--yes", "--skip-preview"], once: true },
} as const;
type Step = keyof typeof steps;

interface Cost {
  /** Seconds for one integration. */
  seconds: number;
  /** Megabytes of the program's process at its most. */
  memory: number;
  /** Requests to Azure for one integration. */
  calls: number;
}

async function measureStep(project: StackProject, step: Step, count: number): Promise<Cost> {
  const memoryFile = path.join(project.directory, "program/memory");
  fs.rmSync(memoryFile, { force: true });
  project.write("Pulumi.yaml", settings(nodeargs[step === "preview, small heap" ? "small" : "usual"]));
  const { args, once } = steps[step];
  const before = await callsSoFar(project);
  const begin = Date.now();
  const { code, stdout, stderr } = await project.run(
    "pulumi",
    [...args, "--non-interactive"],
    undefined,
    once ? { PULUMI_SKIP_CHECKPOINTS: "true" } : {},
  );
  if (code !== 0) {
    throw new Error(`${step} of ${count} ended with ${code}:\n${stdout.slice(-2000)}${stderr.slice(-2000)}`);
  }
  const seconds = (Date.now() - begin) / 1000 / count;
  const calls = ((await callsSoFar(project)) - before) / count;
  const memory = fs.existsSync(memoryFile) ? Number(fs.readFileSync(memoryFile, "utf8")) / 1024 : NaN;
  return { seconds, memory, calls };
}

/** Short stack traces, as the stack and the example have them; and what a stack of hundreds adds to need less memory. */
const nodeargs = { usual: "--stack-trace-limit=4", small: "--stack-trace-limit=4 --optimize-for-size" };

/** The record of requests keeps the last ten thousand, and counts them all. */
async function callsSoFar(project: StackProject): Promise<number> {
  const { requests } = (await project.azure.control("GET", "/_local/requests")).body;
  return (requests as { number: number }[]).at(-1)?.number ?? 0;
}

export async function measureScale(
  counts: readonly number[],
  progress: (line: string) => void,
): Promise<Figure[]> {
  const costs = new Map<number, Record<Step, Cost>>();
  for (const count of counts) {
    const project = await createPlatformProject();
    try {
      project.write("index.ts", program(count));
      const group = `${project.azure.subscription}/resourceGroups/rg-platform?api-version=2024-03-01`;
      await project.azure.arm("PUT", group, { location: "swedencentral" });
      // A region takes 30 accounts of kind OpenAI, and a subscription 4,000 role assignments.
      await project.azure.control("PUT", "/_local/settings", { openAiAccountLimit: 10_000 });
      await project.init({});
      const measured = {} as Record<Step, Cost>;
      for (const step of Object.keys(steps) as Step[]) {
        measured[step] = await measureStep(project, step, count);
        progress(`N = ${count}, ${step}: ${(measured[step].seconds * count).toFixed(1)} s`);
      }
      costs.set(count, measured);
    } finally {
      await project.close();
    }
  }
  const most = Math.max(...counts);
  return [
    ...(["up", "preview", "destroy"] as const).flatMap((step) =>
      counts.map((count) => ({
        what: `${step} of ${count}, for one`,
        unit: "s",
        values: [costs.get(count)![step].seconds],
      })),
    ),
    ...(["up", "preview", "destroy"] as const).map((step) => ({
      what: `${step}, for one: ${most} ÷ 10`,
      unit: "",
      values: [costs.get(most)![step].seconds / costs.get(10)![step].seconds],
      atMost: 1.25,
    })),
    ...(["preview", "preview, small heap"] as const).map((step) => ({
      what: `memory of the program, ${step} of ${most}`,
      unit: "MB",
      values: [costs.get(most)![step].memory],
      atMost: step === "preview" ? undefined : 500,
    })),
    ...(["up", "preview", "destroy"] as const).map((step) => ({
      what: `requests to Azure for one, ${step} of ${most}`,
      unit: "",
      values: [costs.get(most)![step].calls],
    })),
  ];
}
