/**
 * What an unchanged `pulumi preview` costs: this stack, an empty TypeScript stack run the same way, and this stack
 * type-checked at run time. Rounds are interleaved, and ratios taken within a round, since machines are noisy.
 * Usage: npm run bench -- [ROUNDS]
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { root, StackProject } from "../tests/engine/stackProject";

interface Cost {
  /** Seconds of processor time, children included. */
  cpu: number;
  /** Seconds. */
  wall: number;
}

const emptyStack = {
  "Pulumi.yaml":
    "name: empty\nruntime:\n  name: nodejs\n  options:\n    tsconfig: tsconfig.run.json\n    nodeargs: --stack-trace-limit=4\noptions:\n  refresh: always\n",
  "index.ts":
    'import * as pulumi from "@pulumi/pulumi";\n\n/** No resources. */\nexport const stack = pulumi.getStack();\n',
  "package.json": '{ "name": "empty" }\n',
  "tsconfig.json": fs.readFileSync(path.join(root, "tsconfig.json"), "utf8"),
  "tsconfig.run.json": fs.readFileSync(path.join(root, "tsconfig.run.json"), "utf8"),
};

/** The same program, type-checked each time it runs, as Pulumi does where nothing else is said. */
const typeChecked = { "tsconfig.run.json": '{ "extends": "./tsconfig.json", "files": ["index.ts"] }\n' };

/** Costs of one preview, by the shell's own accounting of its children. */
async function measure(project: StackProject): Promise<Cost> {
  const begin = Date.now();
  const { code, stdout, stderr } = await project.run("sh", [
    "-c",
    "pulumi preview --non-interactive --expect-no-changes >&2 && times",
  ]);
  if (code !== 0) {
    throw new Error(`the preview failed:\n${stderr}`);
  }
  const children = stdout.trim().split("\n").pop()!;
  const cpu = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, m, s]) => sum + Number(m) * 60 + Number(s),
    0,
  );
  return { cpu, wall: (Date.now() - begin) / 1000 };
}

function spread(values: number[]): string {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))]!.toFixed(2);
  return `${at(0.5)} (${at(0)} to ${at(1)})`;
}

async function main(rounds: number): Promise<void> {
  const projects = {
    empty: await StackProject.create({ bare: true, files: emptyStack }),
    stack: await StackProject.create(),
    checked: await StackProject.create({ files: typeChecked }),
  };
  const costs: Record<keyof typeof projects, Cost[]> = { empty: [], stack: [], checked: [] };
  const names = Object.keys(projects) as (keyof typeof projects)[];
  try {
    for (const name of names) {
      await projects[name].init({}, name === "empty" ? null : undefined);
      await projects[name].up();
    }
    for (let round = 0; round <= rounds; round++) {
      for (const name of names) {
        const cost = await measure(projects[name]);
        // The first round warms the caches of the file system.
        if (round > 0) {
          costs[name].push(cost);
        }
      }
    }
    const ratio = (what: keyof Cost, to: "empty" | "checked") =>
      spread(costs.stack.map((cost, round) => cost[what] / costs[to][round]![what]));
    console.log(`Unchanged preview, ${rounds} rounds: median (least to most)\n`);
    for (const [name, list] of Object.entries(costs)) {
      console.log(
        `  ${name.padEnd(8)} CPU ${spread(list.map(({ cpu }) => cpu))} s, wall ${spread(list.map(({ wall }) => wall))} s`,
      );
    }
    console.log(`\n  CPU, stack ÷ empty stack         ${ratio("cpu", "empty")}   at most 1.3`);
    console.log(`  CPU, stack ÷ type-checked        ${ratio("cpu", "checked")}   at most 0.4`);
    console.log(`  wall, stack ÷ empty stack        ${ratio("wall", "empty")}`);
  } finally {
    await Promise.all(names.map((name) => projects[name].close()));
  }
}

main(Number(process.argv[2] ?? 5)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
