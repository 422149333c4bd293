/**
 * The cost of an unchanged `pulumi preview` and of `pulumi refresh`: of this stack, of an empty TypeScript stack run the same way,
 * of this stack type-checked at run time, and of the usual style of a program (one file, azure-native imported whole, type-checked
 * at run time). Rounds are interleaved and ratios are of one round, since machines are noisy.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { root, StackProject } from "../tests/support/stackProject";
import { ratiosOf } from "./figures";
import type { Figure } from "./figures";

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

/** The same program, type-checked each time it runs, which is Pulumi's default. */
const typeChecked = { "tsconfig.run.json": '{ "extends": "./tsconfig.json", "files": ["index.ts"] }\n' };

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

/** @param rounds Rounds that count. One more before them warms the caches of the file system. */
export async function measurePreview(rounds: number, progress: (line: string) => void): Promise<Figure[]> {
  const projects = {
    stack: await StackProject.create(),
    empty: await StackProject.create({ bare: true, files: emptyStack }),
    checked: await StackProject.create({ files: typeChecked }),
    usual: await StackProject.create({ bare: true, files: usualStyle }),
  };
  type Name = keyof typeof projects;
  const names = Object.keys(projects) as Name[];
  const costs: Record<Command, Record<Name, Cost[]>> = {
    preview: { stack: [], empty: [], checked: [], usual: [] },
    refresh: { stack: [], empty: [], checked: [], usual: [] },
  };
  try {
    for (const name of names) {
      await projects[name].init({}, name === "empty" ? null : undefined);
      await projects[name].up();
    }
    for (let round = 0; round <= rounds; round++) {
      for (const command of Object.keys(commands) as Command[]) {
        for (const name of names) {
          const cost = await runOnce(projects[name], command);
          if (round > 0) {
            costs[command][name].push(cost);
          }
        }
      }
      progress(round === 0 ? "warmed up" : `round ${round} of ${rounds}`);
    }
  } finally {
    await Promise.all(names.map((name) => projects[name].close()));
  }
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
    { name: "stack ÷ empty stack, wall", unit: "", values: ratio("wall", "empty"), limit: 1.25 },
    { name: "stack ÷ empty stack, CPU", unit: "", values: ratio("cpu", "empty"), limit: 1.25 },
    { name: "stack ÷ type-checked, CPU", unit: "", values: ratio("cpu", "checked"), limit: 0.35 },
    { name: "stack ÷ usual style, CPU", unit: "", values: ratio("cpu", "usual") },
    { name: "refresh: stack ÷ empty stack, CPU", unit: "", values: ratio("cpu", "empty", "refresh") },
    { name: "refresh: stack ÷ usual style, CPU", unit: "", values: ratio("cpu", "usual", "refresh") },
  ];
}
