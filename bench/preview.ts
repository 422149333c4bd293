/**
 * What an unchanged `pulumi preview` costs, and a `pulumi refresh`: this stack, an empty TypeScript stack run the same way, this
 * stack type-checked at run time, and the usual style of a program (one file, azure-native imported whole, type-checked at run
 * time). Rounds are interleaved, and ratios taken within a round, since machines are noisy.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { root, StackProject } from "../tests/support/stackProject";
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

/** The same program, type-checked each time it runs, as Pulumi does where nothing else is said. */
const typeChecked = { "tsconfig.run.json": '{ "extends": "./tsconfig.json", "files": ["index.ts"] }\n' };

/** The article's resources as Pulumi's own template would have them: no component, no settings, everything in one file. */
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
const grant = (name: string, principalId: pulumi.Input<string>) =>
  new azure.authorization.RoleAssignment(name, {
    scope: vault.id,
    principalId,
    principalType: "ServicePrincipal",
    roleDefinitionId: role,
  });
const deployer = grant("deployer", client.objectId);
grant("identity", account.identity.apply((identity) => identity!.principalId));
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

/** Costs of one command, by the shell's own accounting of its children. */
async function runOnce(project: StackProject, command: Command): Promise<Cost> {
  const begin = Date.now();
  const { code, stdout, stderr } = await project.run("sh", ["-c", `${commands[command]} >&2 && times`]);
  if (code !== 0) {
    throw new Error(`the ${command} failed:\n${stderr}`);
  }
  const children = stdout.trim().split("\n").pop()!;
  const cpu = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, m, s]) => sum + Number(m) * 60 + Number(s),
    0,
  );
  return { cpu, wall: (Date.now() - begin) / 1000 };
}

/** @param rounds Rounds that count; one before them warms the caches of the file system. */
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
  const seconds = (name: Name, command: Command = "preview") => costs[command][name].map(({ wall }) => wall);
  const ratio = (what: keyof Cost, to: Name, command: Command = "preview") =>
    costs[command].stack.map((cost, round) => cost[what] / costs[command][to][round]![what]);
  return [
    { what: "unchanged preview of this stack", unit: "s", values: seconds("stack") },
    { what: "an empty stack", unit: "s", values: seconds("empty") },
    { what: "this stack, type-checked as it runs", unit: "s", values: seconds("checked") },
    { what: "the usual style of program", unit: "s", values: seconds("usual") },
    { what: "refresh of this stack", unit: "s", values: seconds("stack", "refresh") },
    { what: "refresh of an empty stack", unit: "s", values: seconds("empty", "refresh") },
    { what: "stack ÷ empty stack, wall", unit: "", values: ratio("wall", "empty"), atMost: 1.25 },
    { what: "stack ÷ empty stack, CPU", unit: "", values: ratio("cpu", "empty"), atMost: 1.25 },
    { what: "stack ÷ type-checked, CPU", unit: "", values: ratio("cpu", "checked"), atMost: 0.35 },
    { what: "stack ÷ usual style, CPU", unit: "", values: ratio("cpu", "usual") },
    { what: "refresh: stack ÷ empty stack, CPU", unit: "", values: ratio("cpu", "empty", "refresh") },
    { what: "refresh: stack ÷ usual style, CPU", unit: "", values: ratio("cpu", "usual", "refresh") },
  ];
}
