import * as fs from "node:fs";
import * as path from "node:path";
import { addRepository, DocumentedScenario } from "../support/documentedScenario";
import { root, StackProject, testKey } from "../support/stackProject";

jest.setTimeout(600_000);

/** One stack, in the order of the documents: each test continues from the one before. */
describe("the commands of the documents, as they are written", () => {
  let project: StackProject;
  let documented: DocumentedScenario;
  const howTo = (place: string) => `docs/how-to/${place}`;

  beforeAll(async () => {
    project = await StackProject.create();
    documented = new DocumentedScenario(project, "stack");
    addRepository(project);
    project.write("Pulumi.dev.yaml", fs.readFileSync(path.join(root, "Pulumi.dev.yaml"), "utf8"));
    for (const name of ["training.jsonl", "validation.jsonl"]) {
      project.write(name, fs.readFileSync(path.join(root, "examples", name), "utf8"));
    }
    // A reader selects the stack, or names it.
    project.variables.PULUMI_STACK = "";
    await project.azure.control("POST", "/_local/wandb/keys", { key: testKey });
    await project.azure.control("PUT", "/_local/settings", {
      fineTuning: { filePolls: 0, stepsPerPoll: 100, jobLimit: 1000 },
    });
  });
  afterAll(() => project?.close());

  /** What changes Azure while an action runs, besides the control routes. */
  async function writesDuring(action: () => Promise<unknown>): Promise<string[]> {
    await project.azure.control("DELETE", "/_local/requests");
    await action();
    const { requests } = (await project.azure.control("GET", "/_local/requests")).body;
    return (requests as { method: string; service: string; url: string }[])
      .filter(({ method, service }) => ["PUT", "PATCH", "DELETE"].includes(method) && service !== "control")
      .map(({ method, url }) => `${method} ${url}`);
  }

  /** The account's jobs, newest first. */
  async function listJobs(): Promise<string[]> {
    const { stdout } = await documented.run("npx azure-openai-wandb finetune list", { append: "--json" });
    const { jobs } = JSON.parse(stdout) as { jobs: { id: string }[] };
    return jobs.map(({ id }) => id);
  }

  /** A lock as Pulumi leaves it where its process was killed. */
  function lock(): void {
    const folder = path.join(project.state, "pulumi/.pulumi/locks/organization/azure-openai-wandb/dev");
    fs.mkdirSync(folder, { recursive: true });
    const owner = { pid: 1, username: "ada", hostname: "laptop", timestamp: "2026-01-01T00:00:00Z" };
    fs.writeFileSync(path.join(folder, "00000000-0000-4000-8000-000000000001.json"), JSON.stringify(owner));
  }

  test("deploy the stack", async () => {
    const { stdout } = await documented.section("README.md#Deploy to Azure", { input: testKey });
    expect(stdout).toContain("Manage integrations");
  });

  test("close the network, and use existing resources", async () => {
    const { azure } = project;
    const group = `${azure.subscription}/resourceGroups/rg-hub`;
    const network = `${group}/providers/Microsoft.Network`;
    const account = `${group}/providers/Microsoft.CognitiveServices/accounts/hub-openai`;
    const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv-hub-documents`;
    const location = "swedencentral";
    await azure.arm("PUT", `${group}?api-version=2024-03-01`, { location });
    await azure.arm("PUT", `${account}?api-version=2025-06-01`, {
      location,
      kind: "OpenAI",
      sku: { name: "S0" },
      identity: { type: "SystemAssigned" },
      properties: { customSubDomainName: "hub-openai" },
    });
    await azure.arm("PUT", `${vault}?api-version=2023-07-01`, {
      location,
      properties: {
        tenantId: project.environment.ARM_TENANT_ID,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
      },
    });

    const page = (heading: string) => howTo(`use-a-private-network.md#${heading}`);
    await documented.section(page("Create private endpoints"), {
      values: {
        "/subscriptions/…/subnets/NAME": `${network}/virtualNetworks/hub/subnets/endpoints`,
        "/subscriptions/…/privateDnsZones/NAME": `${network}/privateDnsZones/privatelink.openai.azure.com`,
      },
    });
    await documented.section(page("Close or limit the public endpoint"));
    expect(await project.preview()).toEqual(
      expect.arrayContaining([
        "create network:PrivateEndpoint wandb-account-endpoint",
        "create network:PrivateDnsZoneGroup wandb-account-dns",
        "update cognitiveservices:Account wandb-account",
      ]),
    );
    for (const name of ["accountPrivateEndpoint", "accountPublicNetworkAccess"]) {
      await documented.run("pulumi config rm …", { values: { "…": name } });
    }

    await documented.section(howTo("use-an-existing-account-or-vault.md#Name the resource"), {
      values: { "/subscriptions/…/accounts/NAME": account, "/subscriptions/…/vaults/NAME": vault },
    });
    // As the page warns: what the stack has created is deleted.
    const steps = await project.preview();
    expect(steps).toEqual(
      expect.arrayContaining([
        "replace keyvault:Secret wandb-secret",
        "delete cognitiveservices:Account wandb-account",
        "delete keyvault:Vault wandb-vault",
      ]),
    );
    expect(steps.filter((step) => /^create (keyvault|cognitiveservices):/.test(step))).toEqual([]);
    for (const name of ["existingAccountId", "existingVaultId"]) {
      await documented.run("pulumi config rm …", { values: { "…": name } });
    }
    await documented.run("pulumi stack output accountName");
  });

  test("change settings of each type", async () => {
    const { subscription } = project.azure;
    const { deployer } = (await project.azure.control("GET", "/_local/seed")).body;
    const workspace = `${subscription}/resourceGroups/rg-openai-wandb-dev/providers/Microsoft.OperationalInsights/workspaces/logs`;
    await project.azure.arm("PUT", `${workspace}?api-version=2023-09-01`, {
      location: "swedencentral",
      properties: {},
    });
    await documented.run("pulumi stack select NAME", { values: { NAME: "dev" } });
    const set = (command: string, values: Record<string, string> = {}) =>
      documented.run(`pulumi config set ${command}`, { values });
    await set("location swedencentral");
    await set("NAME VALUE", { NAME: "identityRole", VALUE: "SecretsUser" });
    await set("--path 'NAME[0]' VALUE", { NAME: "accountTags", VALUE: "team=ml" });
    await set("diagnosticsWorkspaceId /subscriptions/…/workspaces/NAME", {
      "/subscriptions/…/workspaces/NAME": workspace,
    });
    await documented.run("pulumi config set --type string", { append: "--path 'ignoreTags[0]' 2024" });

    await set("--path 'NAME.PROPERTY' VALUE", {
      NAME: "customerManagedKey",
      PROPERTY: "keyName",
      VALUE: "one",
    });
    expect(await project.failingPulumi("preview")).toContain("customerManagedKey");
    await documented.run("pulumi config rm …", { values: { "…": "customerManagedKey" } });

    await project.pulumi("config", "set", "fineTuningPrincipals", "ada@contoso.example");
    expect(await project.failingPulumi("preview")).toContain(
      'fineTuningPrincipals is "ada@contoso.example", not a list',
    );
    await set("--path 'fineTuningPrincipals[0]' ada@contoso.com", { "contoso.com": "contoso.example" });
    await set("--path 'NAME[0]' VALUE", {
      "NAME[0]": "fineTuningPrincipals[1]",
      VALUE: `ServicePrincipal:${deployer.objectId}`,
    });
    await documented.run("pulumi up --parallel 1");
  });

  test("check the deployment, and configure the W&B integration", async () => {
    const { resourceGroupName, accountName, vaultUrl } = await project.outputs();
    expect((await documented.run("npx azure-openai-wandb link --stack dev")).stdout).toContain(vaultUrl);
    expect((await documented.run("npx azure-openai-wandb link")).stdout).toContain(vaultUrl);
    await documented.run("npx azure-openai-wandb link --assumed-endpoint");
    await documented.run(
      "npx azure-openai-wandb doctor --stack dev --model gpt-4.1-mini --tier globalstandard",
    );
    await documented.run(
      "npx azure-openai-wandb doctor --resource-group rg --account openai --vault kv --json",
      {
        values: {
          "--resource-group rg": `--resource-group ${resourceGroupName}`,
          "--account openai": `--account ${accountName}`,
          "--vault kv": `--vault ${new URL(vaultUrl!).hostname.split(".")[0]}`,
        },
      },
    );
  });

  test("fine-tune, and list, follow, show, sync and cancel jobs", async () => {
    await documented.run("npx azure-openai-wandb validate examples/training.jsonl");
    await documented.run("npx azure-openai-wandb validate FILE", { values: { FILE: "validation.jsonl" } });
    await documented.section("README.md#Check, connect, train", {
      values: { "--project support": "--project support --poll 0.05" },
    });
    const jobs = await listJobs();
    expect(jobs).toHaveLength(1);
    const JOB = jobs[0]!;
    const { endpoint } = await project.outputs();
    await documented.run("npx azure-openai-wandb finetune attach JOB", { values: { JOB } });
    expect(
      (await documented.run("npx azure-openai-wandb finetune show JOB", { values: { JOB } })).stdout,
    ).toMatch(/┼.*╮/);
    await documented.run("npx azure-openai-wandb sync JOB", { values: { JOB }, append: "--project own" });
    await documented.run(
      "npx azure-openai-wandb sync JOB --endpoint https://NAME.openai.azure.com/ --follow",
      {
        values: { JOB, "https://NAME.openai.azure.com/": endpoint! },
        environment: { WANDB_API_KEY: testKey },
      },
    );
    await documented.run(
      "npx azure-openai-wandb finetune train.jsonl --validation-file valid.jsonl --model gpt-4.1-nano --tier globalstandard --seed 1",
      {
        values: { "train.jsonl": "training.jsonl", "valid.jsonl": "validation.jsonl" },
        append: "--poll 0.05",
      },
    );

    await documented.run("npx azure-openai-wandb finetune FILE --model gpt-4.1-mini", {
      values: { FILE: "training.jsonl" },
      append: "--new --no-follow",
    });
    const [running] = await listJobs();
    await documented.run("npx azure-openai-wandb finetune cancel JOB", { values: { JOB: running! } });
    expect((await documented.run("npx azure-openai-wandb finetune list")).stdout).toContain("cancelled");
  });

  test("rotate the W&B API key", async () => {
    const key = "fedcba9876543210fedcba9876543210fedcba98";
    await project.azure.control("POST", "/_local/wandb/keys", { key });
    await documented.section(howTo("rotate-the-key.md#Replace the key"), { input: key });
    await documented.run("npx azure-openai-wandb doctor");
    const { vaultUrl, secretName } = await project.outputs();
    const secret = await project.azure.vault("GET", `${vaultUrl}secrets/${secretName}?api-version=7.4`);
    expect(secret.body.value).toBe(key);
  });

  test("show drift and correct it", async () => {
    const [, { id }] = [...(await project.resources())].find(
      ([name]) => name === "keyvault:Vault wandb-vault",
    )!;
    await project.azure.arm("PATCH", `${id}?api-version=2023-07-01`, { tags: { stack: "none" } });
    expect((await documented.run("pulumi preview")).stdout).toContain("wandb-vault update");
    expect((await documented.tryRun("pulumi preview --expect-no-changes")).code).not.toBe(0);
    await documented.run("pulumi up");
    await documented.run("pulumi preview --expect-no-changes");
  });

  test("release a lock, and continue", async () => {
    lock();
    expect((await documented.tryRun("pulumi up")).stderr).toContain(
      "the stack is currently locked by 1 lock(s)",
    );
    await documented.run("pulumi cancel");
    await documented.run("npx azure-openai-wandb recover");
    lock();
    await documented.run("npx azure-openai-wandb recover --stack dev --unlock");
    await documented.run("pulumi up -s dev");
  });

  test("move the stack to another backend, and change nothing in Azure", async () => {
    const backend = path.join(project.directory, "backend");
    fs.mkdirSync(backend);
    const former = project.environment.PULUMI_BACKEND_URL!;
    const values = {
      NEW_BACKEND: `file://${backend}`,
      OLD_BACKEND: former,
      SAME_PROVIDER: "passphrase",
    };
    const exported = path.join(project.directory, "dev.json");
    await project.pulumi("stack", "export", "--file", exported);
    expect(
      await writesDuring(() =>
        documented.section(howTo("move-or-rename-a-stack.md#Move a stack to another backend"), { values }),
      ),
    ).toEqual([]);
    expect((await project.pulumi("stack", "ls", "--json")).stdout.trim()).toBe("[]");
    Object.assign(project.variables, { PULUMI_BACKEND_URL: values.NEW_BACKEND });

    await project.pulumi("stack", "init", "other");
    const refused = await documented.tryRun("pulumi stack import", { append: `--file ${exported}` });
    expect([refused.code === 0, refused.stderr]).toEqual([
      false,
      expect.stringContaining("is from a different stack (dev != other)"),
    ]);
    await project.pulumi("stack", "rm", "other", "--yes");
    await project.pulumi("stack", "select", "dev");
  });

  test("rename the stack, and replace nothing", async () => {
    const before = await project.outputs();
    const values = { NEW_NAME: "main" };
    const rename = () => documented.section(howTo("move-or-rename-a-stack.md#Rename a stack"), { values });
    expect(await writesDuring(rename)).toEqual([]);
    expect((await project.preview()).filter((step) => !step.startsWith("update "))).toEqual([]);
    await documented.run("pulumi up");
    expect(await project.outputs()).toMatchObject({ ...before, portalLink: expect.any(String) });
  });

  test("rename the project, and change nothing in Azure", async () => {
    const values = {
      "NEW_PROJECT/dev": "wandb-ml/main",
      "--stack dev": "--stack main",
      "stack select dev": "stack select main",
      "Pulumi.dev.yaml": "Pulumi.main.yaml",
      NEW_PROJECT: "wandb-ml",
    };
    const rename = () =>
      documented.section(howTo("move-or-rename-a-stack.md#Rename the project"), { values });
    expect(await writesDuring(rename)).toEqual([]);
  });

  test("that the stack prints for a setting of the former project are right", async () => {
    await project.pulumi("config", "set", "azure-openai-wandb:deleteLock", "true");
    const printed = await project.failingPulumi("preview");
    const [, set, remove] = /run (pulumi config set .*?) && (pulumi config rm \S+)/.exec(printed)!;
    await documented.run("pulumi config set … '……' '…'", {
      values: { "pulumi config set … '……' '…'": set! },
    });
    await documented.run("pulumi config rm …", { values: { "pulumi config rm …": remove! } });
    await documented.run("pulumi up");
    expect([...(await project.resources()).keys()].filter((name) => /Lock/.test(name))).toHaveLength(2);
  });

  test("delete the integration, its locks first", async () => {
    await documented.section(howTo("uninstall.md#Remove the locks and delete everything"));
    expect([...(await project.resources()).keys()]).toEqual([]);
  });

  test("are all run", () => {
    expect(documented.missing).toEqual([]);
  });
});
