import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { packPackages } from "../support/packedPackages";
import { createPlatformGroup } from "../support/platformProject";
import { root, StackProject } from "../support/stackProject";
import { addYaml, testWithYaml } from "../support/yamlHost";

jest.setTimeout(600_000);

const run = promisify(execFile);

const yamlProgram = `name: policies-from-yaml
runtime: yaml
packages:
  azure-openai-wandb: ${path.join(root, "components")}
config:
  wandbApiKey: { type: string, secret: true }
resources:
  team:
    type: azure-openai-wandb:WandbIntegration
    properties:
      resourceGroupName: rg-platform
      location: swedencentral
      wandbApiKey: \${wandbApiKey}
      access: { identityRole: SecretsUser }
`;

/** A pack of an organization, in JavaScript. */
const ownPack = {
  "PulumiPolicy.yaml": "runtime: nodejs\n",
  "package.json": JSON.stringify({ name: "contoso", version: "1.0.0", main: "index.js" }),
  "index.js": `const { PolicyPack } = require("@pulumi/policy");
const { integrationPolicies } = require("azure-openai-wandb-policy");
new PolicyPack("contoso", {
  policies: [
    ...integrationPolicies(),
    {
      name: "no-vaults",
      description: "No vaults.",
      enforcementLevel: "mandatory",
      validateResource: ({ type }, report) => type.endsWith(":Vault") && report("Contoso has no vaults."),
    },
  ],
});
`,
};

const packageName = "azure-openai-wandb-policy";

/** Installs the package as its user does: from its tarball, outside of the repository. @returns The pack's folder. */
async function installPack(directory: string): Promise<string> {
  fs.mkdirSync(directory);
  fs.writeFileSync(path.join(directory, "package.json"), JSON.stringify({ private: true }));
  const [tarball] = await packPackages(["policy"], directory);
  const options = ["--save-dev", "--prefer-offline", "--no-audit", "--no-fund"];
  await run("npm", ["install", ...options, tarball!], { cwd: directory });
  return path.join(directory, "node_modules", packageName);
}

describe("the policy pack as a package", () => {
  let project: StackProject;
  let pack: string;

  beforeAll(async () => {
    project = await StackProject.create({ bare: true, files: { "Pulumi.yaml": yamlProgram } });
    addYaml(project);
    // A program in another language has no packages of Node.js.
    fs.rmSync(path.join(project.directory, "program/node_modules"));
    pack = await installPack(path.join(project.directory, "installed"));
    await createPlatformGroup(project);
    await project.init({});
  });
  afterAll(() => project?.close());

  const pulumi = (...args: string[]) => project.run("pulumi", args);

  test("has JavaScript, what Pulumi starts and a license, and no sources or tests", () => {
    const files = (fs.readdirSync(pack, { recursive: true }) as string[]).filter((name) =>
      /\.\w+$|LICENSE/.test(name),
    );
    expect(files).toEqual(
      expect.arrayContaining([
        "dist/policy/index.js",
        "dist/policy/index.d.ts",
        "LICENSE",
        "package.json",
        "PulumiPolicy.yaml",
        "README.md",
        "plugin/start.js",
      ]),
    );
    expect(files.filter((name) => /(?<!\.d)\.ts$|test/.test(name))).toEqual([]);
  });

  testWithYaml("is part of a pack of an organization's own, which has other policies besides", async () => {
    const own = path.join(path.dirname(pack), "../own");
    fs.mkdirSync(own);
    for (const [name, text] of Object.entries(ownPack)) {
      fs.writeFileSync(path.join(own, name), text);
    }
    const { code, stdout } = await pulumi("preview", "--policy-pack", own);
    expect([code, stdout]).toEqual([1, expect.stringContaining("contoso@v1.0.0")]);
    expect(stdout).toMatch(/\[mandatory\] {2}no-vaults {2}.*\n.*\n\s+Contoso has no vaults\./);
    expect(stdout).toContain('Vault "team-vault" of WandbIntegration "team" has no purge protection.');
  });

  testWithYaml("checks a program in YAML, and its state without the program", async () => {
    // From elsewhere: the program's folder has no packages of Node.js.
    const up = await pulumi("up", "--yes", "--skip-preview", "--policy-pack", pack);
    expect([up.code, up.stdout]).toEqual([0, expect.stringContaining("vault-purge-protection")]);
    expect(up.stdout).toContain('Vault "team-vault" of WandbIntegration "team" has no purge protection.');
    expect(up.stdout).not.toContain("identity-role");
    // And from the program's folder, as documented.
    fs.renameSync(path.dirname(pack), path.join(project.directory, "program/node_modules"));
    project.write("policies.json", JSON.stringify({ "vault-purge-protection": "mandatory" }));
    const config = [
      ...["--policy-pack", `node_modules/${packageName}`],
      ...["--policy-pack-config", "policies.json"],
    ];
    const preview = await pulumi("preview", ...config);
    expect([preview.code, preview.stdout]).toEqual([1, expect.stringContaining("[mandatory]")]);
    const analyzed = await pulumi("policy", "analyze", "--stack", "test", ...config);
    const output = analyzed.stdout + analyzed.stderr;
    expect(output).toMatch(/\[mandatory\].*vault-purge-protection/);
    expect([analyzed.code, output]).toEqual([1, expect.stringContaining('WandbIntegration "team"')]);
  });
});
