/** The stack of the fault matrix: a resource group with the component, each resource of which can be changed alone. */
import { StackProject } from "../support/stackProject";
import { ProofProject } from "../support/proofProject";
import type { ProgramArgs } from "./resourceRows";

const program = `import * as fs from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup";
import { WandbIntegration } from "./components/index";

const { override = {}, shared, ...args } = JSON.parse(fs.readFileSync("args.json", "utf8"));
pulumi.runtime.registerResourceTransform(({ name, props, opts }) => {
  const change = override[name];
  if (!change) {
    return undefined;
  }
  return change.permissions
    ? { props: { ...props, policy: { ...props.policy, permissions: { secrets: change.permissions } } }, opts }
    : { props: { ...props, ...change }, opts };
});
const location = "swedencentral";
const group = new ResourceGroup("group", { resourceGroupName: "rg-proof", location });
const integration = new WandbIntegration("wandb", {
  resourceGroupName: group.name,
  location,
  wandbApiKey: new pulumi.Config().requireSecret("wandbApiKey"),
  // On the secret, so that each role assignment has a scope of its own, by which its requests are told apart.
  access: {
    identityRoleScope: "Secret",
    fineTuningPrincipals: [{ objectId: "aaaaaaaa-0000-4000-8000-000000000001", type: "User", key: "ada" }],
  },
  ...args,
});
if (shared) {
  new WandbIntegration("shared", {
    resourceGroupName: group.name,
    location,
    account: { existing: { name: integration.accountName } },
    vault: { existing: { name: "kv-policies", resourceGroupName: "rg-network" } },
    secret: { existing: true },
    access: { permissionModel: "AccessPolicy" },
  });
}
`;

/** Creates a project with the program, on a local Azure with what surrounds it. */
export async function createFaultProject(): Promise<ProofProject> {
  const stack = await StackProject.create({
    files: {
      "Pulumi.yaml": `name: proof
runtime:
  name: nodejs
  options: { typescript: true, tsconfig: tsconfig.run.json, nodeargs: --stack-trace-limit=4 }
options: { refresh: always }
`,
      "index.ts": program,
      "args.json": "{}",
    },
  });
  const project = new ProofProject(stack);
  try {
    await project.startProviders();
    await createSurroundings(stack);
    await stack.init({});
  } catch (error) {
    await project.close();
    throw error;
  }
  return project;
}

/** Sets the arguments of the next deployment. */
export const writeArgs = (project: ProofProject, args: ProgramArgs): void =>
  project.stack.write("args.json", JSON.stringify(args));

/** Creates what is no part of the stack: a network, workspaces, a vault with access policies. */
async function createSurroundings({ azure }: StackProject): Promise<void> {
  const group = `${azure.subscription}/resourceGroups/rg-network`;
  const location = "swedencentral";
  const { tenantId } = (await azure.control("GET", "/_local/seed")).body as { tenantId: string };
  const resources: [path: string, apiVersion: string, body: object][] = [
    ["", "2024-03-01", { location }],
    [
      "/providers/Microsoft.Network/virtualNetworks/hub",
      "2024-05-01",
      { location, properties: { addressSpace: { addressPrefixes: ["10.0.0.0/16"] } } },
    ],
    [
      "/providers/Microsoft.Network/virtualNetworks/hub/subnets/endpoints",
      "2024-05-01",
      { properties: { addressPrefix: "10.0.1.0/24" } },
    ],
    ...[0, 1, 2].map((number): [string, string, object] => [
      `/providers/Microsoft.Network/privateDnsZones/zone-${number}.example`,
      "2024-06-01",
      { location: "global" },
    ]),
    ...[0, 1, 2].map((number): [string, string, object] => [
      `/providers/Microsoft.OperationalInsights/workspaces/workspace-${number}`,
      "2023-09-01",
      { location },
    ]),
    [
      "/providers/Microsoft.KeyVault/vaults/kv-policies",
      "2023-07-01",
      {
        location,
        properties: {
          tenantId,
          sku: { family: "A", name: "standard" },
          enableRbacAuthorization: false,
          accessPolicies: [],
        },
      },
    ],
    [
      "/providers/Microsoft.KeyVault/vaults/kv-policies/secrets/wandb-api-key",
      "2023-07-01",
      { properties: { value: "0123456789abcdef0123456789abcdef01234567" } },
    ],
  ];
  for (const [path, apiVersion, body] of resources) {
    const response = await azure.arm("PUT", `${group}${path}?api-version=${apiVersion}`, body);
    if (response.status >= 300) {
      throw new Error(`PUT ${path} returned ${response.status}: ${JSON.stringify(response.body)}`);
    }
  }
}
