/**
 * The cost of an unchanged `pulumi preview` and of `pulumi refresh`: of this stack, of an ordinary empty TypeScript stack, of this
 * stack type-checked at run time, and of the usual style of a program (one file, azure-native imported whole, type-checked at run
 * time). Rounds are interleaved and ratios are of one round, since machines are noisy. The preview of this stack and of the empty one
 * is measured with later versions of Node too.
 */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ConsumerTools, nodeVersions } from "../tests/proof/consumerTools";
import type { NodeVersion } from "../tests/proof/consumerTools";
import { StackProject } from "../tests/support/stackProject";
import { ratiosOf } from "./figures";
import type { Figure } from "./figures";

interface Cost {
  /** Seconds of processor time, children included. */
  cpu: number;
  /** Seconds. */
  wall: number;
}

/** An ordinary TypeScript program, transpiled only, without anything of ours. */
const emptyStack = {
  "Pulumi.yaml": "name: empty\nruntime: nodejs\noptions:\n  refresh: always\n",
  "index.ts":
    'import * as pulumi from "@pulumi/pulumi";\n\n/** No resources. */\nexport const stack = pulumi.getStack();\n',
  "package.json": '{ "name": "empty" }\n',
  "tsconfig.json":
    '{ "compilerOptions": { "strict": true, "noCheck": true, "target": "es2022", "module": "nodenext", "moduleResolution": "nodenext" }, "files": ["index.ts"] }\n',
};

/** The same program, type-checked each time it runs, which is Pulumi's default. */
const typeChecked = {
  "Pulumi.yaml":
    "name: azure-openai-wandb\nruntime: nodejs\noptions:\n  refresh: always\nconfig:\n  wandbApiKey: { type: string, secret: true }\n",
  "tsconfig.json":
    '{ "compilerOptions": { "strict": true, "noImplicitAny": false, "target": "es2022", "module": "nodenext", "moduleResolution": "nodenext", "esModuleInterop": true, "skipLibCheck": true }, "files": ["index.ts"] }\n',
};

/** The same resources in the style of Pulumi's template: no component, no settings, everything in one file. */
const usualStyle = {
  "Pulumi.yaml": "name: usual\nruntime: nodejs\noptions:\n  refresh: always\n",
  "package.json": '{ "name": "usual", "main": "index.ts" }\n',
  "tsconfig.json":
    '{ "compilerOptions": { "strict": true, "target": "es2020", "module": "commonjs", "moduleResolution": "node", "skipLibCheck": true }, "files": ["index.ts"] }\n',
  "index.ts": `import * as pulumi from "@pulumi/pulumi";
import * as azure from "@pulumi/azure-native";

const client = azure.authorization.getClientConfigOutput();
const group = new azure.resources.ResourceGroup("group", { location: "swedencentral" });
const account = new azure.cognitiveservices.Account("account", {
  resourceGroupName: group.name,
  kind: "OpenAI",
  sku: { name: "S0" },
  identity: { type: "SystemAssigned" },
});
const vault = new azure.keyvault.Vault("vault", {
  resourceGroupName: group.name,
  properties: { tenantId: client.tenantId, sku: { family: "A", name: "standard" }, enableRbacAuthorization: true },
});
const role = pulumi.interpolate\`/subscriptions/\${client.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/b86a8fe4-44ce-4948-aee5-eccb2c155cd7\`;
const assignRole = (name: string, principalId: pulumi.Input<string>) =>
  new azure.authorization.RoleAssignment(name, {
    scope: vault.id,
    principalId,
    principalType: "ServicePrincipal",
    roleDefinitionId: role,
  });
const deployer = assignRole("deployer", client.objectId);
assignRole("identity", account.identity.apply((identity) => identity!.principalId));
new azure.keyvault.Secret(
  "secret",
  {
    resourceGroupName: group.name,
    vaultName: vault.name,
    secretName: "wandb-api-key",
    properties: { value: new pulumi.Config("usual").requireSecret("wandbApiKey") },
  },
  { dependsOn: [deployer] },
);
`,
};

/** Commands that find nothing to change. */
const commands = {
  preview: "pulumi preview --non-interactive --expect-no-changes",
  refresh: "pulumi refresh --yes --skip-preview --non-interactive --expect-no-changes",
};
type Command = keyof typeof commands;

/** Measures one command, by the shell's own accounting of its children. */
async function runOnce(project: StackProject, command: Command): Promise<Cost> {
  const begin = Date.now();
  const { code, stdout, stderr } = await project.run("sh", ["-c", `${commands[command]} >&2 && times`]);
  if (code !== 0) {
    throw new Error(`the ${command} failed:\n${stderr}`);
  }
  const children = stdout.trim().split("\n").pop() ?? "";
  const cpu = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
  return { cpu, wall: (Date.now() - begin) / 1000 };
}

/** Runs the commands of a round by turns. One round before those that count warms the caches of the file system. */
async function inTurns(
  rounds: number,
  measure: () => Promise<void>,
  forget: () => void,
  progress: (line: string) => void,
): Promise<void> {
  for (let round = 0; round <= rounds; round += 1) {
    await measure();
    if (round === 0) {
      forget();
    }
    progress(round === 0 ? "warmed up" : `round ${round} of ${rounds}`);
  }
}

/** @param rounds Rounds that count. */
export async function measurePreview(rounds: number, progress: (line: string) => void): Promise<Figure[]> {
  const projects = {
    stack: await StackProject.create({ ownProcess: true }),
    empty: await StackProject.create({ ownProcess: true, bare: true, files: emptyStack }),
    checked: await StackProject.create({ ownProcess: true, files: typeChecked }),
    usual: await StackProject.create({ ownProcess: true, bare: true, files: usualStyle }),
  };
  try {
    for (const [name, project] of Object.entries(projects)) {
      await project.init({}, name === "empty" ? null : undefined);
      await project.up();
    }
    return [
      ...(await measureAll(projects, rounds, progress)),
      ...(await measureLaterNodes(projects, rounds, progress)),
    ];
  } finally {
    await Promise.all(Object.values(projects).map((project) => project.close()));
  }
}

type Name = "stack" | "empty" | "checked" | "usual";
type Projects = Record<Name, StackProject>;

async function measureAll(
  projects: Projects,
  rounds: number,
  progress: (line: string) => void,
): Promise<Figure[]> {
  const names = Object.keys(projects) as Name[];
  const noCosts = (): Record<Name, Cost[]> => ({ stack: [], empty: [], checked: [], usual: [] });
  const costs: Record<Command, Record<Name, Cost[]>> = { preview: noCosts(), refresh: noCosts() };
  await inTurns(
    rounds,
    async () => {
      for (const command of Object.keys(commands) as Command[]) {
        for (const name of names) {
          costs[command][name].push(await runOnce(projects[name], command));
        }
      }
    },
    () => Object.assign(costs, { preview: noCosts(), refresh: noCosts() }),
    progress,
  );
  const costsOf = (name: Name, clock: keyof Cost, command: Command) =>
    costs[command][name].map((cost) => cost[clock]);
  const seconds = (name: Name, command: Command = "preview") => costsOf(name, "wall", command);
  const ratio = (clock: keyof Cost, to: Name, command: Command = "preview") =>
    ratiosOf(costsOf("stack", clock, command), costsOf(to, clock, command));
  return [
    { name: "unchanged preview of this stack", unit: "s", values: seconds("stack") },
    { name: "an empty stack", unit: "s", values: seconds("empty") },
    { name: "this stack, type-checked as it runs", unit: "s", values: seconds("checked") },
    { name: "the usual style of program", unit: "s", values: seconds("usual") },
    { name: "refresh of this stack", unit: "s", values: seconds("stack", "refresh") },
    { name: "refresh of an empty stack", unit: "s", values: seconds("empty", "refresh") },
    { name: "stack ÷ empty stack, wall", unit: "", values: ratio("wall", "empty"), limit: 0.95 },
    { name: "stack ÷ empty stack, CPU", unit: "", values: ratio("cpu", "empty"), limit: 0.95 },
    { name: "stack ÷ type-checked, CPU", unit: "", values: ratio("cpu", "checked"), limit: 0.35 },
    { name: "stack ÷ usual style, CPU", unit: "", values: ratio("cpu", "usual") },
    { name: "refresh: stack ÷ empty stack, CPU", unit: "", values: ratio("cpu", "empty", "refresh") },
    { name: "refresh: stack ÷ usual style, CPU", unit: "", values: ratio("cpu", "usual", "refresh") },
  ];
}

/** With the versions of Node that have a compile cache of their own. */
async function measureLaterNodes(
  { stack, empty }: Projects,
  rounds: number,
  progress: (line: string) => void,
): Promise<Figure[]> {
  const tools = await ConsumerTools.install();
  const figures: Figure[] = [];
  for (const version of nodeVersions.filter((one) => !one.startsWith("20."))) {
    const node = tools.node(version);
    if (node) {
      progress(`Node ${version}`);
      figures.push(
        ...(await withNode(node, [stack, empty], () =>
          ratiosToEmpty(version, stack, empty, rounds, progress),
        )),
      );
    }
  }
  return figures;
}

/** Has Pulumi find another Node, which is a script's `#!/usr/bin/env node` too. */
async function withNode<Result>(
  node: string,
  projects: readonly StackProject[],
  use: () => Promise<Result>,
): Promise<Result> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "node-"));
  fs.symlinkSync(node, path.join(folder, path.basename(node)));
  projects.forEach((project) => {
    project.variables.PATH = `${folder}${path.delimiter}${project.environment.PATH}`;
  });
  try {
    return await use();
  } finally {
    projects.forEach((project) => delete project.variables.PATH);
    fs.rmSync(folder, { recursive: true });
  }
}

async function ratiosToEmpty(
  version: NodeVersion,
  stack: StackProject,
  empty: StackProject,
  rounds: number,
  progress: (line: string) => void,
): Promise<Figure[]> {
  const costs: [stack: Cost, empty: Cost][] = [];
  await inTurns(
    rounds,
    async () => void costs.push([await runOnce(stack, "preview"), await runOnce(empty, "preview")]),
    () => (costs.length = 0),
    progress,
  );
  return (["wall", "cpu"] as const).map((clock) => ({
    name: `Node ${version.split(".")[0]}: stack ÷ empty stack, ${clock === "cpu" ? "CPU" : clock}`,
    unit: "",
    values: costs.map(([ofStack, ofEmpty]) => ofStack[clock] / ofEmpty[clock]),
    limit: 0.9,
  }));
}
