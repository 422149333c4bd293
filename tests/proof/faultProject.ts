/** The stack of the fault matrix: a resource group with the component, each resource of which can be changed alone. */
import { deployer } from "../../local/azure/directory/seed";
import { StackProject } from "../support/stackProject";
import { ProofProject } from "../support/proofProject";
import type { ProgramArgs } from "./resourceRows";
import { createSurroundings } from "./surroundings";

const program = `import * as fs from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup";
import { WandbIntegration } from "./components/index";

const { override = {}, shared, ownSecret, ...args } = JSON.parse(fs.readFileSync("args.json", "utf8"));
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
if (ownSecret) {
  new WandbIntegration("named", {
    resourceGroupName: group.name,
    location,
    account: { existing: { name: integration.accountName } },
    vault: { existing: { name: "kv-roles", resourceGroupName: "rg-network" } },
    wandbApiKey: new pulumi.Config().requireSecret("wandbApiKey"),
    access: {
      identityRoleScope: "Secret",
      keyVaultSecretsOfficers: [{ objectId: "${deployer.objectId}", type: "ServicePrincipal" }],
    },
  });
}
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
  options: { typescript: false, nodeargs: --stack-trace-limit=4 --require=./components/preload/index.js }
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
