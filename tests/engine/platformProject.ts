/** A platform team's program on the component: its arguments come from a file, so that a test can change them. */
import { StackProject } from "./stackProject";

const program = `import * as fs from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { transformChildren, WandbIntegration } from "./components/index";

const { transform, name = "wandb", ...args } = JSON.parse(fs.readFileSync("args.json", "utf8"));
const transforms = transform
  ? [transformChildren({ vault: ({ tags }) => ({ args: { tags: { ...tags, ...transform } } }) })]
  : undefined;
const integration = new WandbIntegration(name, {
  resourceGroupName: "rg-platform",
  location: "swedencentral",
  wandbApiKey: args.secret?.existing ? undefined : new pulumi.Config().requireSecret("wandbApiKey"),
  ...args,
}, { transforms });
export const { accountName, vaultName, vaultUrl, endpoint, identityPrincipalId } = integration;
`;

export const createPlatformProject = (): Promise<StackProject> =>
  StackProject.create({
    files: {
      "Pulumi.yaml": `name: platform
runtime:
  name: nodejs
  options: { typescript: true, tsconfig: tsconfig.run.json }
options: { refresh: always }
`,
      "index.ts": program,
      "args.json": "{}",
    },
  });

/** Deploys with some arguments. @returns What changed, sorted: `+ keyvault:Vault wandb-vault`. */
export async function deployPlatform(project: StackProject, args: object): Promise<string[]> {
  project.write("args.json", JSON.stringify(args));
  const { stdout } = await project.up();
  return [...stdout.matchAll(/^ *([-+~]+) +(\S+) (\S+) (?:created|updated|deleted|replaced)\b/gm)]
    .filter(([, , type]) => !type!.startsWith("pulumi:"))
    .map(([, sign, type, name]) => `${sign} ${type!.replace("azure-native:", "")} ${name}`)
    .filter((step, _index, steps) => !/^(\+\+|--) /.test(step) || !steps.includes(step.replace(/^../, "+-")))
    .sort();
}
