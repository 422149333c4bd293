import * as path from "node:path";
import type { Finding } from "../../cli/doctor/finding";
import { cli } from "../support/cli";
import { root, StackProject, testKey } from "../support/stackProject";

jest.setTimeout(240_000);

/** One fault: what is done behind everybody's back, which check finds it, and what the remedy must say. */
interface Fault {
  what: string;
  cause: (project: StackProject, id: (name: string) => string) => Promise<{ status: number }>;
  found: string;
  remedy: RegExp;
  /** What the job says that meets the fault all the same; a job that is refused says it too. */
  job: RegExp;
  /** What is asked of doctor and of the job besides. */
  doctorFlags?: string[];
  jobFlags?: string[];
  /** The remedy, where it is not another key and `pulumi up`. */
  cure?: (project: StackProject) => Promise<unknown>;
  /** What is asked of the job once the remedy is applied, where the remedy is to ask for something else. */
  curedFlags?: string[];
}

const vault = "keyvault:Vault wandb-vault";
const secret = "keyvault:Secret wandb-secret";
const account = "cognitiveservices:Account wandb-account";
const versions = {
  vault: "api-version=2023-07-01",
  account: "api-version=2024-10-01",
  grant: "api-version=2022-04-01",
};

/** The key that is set now: each remedy sets another. */
let currentKey = testKey;

const faults: Fault[] = [
  {
    what: "the identity's grant is missing",
    cause: ({ azure }, id) =>
      azure.arm("DELETE", `${id("authorization:RoleAssignment wandb-identity")}?${versions.grant}`),
    found: "The account's identity may read the secret",
    remedy: /az role assignment create --role "Key Vault Secrets User" --assignee-object-id [0-9a-f-]{36}/,
    job: /403 ForbiddenByRbac/,
  },
  {
    what: "the vault is in the other mode",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(vault)}?${versions.vault}`, {
        properties: { enableRbacAuthorization: false },
      }),
    found: "The account's identity may read the secret",
    remedy: /az keyvault set-policy/,
    job: /403 ForbiddenByPolicy/,
  },
  {
    what: "the secret is disabled",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(secret)}?${versions.vault}`, {
        properties: { attributes: { enabled: false } },
      }),
    found: "The secret exists and is valid",
    remedy: /npx pulumi up/,
    job: /disabled secret/,
  },
  {
    what: "the secret has expired",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(secret)}?${versions.vault}`, {
        properties: { attributes: { exp: 1_600_000_000 } },
      }),
    found: "The secret exists and is valid",
    remedy: /config set --secret wandbApiKey/,
    job: /has expired/,
  },
  {
    what: "the vault's firewall is closed",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(vault)}?${versions.vault}`, {
        properties: { networkAcls: { defaultAction: "Deny" } },
      }),
    found: "The vault's network lets Azure OpenAI in",
    remedy: /az keyvault update .* --default-action Allow/,
    job: /403 ForbiddenByFirewall/,
  },
  {
    what: "public access to the vault is off",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(vault)}?${versions.vault}`, {
        properties: { publicNetworkAccess: "Disabled" },
      }),
    found: "The vault's network lets Azure OpenAI in",
    remedy: /--public-network-access Enabled/,
    job: /403 ForbiddenByFirewall/,
  },
  {
    what: "another key is in the vault",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(secret)}?${versions.vault}`, { properties: { value: "b".repeat(40) } }),
    found: "The key in the vault is the one in the stack's settings",
    remedy: /npx pulumi up/,
    job: /401 user is not logged in/,
  },
  {
    what: "the key is revoked at W&B",
    cause: ({ azure }) => azure.control("DELETE", "/_local/wandb/keys", { key: currentKey }),
    found: "W&B accepts the key",
    remedy: /wandb\.ai\/authorize/,
    job: /401 user is not logged in|W&B does not know it/,
  },
  {
    what: "the identity is off",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(account)}?${versions.account}`, { identity: { type: "None" } }),
    found: "The account has an identity",
    remedy: /npx pulumi up/,
    job: /no system-assigned identity/,
  },
  {
    what: "the link names another secret",
    cause: async (project) => {
      const { vaultUrl, endpoint } = await project.outputs();
      return project.azure.openai("PUT", `${endpoint}openai/assumed/integrations/wandb`, {
        keyVaultUrl: vaultUrl,
        secretName: "another-name",
      });
    },
    doctorFlags: ["--assumed-endpoint"],
    found: "The link names this vault and this secret",
    remedy: /npm run link/,
    job: /404 .*another-name/,
    cure: (project) => cli(project, ["link", "--assumed-endpoint"]),
  },
  {
    what: "outbound access is restricted",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(account)}?${versions.account}`, {
        properties: { restrictOutboundNetworkAccess: true, allowedFqdnList: ["login.microsoftonline.com"] },
      }),
    found: "The account reaches the vault and W&B",
    remedy: /allowedFqdnList=.*api\.wandb\.ai/,
    job: /is not in allowedFqdnList/,
    cure: async (project) => {
      const id = (await project.resources()).get(account)!.id;
      return project.azure.arm("PATCH", `${id}?${versions.account}`, {
        properties: { restrictOutboundNetworkAccess: false, allowedFqdnList: [] },
      });
    },
  },
  {
    what: "the tier is not trained in the region",
    cause: async () => ({ status: 200 }),
    doctorFlags: ["--model", "o4-mini", "--tier", "developerTier"],
    jobFlags: ["--model", "o4-mini", "--tier", "developerTier"],
    found: "The region trains the model in the tier",
    remedy: /--tier standard/,
    job: /--tier developerTier: .*Use standard or globalstandard/,
    cure: async () => undefined,
    curedFlags: ["--model", "o4-mini", "--tier", "standard"],
  },
  {
    what: "the entity is not the key's",
    cause: async () => ({ status: 200 }),
    doctorFlags: ["--entity", "fabrikam"],
    jobFlags: ["--entity", "fabrikam"],
    found: "Runs can be written to the entity",
    remedy: /invite ada/,
    job: /403 permission denied/,
    cure: async () => undefined,
  },
  {
    what: "the queue is full",
    cause: async (project) => {
      await project.azure.control("PUT", "/_local/settings", {
        fineTuning: { filePolls: 0, stepsPerPoll: 1, jobLimit: 100 },
      });
      const { endpoint } = await project.outputs();
      const jobsUrl = `${endpoint}openai/v1/fine_tuning/jobs`;
      const { body } = await project.azure.openai("GET", jobsUrl);
      const { model, training_file: file } = body.data[0];
      for (let count = 0; count < 20; count += 1) {
        await project.azure.openai("POST", jobsUrl, { model, training_file: file });
      }
      return { status: 200 };
    },
    found: "There is room for another job",
    remedy: /finetune -- cancel/,
    job: /quotaExceeded/,
    cure: async (project) => {
      await project.azure.control("DELETE", "/_local/settings");
      const { endpoint } = await project.outputs();
      const { body } = await project.azure.openai("GET", `${endpoint}openai/v1/fine_tuning/jobs?limit=100`);
      for (const { id, status } of body.data) {
        if (status === "pending") {
          await project.azure.openai("POST", `${endpoint}openai/v1/fine_tuning/jobs/${id}/cancel`);
        }
      }
    },
  },
];

const training = path.join(root, "examples/training.jsonl");

describe("doctor", () => {
  let project: StackProject;
  let ids: Map<string, string>;
  const table = ["    fault | found by | remedy shown | what the job said"];

  const readIds = async () =>
    (ids = new Map([...(await project.resources())].map(([name, { id }]) => [name, id])));

  let endpoint: string;
  beforeAll(async () => {
    project = await StackProject.create();
    const seed = await project.azure.control("GET", "/_local/seed");
    const { objectId } = seed.body.deployer;
    await project.init({ teamMembers: ["ada@contoso.example", `ServicePrincipal:${objectId}`] });
    await project.up();
    endpoint = (await project.outputs()).endpoint!;
    await readIds();
  });
  afterAll(() => {
    process.stderr.write(`${table.join("\n")}\n`);
    return project?.close();
  });

  const findings = async (
    ...flags: string[]
  ): Promise<{ code: number; wrong: Finding[]; said: string; fixed: string[] }> => {
    const { code, stdout, stderr } = await cli(project, ["doctor", "--json", ...flags]);
    const { findings: all, fixed } = JSON.parse(stdout) as { findings: Finding[]; fixed: string[] };
    return { code, wrong: all.filter(({ status }) => status === "failed"), said: stdout + stderr, fixed };
  };
  /** Past the stack, whose key the command would look at before Azure does. */
  const train = async (...flags: string[]) => {
    const args = ["finetune", training, "--endpoint", endpoint, "--poll", "0.05", "--epochs", "1"];
    const { code, stdout, stderr } = await cli(project, [...args, "--new", ...flags]);
    return { code, said: stdout + stderr };
  };

  test("finds nothing wrong with a fresh deployment, and ends with 0", async () => {
    expect(await findings()).toMatchObject({ code: 0, wrong: [] });
    const { stdout } = await cli(project, ["doctor"]);
    expect(stdout).toContain("Ready for the link");
    expect(stdout).toContain("gpt-4.1-mini (standard, globalstandard, developerTier)");
    expect((await findings("--assumed-endpoint")).wrong).toMatchObject([
      { seen: "the account is not linked" },
    ]);
    await cli(project, ["link", "--assumed-endpoint"]);
    expect((await findings("--assumed-endpoint")).wrong).toEqual([]);
    expect((await train()).code).toBe(0);
  });

  test.each(faults)(
    "finds that $what before a job does, shows the remedy, and with it the job passes",
    async ({ what, cause, found, remedy, job, doctorFlags = [], jobFlags = [], cure, curedFlags = [] }) => {
      expect((await cause(project, (name) => ids.get(name)!)).status).toBeLessThan(300);
      const { code, wrong, said } = await findings(...doctorFlags);
      expect(code).toBe(1);
      const finding = wrong.find(({ check }) => check === found);
      expect(finding?.remedy).toMatch(remedy);
      const failure = await train(...jobFlags);
      expect(failure.code).not.toBe(0);
      expect(failure.said).toMatch(job);
      expect(said + failure.said).not.toContain(currentKey);
      const shorten = (text: string) => text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID").slice(0, 80);
      table.push(`    ${what} | ${found} | ${shorten(finding!.remedy!)} | ${job.exec(failure.said)![0]}`);

      if (cure) {
        await cure(project);
      } else {
        // The key's value is the one thing that Pulumi does not see from outside.
        currentKey = `${testKey.slice(0, -4)}${String(1000 + table.length)}`;
        await project.setKey(currentKey);
        await project.azure.arm("PATCH", `${ids.get(vault)!}?${versions.vault}`, {
          properties: { networkAcls: { defaultAction: "Allow" }, publicNetworkAccess: "Enabled" },
        });
        await project.up();
        await readIds();
      }
      expect((await findings()).wrong).toEqual([]);
      expect(await train(...curedFlags)).toMatchObject({ code: 0 });
    },
  );

  test("--fix puts the stack's grants back as they were: to Pulumi, nothing was ever gone", async () => {
    for (const name of ["wandb-identity", "wandb-secrets-officer-deployer"]) {
      await project.azure.arm(
        "DELETE",
        `${ids.get(`authorization:RoleAssignment ${name}`)!}?${versions.grant}`,
      );
    }
    const { code, fixed } = await findings("--fix");
    expect({ code, fixed }).toEqual({
      code: 0,
      fixed: [expect.stringMatching(/^put back wandb-\S+, wandb-\S+, as the stack has them$/)],
    });
    expect((await project.preview()).filter((step) => step.includes("RoleAssignment"))).toEqual([]);
  });

  test("--fix gives the identity its grant where there is no stack, in either mode of the vault", async () => {
    const { resourceGroupName, accountName, vaultUrl } = await project.outputs();
    const vaultName = new URL(vaultUrl!).host.split(".")[0]!;
    const names = ["--resource-group", resourceGroupName!, "--account", accountName!, "--vault", vaultName];
    await project.azure.arm(
      "DELETE",
      `${ids.get("authorization:RoleAssignment wandb-identity")!}?${versions.grant}`,
    );
    expect((await findings(...names, "--fix")).fixed).toEqual([
      `gave the account's identity the role Key Vault Secrets User on ${vaultName}`,
    ]);
    const change = (enableRbacAuthorization: boolean) =>
      project.azure.arm("PATCH", `${ids.get(vault)!}?${versions.vault}`, {
        properties: { enableRbacAuthorization },
      });
    await change(false);
    const byPolicy = await findings(...names, "--fix");
    expect(byPolicy.fixed).toEqual([
      `gave the account's identity an access policy of ${vaultName}: get, list`,
    ]);
    expect((await train()).code).toBe(0);
    await change(true);
    expect((await findings(...names, "--fix")).fixed).toEqual([]);
  });
});

describe("without a stack", () => {
  let project: StackProject;
  beforeAll(async () => (project = await StackProject.create()));
  afterAll(() => project?.close());

  test("link prints the two values that the portal asks for", async () => {
    const { stdout, code } = await cli(project, [
      "link",
      "--resource-group",
      "rg",
      "--account",
      "openai",
      "--vault",
      "kv-1",
      "--json",
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      vaultUrl: "https://kv-1.vault.azure.net/",
      secretName: "wandb-api-key",
      address: expect.stringContaining("ai.azure.com/resource/overview"),
    });
  });
});
