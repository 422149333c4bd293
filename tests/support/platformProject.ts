/** A platform team's program with the component. Its arguments are in a file, so that a test can change them. */
import { StackProject } from "./stackProject";

const program = `import * as fs from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { transformChildren, WandbIntegration } from "./components/index";

const { transform, adoptedAssignments, protect, name = "wandb", aliases, parent, ...args } = JSON.parse(fs.readFileSync("args.json", "utf8"));
const addTags = ({ tags }) => (transform ? { args: { tags: { ...tags, ...transform } } } : undefined);
const transforms = [
  transformChildren({
    account: addTags,
    vault: addTags,
    secret: addTags,
    privateEndpoint: addTags,
    // Role assignments from elsewhere are kept, as in docs/how-to/adopt.md.
    roleAssignment: () => (adoptedAssignments ? { opts: { ignoreChanges: adoptedAssignments } } : undefined),
  }),
];
const integration = new WandbIntegration(name, {
  resourceGroupName: "rg-platform",
  location: "swedencentral",
  wandbApiKey: args.secret?.existing ? undefined : new pulumi.Config().requireSecret("wandbApiKey"),
  ...args,
}, {
  protect,
  aliases: aliases?.map((alias) => (alias === "at the root" ? { parent: pulumi.rootStackResource } : alias)),
  ...(parent ? { parent: new pulumi.ComponentResource("platform:index:Team", parent.name, {}, { aliases: parent.aliases }) } : {}),
  ...(transform || adoptedAssignments ? { transforms } : {}),
});
export const { accountName, vaultName, vaultUrl, endpoint, identityPrincipalId } = integration;
`;

/** `Pulumi.yaml` of a platform team. */
export const platformSettings = `name: platform
runtime:
  name: nodejs
  options: { typescript: false, nodeargs: --require=./components/preload/index.js }
options: { refresh: always }
`;

/**
 * Creates a project with the program, which has a process of its own where it has transforms: in one that stays, a deployment once ended
 * without what they concern, and the reason is not known.
 * @param options `azure`: a folder with the initial state of the local Azure.
 */
export const createPlatformProject = (
  options: { azure?: string; ownProcess?: boolean } = {},
): Promise<StackProject> =>
  StackProject.create({
    ...options,
    files: {
      "Pulumi.yaml": platformSettings,
      "index.ts": program,
      "args.json": "{}",
    },
  });

/** Creates the program's resource group. @returns Its id. */
export async function createPlatformGroup({ azure }: StackProject): Promise<string> {
  const id = `${azure.subscription}/resourceGroups/rg-platform`;
  await azure.arm("PUT", `${id}?api-version=2024-03-01`, { location: "swedencentral" });
  return id;
}

/** Deploys with these arguments. @returns The changes, sorted: `+ keyvault:Vault wandb-vault`. */
export async function deployPlatform(project: StackProject, args: object): Promise<string[]> {
  project.write("args.json", JSON.stringify(args));
  const { stdout } = await project.up();
  return [...stdout.matchAll(/^ *([-+~]+) +(\S+) (\S+) (?:created|updated|deleted|replaced)\b/gm)]
    .filter(([, , type]) => !type!.startsWith("pulumi:"))
    .map(([, sign, type, name]) => `${sign} ${type!.replace("azure-native:", "")} ${name}`)
    .filter((step, _index, steps) => !/^(\+\+|--) /.test(step) || !steps.includes(step.replace(/^../, "+-")))
    .sort();
}
