/**
 * N integrations in one stack: time and memory of up, of an unchanged preview and of destroy, and the requests to Azure (sign-in
 * included), each per integration. Pulumi's file backends write the whole state twice for each resource that changes, which grows
 * with the square of N for any program. Up and destroy are therefore measured with the state written once at the end
 * (PULUMI_SKIP_CHECKPOINTS), which shows the cost of the component and the providers, and also with the state written by default.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { createPlatformGroup, createPlatformProject } from "../tests/support/platformProject";
import type { StackProject } from "../tests/support/stackProject";
import { ratiosOf } from "./figures";
import type { Figure } from "./figures";

const settings = `name: platform
runtime:
  name: nodejs
  options: { typescript: false, nodeargs: --stack-trace-limit=4 --require=./components/preload/index.js }
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
    access: { fineTuningPrincipals: [{ objectId: "aaaaaaaa-0000-4000-8000-000000000001", type: "User" }] },
  });
}
`;

/** The commands in their order, and whether the state is written once at the end. */
const steps = {
  up: { args: ["up", "--yes", "--skip-preview"], once: true },
  preview: { args: ["preview", "--expect-no-changes"], once: false },
  destroy: { args: ["destroy", "--yes", "--skip-preview"], once: true },
  "up, state written at each step": { args: ["up", "--yes", "--skip-preview"], once: false },
  "destroy, state written at each step": { args: ["destroy", "--yes", "--skip-preview"], once: false },
} as const;
type Step = keyof typeof steps;

/** The largest N with the state written at each step: 300 would run nine times as long as 100. */
const maxAtEachStep = 100;

interface Cost {
  seconds: number;
  /** Peak memory of the program's process, in megabytes. */
  memory: number;
  /** Requests to Azure per integration. */
  requests: number;
}

async function measureStep(project: StackProject, step: Step, count: number): Promise<Cost> {
  const memoryFile = path.join(project.directory, "program/memory");
  fs.rmSync(memoryFile, { force: true });
  const { args, once } = steps[step];
  const requestsBefore = await requestCount(project);
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
  const requests = ((await requestCount(project)) - requestsBefore) / count;
  const memory = fs.existsSync(memoryFile) ? Number(fs.readFileSync(memoryFile, "utf8")) / 1024 : NaN;
  return { seconds, memory, requests };
}

/** The local Azure keeps the last ten thousand requests, and numbers them all. */
async function requestCount(project: StackProject): Promise<number> {
  const { requests } = (await project.azure.control("GET", "/_local/requests")).body;
  return (requests as { number: number }[]).at(-1)?.number ?? 0;
}

export async function measureScale(
  counts: readonly number[],
  rounds: number,
  progress: (line: string) => void,
): Promise<Figure[]> {
  const measurements: Measurement[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    for (const count of counts) {
      measurements.push(...(await measureCount(count, progress)));
    }
    progress(`round ${round} of ${rounds}`);
  }
  return figuresOf(measurements, counts);
}

/** The cost of one step with N integrations, in one round. */
interface Measurement extends Cost {
  step: Step;
  count: number;
}

function figuresOf(measurements: readonly Measurement[], counts: readonly number[]): Figure[] {
  const valuesOf = (count: number, step: Step, quantity: keyof Cost) =>
    measurements.filter((one) => one.count === count && one.step === step).map((one) => one[quantity]);
  const perIntegration = (count: number, step: Step, quantity: keyof Cost) =>
    valuesOf(count, step, quantity).map((value) => value / count);
  const ratioTo10 = (count: number, step: Step, quantity: keyof Cost) =>
    ratiosOf(perIntegration(count, step, quantity), perIntegration(10, step, quantity));
  const max = Math.max(...counts);
  const larger = counts.filter((count) => count > 10);
  return [
    ...[...commands, ...atEachStep].flatMap((step) =>
      counts
        .filter((count) => stepsOf(count).includes(step))
        .map((count) => ({
          name: `${step}, N = ${count}: per integration`,
          unit: "s",
          values: perIntegration(count, step, "seconds"),
        })),
    ),
    ...ratios.flatMap(({ step, quantity }) =>
      larger.map((count) => ({
        name: `${step}, ${quantity} per integration: ${count} ÷ 10`,
        unit: "",
        values: ratioTo10(count, step, quantity),
        limit: 1.25,
      })),
    ),
    ...atEachStep.map((step) => ({
      name: `${step}, seconds per integration: ${maxAtEachStep} ÷ 10`,
      unit: "",
      values: ratioTo10(maxAtEachStep, step, "seconds"),
    })),
    {
      name: `memory of the program, preview, N = ${max}`,
      unit: "MB",
      values: valuesOf(max, "preview", "memory"),
      limit: 500,
    },
    ...commands.map((step) => ({
      name: `requests to Azure per integration, ${step}, N = ${max}`,
      unit: "",
      values: valuesOf(max, step, "requests"),
    })),
  ];
}

const commands = ["up", "preview", "destroy"] as const;
const atEachStep = ["up, state written at each step", "destroy, state written at each step"] as const;

/** The quantities that must not grow with N. A destroy runs no program, and so has no memory. */
const ratios = [
  { step: "up", quantity: "seconds" },
  { step: "up", quantity: "memory" },
  { step: "preview", quantity: "seconds" },
  { step: "preview", quantity: "memory" },
  { step: "destroy", quantity: "seconds" },
] as const;

const stepsOf = (count: number) =>
  (Object.keys(steps) as Step[]).filter(
    (step) => count <= maxAtEachStep || !step.endsWith("state written at each step"),
  );

async function measureCount(count: number, progress: (line: string) => void): Promise<Measurement[]> {
  const project = await createPlatformProject();
  try {
    project.write("Pulumi.yaml", settings);
    project.write("index.ts", program(count));
    await createPlatformGroup(project);
    // A region accepts 30 accounts of kind OpenAI.
    await project.azure.control("PUT", "/_local/settings", { openAiAccountLimit: 10_000 });
    await project.init({});
    const measurements: Measurement[] = [];
    for (const step of stepsOf(count)) {
      const cost = await measureStep(project, step, count);
      measurements.push({ step, count, ...cost });
      progress(`N = ${count}, ${step}: ${cost.seconds.toFixed(1)} s`);
    }
    return measurements;
  } finally {
    await project.close();
  }
}
