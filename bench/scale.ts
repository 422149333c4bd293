/**
 * N integrations in one stack: time and memory of up, of an unchanged preview and of destroy, and the requests that Azure gets
 * (sign-in among them), each for one integration. Pulumi's file backends write the whole state twice for each resource that
 * changes, which grows with the square of N whatever the program is; up and destroy are therefore measured with the state
 * written once, at the end (PULUMI_SKIP_CHECKPOINTS), which shows what the component and the providers cost, and beside it as it
 * is written by default.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { createPlatformProject } from "../tests/support/platformProject";
import type { StackProject } from "../tests/support/stackProject";
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
  "up, state written at each step": { args: ["up", "--yes", "--skip-preview"], once: false },
  "destroy, state written at each step": { args: ["destroy", "--yes", "--skip-preview"], once: false },
} as const;
type Step = keyof typeof steps;

/** Beyond this the state is not written at each step: 300 would take nine times what 100 do. */
const mostAtEachStep = 100;

interface Cost {
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
  const seconds = (Date.now() - begin) / 1000;
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
  rounds: number,
  progress: (line: string) => void,
): Promise<Figure[]> {
  const costs = new Map<number, Record<Step, Cost[]>>();
  for (let round = 1; round <= rounds; round += 1) {
    for (const count of counts) {
      const measured = await measureCount(count, progress);
      for (const step of stepsOf(count)) {
        const before = costs.get(count) ?? ({} as Record<Step, Cost[]>);
        costs.set(count, { ...before, [step]: [...(before[step] ?? []), measured[step]] });
      }
    }
    progress(`round ${round} of ${rounds}`);
  }
  const of = (count: number, step: Step, what: keyof Cost) =>
    costs.get(count)![step].map((cost) => cost[what]);
  const most = Math.max(...counts);
  const commands = ["up", "preview", "destroy"] as const;
  const atEachStep = ["up, state written at each step", "destroy, state written at each step"] as const;
  const larger = counts.filter((count) => count > 10);
  const ratioTo10 = (count: number, step: Step, what: keyof Cost) =>
    of(count, step, what).map((value, round) => value / count / (of(10, step, what)[round]! / 10));
  return [
    ...[...commands, ...atEachStep].flatMap((step) =>
      counts
        .filter((count) => stepsOf(count).includes(step))
        .map((count) => ({
          what: `${step}, of ${count}: for one`,
          unit: "s",
          values: of(count, step, "seconds").map((seconds) => seconds / count),
        })),
    ),
    ...commands.flatMap((step) =>
      // A destroy runs no program.
      (step === "destroy" ? (["seconds"] as const) : (["seconds", "memory"] as const)).flatMap((what) =>
        larger.map((count) => ({
          what: `${step}, ${what} for one: ${count} ÷ 10`,
          unit: "",
          values: ratioTo10(count, step, what),
          atMost: 1.25,
        })),
      ),
    ),
    ...atEachStep.map((step) => ({
      what: `${step}, seconds for one: ${mostAtEachStep} ÷ 10`,
      unit: "",
      values: ratioTo10(mostAtEachStep, step, "seconds"),
    })),
    ...(["preview", "preview, small heap"] as const).map((step) => ({
      what: `memory of the program, ${step} of ${most}`,
      unit: "MB",
      values: of(most, step, "memory"),
      atMost: step === "preview" ? undefined : 500,
    })),
    ...commands.map((step) => ({
      what: `requests to Azure for one, ${step} of ${most}`,
      unit: "",
      values: of(most, step, "calls"),
    })),
  ];
}

const stepsOf = (count: number) =>
  (Object.keys(steps) as Step[]).filter(
    (step) => count <= mostAtEachStep || !step.endsWith("state written at each step"),
  );

async function measureCount(count: number, progress: (line: string) => void): Promise<Record<Step, Cost>> {
  const project = await createPlatformProject();
  try {
    project.write("index.ts", program(count));
    const group = `${project.azure.subscription}/resourceGroups/rg-platform?api-version=2024-03-01`;
    await project.azure.arm("PUT", group, { location: "swedencentral" });
    // A region takes 30 accounts of kind OpenAI, and a subscription 4,000 role assignments.
    await project.azure.control("PUT", "/_local/settings", { openAiAccountLimit: 10_000 });
    await project.init({});
    const measured = {} as Record<Step, Cost>;
    for (const step of stepsOf(count)) {
      measured[step] = await measureStep(project, step, count);
      progress(`N = ${count}, ${step}: ${measured[step].seconds.toFixed(1)} s`);
    }
    return measured;
  } finally {
    await project.close();
  }
}
