/** The CLI on stacks of other programs: it finds their integrations in the state, from any folder. */
import * as fs from "node:fs";
import * as path from "node:path";
import { roleIds } from "../../cli/azure/roles";
import type { Finding } from "../../cli/doctor/check";
import { cli, jsonLines } from "../support/cli";
import { ProofProject, until } from "../support/proofProject";
import { DocumentedScenario } from "../support/documentedScenario";
import { platformSettings } from "../support/platformProject";
import { addYaml, testWithYaml } from "../support/yamlHost";
import { root, StackProject, testKey } from "../support/stackProject";
import type { Finished } from "../support/stackProject";

jest.setTimeout(300_000);

const components = path.join(root, "components");
const training = path.join(root, "examples/training.jsonl");

const example = (name: string) => fs.readFileSync(path.join(root, "examples/platform-stack", name), "utf8");
/** The package is the copy of its sources. */
const withSources = (text: string) =>
  text
    .replace('"azure-openai-wandb"', '"./components/index"')
    .replace("=azure-openai-wandb/", "=./components/");

/** A program that declares integrations in ways that the repository's own stack does not. */
const program = `import * as pulumi from "@pulumi/pulumi";
import { WandbIntegration } from "./components/index";

class Team extends pulumi.ComponentResource {
  constructor(name: string, opts: pulumi.ComponentResourceOptions = {}) {
    super(\`platform:index:Team-\${name}\`, name, {}, opts);
  }
}
const args = {
  resourceGroupName: "rg-any",
  location: "swedencentral",
  wandbApiKey: new pulumi.Config().requireSecret("wandbApiKey"),
};
const platform = new Team("platform");
const inTeam = (name: string) => ({ parent: new Team(name, { parent: platform }) });
new WandbIntegration("shared", args, inTeam("team-a"));
const b = new WandbIntegration("shared", { ...args, vault: { vaultName: pulumi.secret("kv-of-team-b") } }, inTeam("team-b"));
// A second integration on its account: another vault, in another resource group.
new WandbIntegration("second", {
  ...args,
  resourceGroupName: "rg-other",
  account: { existing: { id: b.accountId } },
});
new WandbIntegration("it's 100% a::b", { ...args, access: { permissionModel: "AccessPolicy" } });
`;

const yamlProgram = `name: from-yaml
runtime: yaml
options: { refresh: always }
packages:
  azure-openai-wandb: ${components}
config:
  wandbApiKey: { type: string, secret: true }
resources:
  team:
    type: azure-openai-wandb:WandbIntegration
    properties:
      resourceGroupName: rg-any
      location: swedencentral
      wandbApiKey: \${wandbApiKey}
`;

/** A program of another team, on the library alone. It prints one JSON object. */
const libraryProgram = `import * as library from ${JSON.stringify(path.join(root, "cli/index"))};

async function main([workDir, training]: string[]) {
  const stack = { workDir };
  const product = { ...stack, integration: "product" };
  const lines: string[] = [];
  const job = { epochs: 1, seed: 3, suffix: "library", onLine: (line: string) => lines.push(line) };
  const created = await library.finetune(training, { ...product, ...job });
  const [integrations, all, checked, link, valid] = await Promise.all([
    library.findIntegrations(stack),
    library.doctorAll(stack),
    library.doctor({ ...product, model: "gpt-9" }),
    library.linkValues(product),
    library.validate(training),
  ]);
  const waited = await library.waitForJob(created.job, { ...product, poll: 0.05 });
  const synced = await library.sync(created.job, { ...product, project: "library" });
  const report = await library.report([created.job], product);
  const refused = await library.doctor(stack).catch((error: unknown) => error as library.UserError);
  console.log(JSON.stringify({
    integrations: integrations.map(({ integration }) => integration),
    all: all.map(({ integration, ready }) => [integration, ready]),
    failedChecks: checked.findings.filter(({ status }) => status === "failed").map(({ id }) => id),
    secretName: link.secretName,
    valid: valid.valid,
    created: created.job,
    waited,
    synced,
    report: { ...report, html: undefined, size: report.html.length },
    lines,
    refused: {
      isUserError: refused instanceof library.UserError,
      exitCode: (refused as library.UserError).exitCode,
      lines: (refused as library.UserError).lines,
    },
  }));
}

void main(process.argv.slice(2) as string[]);
`;

let project: StackProject;
/** Folder of the Pulumi project. Commands run in another one. */
let folder: string;

async function start(files: Record<string, string>, bare: boolean, key: string | null): Promise<void> {
  project = await StackProject.create({ files, bare });
  folder = path.join(project.directory, "program");
  for (const group of ["rg-any", "rg-other"]) {
    const url = `${project.azure.subscription}/resourceGroups/${group}?api-version=2024-03-01`;
    await project.azure.arm("PUT", url, { location: "swedencentral" });
  }
  await project.init({}, key);
}

/** Runs the following commands in an empty folder. */
function leave(): void {
  const elsewhere = path.join(project.directory, "elsewhere");
  fs.mkdirSync(elsewhere, { recursive: true });
  project.workIn(elsewhere);
}

interface Diagnosed {
  integration: string;
  account: string | null;
  secret: string | null;
  ready: boolean;
  fixed?: string[];
  findings?: Finding[];
  problem?: string;
}

const printed = ({ stdout, stderr }: Finished) => stdout + stderr;
const inFolder = () => ["--cwd", folder];
const doctor = (...args: string[]) => cli(project, ["doctor", ...inFolder(), ...args]);
const all = async (...args: string[]): Promise<{ code: number; results: Diagnosed[] }> => {
  const { code, stdout } = await doctor("--all", "--json", ...args);
  return { code, results: JSON.parse(stdout) as Diagnosed[] };
};
const failedIn = (results: readonly Diagnosed[]) =>
  results.flatMap(({ integration, findings = [] }) =>
    findings.filter(({ status }) => status === "failed").map(({ id }) => `${integration}: ${id}`),
  );

describe("the platform stack of the examples", () => {
  const teams = ["research", "product"];

  beforeAll(async () => {
    const files = ["Pulumi.yaml", "index.ts", "teams.ts"].map((name) => [name, withSources(example(name))]);
    await start(Object.fromEntries(files) as Record<string, string>, false, null);
    for (const team of teams) {
      await project.run("pulumi", ["config", "set", "--secret", "--path", `wandbApiKeys.${team}`], testKey);
    }
    await project.azure.control("POST", "/_local/wandb/keys", { key: testKey });
    await project.up();
    await project.azure.control("PUT", "/_local/settings", { fineTuning: { filePolls: 0, stepsPerPoll: 0 } });
    await allowTraining();
    leave();
  });
  afterAll(() => project?.close());

  /** Lets the deployer fine-tune, as the platform's team does for its teams. */
  async function allowTraining(): Promise<void> {
    const { subscription } = project.azure;
    const { objectId } = (await project.azure.control("GET", "/_local/seed")).body.deployer;
    const name = "66666666-6666-4666-8666-666666666666";
    await project.azure.arm(
      "PUT",
      `${subscription}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`,
      {
        properties: {
          principalId: objectId,
          principalType: "ServicePrincipal",
          roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleIds.azureAiUser}`,
        },
      },
    );
  }

  test("has its integrations listed, by the project's folder or outside of any by the stack's full name", async () => {
    const byFolder = await cli(project, ["integrations", ...inFolder(), "--json"]);
    const byName = await cli(project, ["integrations", "--stack", "organization/ml-platform/test", "--json"]);
    expect(byName).toEqual(byFolder);
    const { integrations } = JSON.parse(byFolder.stdout);
    expect(integrations).toMatchObject([
      { integration: "product", secret: "wandb-product", deployed: true },
      { integration: "research", secret: "wandb-api-key", deployed: true },
    ]);
    const table = (await cli(project, ["integrations", ...inFolder()])).stdout;
    expect(table).toMatch(/^Integration +Account +Vault +Secret +Deployed\nproduct +product-\w+ +/);
  });

  test("doctor --all checks each, and prints what each is and whether it is ready", async () => {
    const { code, stdout, stderr } = await doctor("--all");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.match(/^✔ Secret's value: the same/gm)).toHaveLength(2);
    expect(stdout).toMatch(
      /\nproduct +product-\S+ +\S+ +wandb-product +ready\nresearch +\S+ +\S+ +wandb-api-key +ready\n$/,
    );
    const markdown = (await doctor("--all", "--markdown")).stdout;
    expect(markdown).toMatch(
      /^\| Integration \| Account \| Vault \| Secret \| Result \|\n.*\n\| product \|.*\| ready \|\n/,
    );
    expect(markdown.match(/^## (product|research)$/gm)).toHaveLength(2);
    const { results } = await all();
    expect(results.map(({ integration, ready }) => [integration, ready])).toEqual([
      ["product", true],
      ["research", true],
    ]);
  });

  test("doctor asks which one is meant, with what selects each", async () => {
    for (const [args, message] of [
      [[], "The stack has 2 integrations. Select one:"],
      [["--integration", "sales"], "--integration sales: the stack has no such integration. Select one:"],
    ] as const) {
      const { code, stderr } = await doctor(...args);
      expect([code, stderr]).toEqual([2, `${message}\n  --integration product\n  --integration research\n`]);
    }
  });

  test("what is wrong with one is found and fixed in that one, whose remedies have the same options", async () => {
    const id = (await roleAssignments()).get("product-identity")!;
    await project.azure.arm("DELETE", `${id}?api-version=2022-04-01`);
    expect(failedIn((await all()).results)).toEqual([
      "product: identity.secretAccess",
      "product: stack.roleAssignments",
    ]);
    expect((await doctor("--integration", "research")).code).toBe(0);
    const { code, stdout } = await doctor("--integration", "product");
    expect([code, stdout]).toEqual([1, expect.stringContaining(`    npx pulumi up --cwd ${folder}\n`)]);
    expect((await doctor("--integration", "research", "--fix")).stdout).not.toContain("restored");
    const fixed = await doctor("--integration", "product", "--fix");
    expect([fixed.code, fixed.stdout]).toEqual([
      0,
      expect.stringContaining("Fixed: restored the stack's role assignments product-identity\n"),
    ]);
    expect(failedIn((await all()).results)).toEqual([]);
  });

  const roleAssignments = async () => {
    const resources = await project.stateResources("ml-platform");
    return new Map(resources.map(({ urn, id = "" }) => [urn.slice(urn.lastIndexOf("::") + 2), id]));
  };

  test("link and finetune work with the selected one, and lead back to it", async () => {
    const selected = [...inFolder(), "--integration", "product"];
    const options = `--integration product --cwd ${folder}`;
    const link = await cli(project, ["link", ...selected]);
    expect(link.stdout).toMatch(/Key Vault URL {3}https:\/\/product-\S+\n +Secret name {5}wandb-product\n/);
    expect(link.stdout).toContain(`npx azure-openai-wandb doctor ${options} --fix`);
    expect((await cli(project, ["link", ...selected, "--assumed-endpoint"])).code).toBe(0);
    const { code, stdout } = await cli(project, [
      "finetune",
      training,
      ...selected,
      "--epochs",
      "1",
      "--no-follow",
    ]);
    const [, id] = /Created the job (ftjob-\w+)/.exec(stdout) ?? [];
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining(`npx azure-openai-wandb finetune attach ${id} ${options}\n`),
    ]);
    const attached = await cli(project, ["finetune", "attach", id!, ...selected, "--poll", "0.05", "--json"]);
    expect(jsonLines(attached).find(({ type }) => type === "result")).toMatchObject({ status: "succeeded" });
    const other = await cli(project, [
      "finetune",
      "list",
      ...inFolder(),
      "--integration",
      "research",
      "--json",
    ]);
    expect(JSON.parse(other.stdout)).toEqual({ jobs: [] });
    // The key is that of the integration: no configuration has it under the name of this repository's stack.
    const synced = await cli(project, ["sync", id!, ...selected, "--project", "own"]);
    expect([synced.code, synced.stderr]).toEqual([0, ""]);
  });

  test("a program that imports the library gets the same as values, and nothing is printed", async () => {
    const script = path.join(project.directory, "elsewhere/script.ts");
    fs.writeFileSync(script, libraryProgram);
    const run = ["-r", path.join(root, "local/register.js"), script, folder, training];
    const { code, stdout, stderr } = await project.run(process.execPath, run);
    expect([code, stderr]).toEqual([0, ""]);
    // It fails where anything else was printed.
    const results = JSON.parse(stdout);
    expect(results).toEqual({
      integrations: ["product", "research"],
      all: [
        ["product", true],
        ["research", true],
      ],
      failedChecks: ["training.modelAndType"],
      secretName: "wandb-product",
      valid: true,
      created: expect.stringMatching(/^ftjob-/),
      waited: expect.objectContaining({
        status: "succeeded",
        error: null,
        model: expect.stringContaining("ft-"),
      }),
      synced: expect.objectContaining({
        status: "succeeded",
        run: expect.stringMatching(/^https:\/\/wandb\.ai\//),
      }),
      report: expect.objectContaining({ jobs: [results.created], missing: [], size: expect.any(Number) }),
      lines: expect.arrayContaining([expect.stringMatching(/^✔ Created the job ftjob-/)]),
      refused: {
        isUserError: true,
        exitCode: 2,
        lines: expect.arrayContaining(["  --integration research"]),
      },
    });
    expect(results.report.size).toBeGreaterThan(1000);
  });

  test("the commands of its documents run as they are written", async () => {
    const documented = new DocumentedScenario(project, "anyStack");
    const elsewhere = path.join(project.directory, "elsewhere");
    fs.symlinkSync(folder, path.join(project.directory, "platform"));
    fs.symlinkSync(path.join(root, "node_modules"), path.join(elsewhere, "node_modules"));
    fs.copyFileSync(training, path.join(elsewhere, "train.jsonl"));
    await cli(project, ["link", ...inFolder(), "--integration", "research", "--assumed-endpoint"]);
    const values = { "--stack dev": "--stack test" };
    const page = "docs/how-to/check-any-stack.md#";
    const table = (await documented.section(`${page}List the integrations`, { values })).stdout;
    expect(table).toMatch(/^Integration +Account +Vault +Secret +Deployed\nproduct /);
    expect((await documented.section(`${page}Check all of them`, { values })).stdout).toMatch(/ ready\n$/);
    expect((await documented.section(`${page}Select one`, { values })).stdout).toContain("The model is");
    await documented.run("npx azure-openai-wandb doctor --cwd ../platform --stack dev --all", { values });
    await documented.run(
      "npx azure-openai-wandb doctor --stack acme/ml-platform/dev --integration research",
      {
        values: { "acme/ml-platform/dev": "organization/ml-platform/test" },
      },
    );
    await documented.run("npx azure-openai-wandb integrations --cwd ../platform --stack dev --json", {
      values,
    });
    await documented.run("npx azure-openai-wandb integrations --stack dev", {
      values: { "--stack dev": "--stack organization/ml-platform/test" },
    });
    expect(documented.missing).toEqual([]);
  });

  test("recover works on the stack, and leads back to its folder", async () => {
    const { code, stdout } = await cli(project, ["recover", ...inFolder()]);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`Run npx pulumi up --cwd ${folder}.`)]);
  });

  test("without the passphrase, the keys are not compared, and the reason is told", async () => {
    const locked = { VAULT_SERVER_TOKEN: "", VAULT_SERVER_URL: "", PULUMI_CONFIG_PASSPHRASE: "wrong" };
    const { code, stdout } = await cli(
      project,
      ["doctor", ...inFolder(), "--integration", "research", "--json"],
      locked,
    );
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    expect(code).toBe(0);
    expect(findings.find(({ id }) => id === "secret.value")).toMatchObject({
      status: "skipped",
      detail: expect.stringMatching(/^Pulumi cannot decrypt the stack's secrets: /),
    });
    // The vault has the key too.
    expect(findings.find(({ id }) => id === "wandb.apiKey")).toMatchObject({ status: "passed" });
  });

  test.each<[string, string[], string]>([
    [
      "a folder that does not exist",
      ["doctor", "--cwd", "nowhere"],
      "--cwd nowhere is not a folder. Specify the folder of a Pulumi project.",
    ],
    [
      "a folder without a project",
      ["doctor", "--cwd", "."],
      "Pulumi cannot read the stack: if you're using the --stack flag, pass the fully qualified name (organization/project/stack). " +
        "Run the command in the folder of a Pulumi program, specify the folder (--cwd)",
    ],
    [
      "a folder and an endpoint",
      ["finetune", "list", "--cwd", ".", "--endpoint", "https://a.openai.azure.com"],
      "--cwd, --endpoint cannot be combined.",
    ],
    [
      "all of them and one",
      ["doctor", "--all", "--integration", "research"],
      "--all and --integration cannot be combined. Remove one of them.",
    ],
    ["a blank name", ["doctor", "--integration", " "], "--integration is blank."],
    [
      "another subscription than the integration's",
      [
        "link",
        "--stack",
        "organization/ml-platform/test",
        "--integration",
        "research",
        "--subscription",
        "22222222-2222-2222-2222-222222222222",
      ],
      "is not the subscription of research, which is ",
    ],
  ])("%s gets one message", async (_what, args, message) => {
    const { code, stdout, stderr } = await cli(project, args);
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(message)]);
  });
});

describe("a program with nested integrations, and two on one account", () => {
  const names = ["it's 100% a::b", "platform/team-a/shared", "platform/team-b/shared", "second"];

  beforeAll(async () => {
    await start({ "Pulumi.yaml": platformSettings, "index.ts": program }, false, testKey);
  });
  afterAll(() => project?.close());

  test("is not deployed before its first deployment, which doctor --all and integrations tell", async () => {
    const { code, stderr } = await doctor("--all");
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^The stack's state has no WandbIntegration, .*Run pulumi up first/),
    ]);
    expect((await cli(project, ["integrations", ...inFolder()])).stdout).toBe(
      "The stack's state has no integrations.\n",
    );
  });

  test("is recovered from another folder after a deployment that was killed, and pulumi up continues", async () => {
    const proof = new ProofProject(project);
    const vault = "/vaults/kv-of-team-b$";
    await proof.addFaults({ service: "arm", method: "PUT", path: vault, after: true, delayMs: 60_000 });
    const running = proof.start(["up", "--yes", "--skip-preview"]);
    await until(async () => (await proof.faultNow()).matched > 0, "Azure has created the vault");
    running.kill();
    await running.ended;
    await proof.clearFaults();
    leave();
    const [recovered] = jsonLines(await cli(project, ["recover", ...inFolder(), "--unlock", "--json"]));
    expect(recovered.adopted).toContainEqual(expect.stringMatching(/Team-team-b\$.*::shared-vault$/));
    expect(recovered.refused).toEqual([]);
    expect((await cli(project, ["recover", ...inFolder()])).stdout).toContain(
      `npx pulumi up --cwd ${folder}`,
    );
    project.workIn(folder);
    await project.up();
    leave();
  });

  test("has each of them checked, in either permission model, with vaults in other resource groups and secret names", async () => {
    const { code, results } = await all();
    expect(failedIn(results)).toEqual([]);
    expect([code, results.map(({ integration }) => integration)]).toEqual([0, names]);
    const account = (name: string) => results.find(({ integration }) => integration === name)!.account;
    expect(account("second")).toBe(account("platform/team-b/shared"));
  });

  test("has each selected by what the list offers for it", async () => {
    const { stdout } = await cli(project, ["integrations", ...inFolder(), "--json"]);
    const { integrations } = JSON.parse(stdout) as { integrations: { integration: string; urn: string }[] };
    expect(integrations.map(({ integration }) => integration)).toEqual(names);
    const values = await Promise.all(
      integrations.flatMap(({ integration, urn }) =>
        [integration, urn].map(async (selector) =>
          JSON.parse(
            (await cli(project, ["link", ...inFolder(), "--integration", selector, "--json"])).stdout,
          ),
        ),
      ),
    );
    const vaults = values.map(({ vaultUrl }) => vaultUrl as string);
    expect(vaults[0]).toBe(vaults[1]);
    expect(vaults[4]).toBe("https://kv-of-team-b.vault.azure.net/");
    expect(new Set(vaults).size).toBe(names.length);
    const ambiguous = await doctor("--integration", "shared");
    expect(ambiguous.stderr).toBe(
      "--integration shared selects 2 integrations. Select one:\n" +
        "  --integration platform/team-a/shared\n  --integration platform/team-b/shared\n",
    );
  });

  test("an integration whose deployment failed is told beside the others", async () => {
    const account = (await project.stateResources("platform")).find(
      ({ urn }) => urn.endsWith("::it's 100% a::b") && urn.includes("WandbIntegration"),
    )!;
    const state = (await project.run("pulumi", ["stack", "export", "--cwd", folder])).stdout;
    const { deployment, ...rest } = JSON.parse(state);
    const resources = deployment.resources.map((resource: { urn: string; outputs?: object }) =>
      resource.urn === account.urn ? { ...resource, outputs: {} } : resource,
    );
    await project.run(
      "pulumi",
      ["stack", "import", "--cwd", folder],
      JSON.stringify({ ...rest, deployment: { ...deployment, resources } }),
    );
    const { code, results } = await all();
    expect([code, results.map(({ ready }) => ready)]).toEqual([1, [false, true, true, true]]);
    expect(results[0]!.problem).toMatch(
      /^The integration it's 100% a::b is not deployed: .* Run pulumi up first/,
    );
    const finished = await doctor("--all");
    expect(printed(finished)).toMatch(
      /\nit's 100% a::b +– +– +– +not deployed\n[^]*\n\n1 of 4 integrations failed\.\n$/,
    );
  });
});

describe("a YAML program", () => {
  afterAll(() => project?.close());

  testWithYaml("has its integration checked, linked and listed", async () => {
    await start({ "Pulumi.yaml": yamlProgram }, true, testKey);
    addYaml(project);
    await project.pulumi("up", "--yes", "--skip-preview");
    leave();
    const { code, results } = await all();
    expect(failedIn(results)).toEqual([]);
    expect([code, results.map(({ integration }) => integration)]).toEqual([0, ["team"]]);
    const { stdout } = await cli(project, ["link", ...inFolder(), "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ secretName: "wandb-api-key" });
    expect((await cli(project, ["recover", ...inFolder()])).code).toBe(0);
  });
});
