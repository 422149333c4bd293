/**
 * N integrations in one stack: time and memory of up, of an unchanged preview and of destroy, and the calls that Resource
 * Manager gets, each for one integration. Runs of different N are interleaved, and ratios taken against N = 10.
 * Usage: node -r ./local/register.js bench/scale.ts [N…]
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { createPlatformProject } from "../tests/engine/platformProject";
import type { StackProject } from "../tests/engine/stackProject";

interface Cost {
  /** Seconds for one integration. */
  seconds: number;
  /** Megabytes of the program's process at its most. */
  memory: number;
  /** Calls of Resource Manager for one integration. */
  calls: number;
}

const steps = ["up", "preview", "destroy"] as const;
type Step = (typeof steps)[number];

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

async function measure(project: StackProject, step: Step, count: number): Promise<Cost> {
  const memoryFile = path.join(project.directory, "program/memory");
  fs.rmSync(memoryFile, { force: true });
  await project.azure.control("DELETE", "/_local/requests");
  const begin = Date.now();
  const args = { up: ["up", "--yes", "--skip-preview"], preview: ["preview"], destroy: ["destroy", "--yes"] };
  await project.pulumi(...args[step]);
  const seconds = (Date.now() - begin) / 1000 / count;
  const { requests } = (await project.azure.control("GET", "/_local/requests")).body;
  const calls = requests.filter(({ service }: { service: string }) => service === "arm").length / count;
  const memory = fs.existsSync(memoryFile) ? Number(fs.readFileSync(memoryFile, "utf8")) / 1024 : NaN;
  return { seconds, memory, calls };
}

async function main(counts: number[]): Promise<void> {
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
      costs.set(count, {
        up: await measure(project, "up", count),
        preview: await measure(project, "preview", count),
        destroy: await measure(project, "destroy", count),
      });
    } finally {
      await project.close();
    }
  }
  console.log(
    "For one integration of N in a stack: seconds (÷ N = 10), calls of Resource Manager; memory of the program\n",
  );
  for (const step of steps) {
    const base = costs.get(10)?.[step].seconds;
    for (const [count, cost] of costs) {
      const { seconds, memory, calls } = cost[step];
      const ratio = base ? ` (${(seconds / base).toFixed(2)})` : "";
      console.log(
        `  ${step.padEnd(8)} N = ${String(count).padEnd(4)} ${seconds.toFixed(3)} s${ratio}, ${calls.toFixed(1)} calls, ${memory.toFixed(0)} MB`,
      );
    }
  }
}

const counts = process.argv.slice(2).map(Number);
main(counts.length > 0 ? counts : [1, 10, 100, 300]).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
