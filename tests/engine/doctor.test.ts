import * as path from "node:path";
import type { CheckId, Finding } from "../../cli/doctor/check";
import { cli } from "../support/cli";
import { root, StackProject, testKey } from "../support/stackProject";

jest.setTimeout(240_000);

/** A fault: an out-of-band change, the check that finds it, and its remedy. */
interface Fault {
  what: string;
  cause: (project: StackProject, id: (name: string) => string) => Promise<{ status: number }>;
  /** ID of the check that finds it. */
  check: CheckId;
  remedy: RegExp;
  /** What a job that is run nevertheless prints. */
  job: RegExp;
  /** More options of doctor and of the job. */
  doctorFlags?: string[];
  jobFlags?: string[];
  /** Applies the remedy. @default Sets another key and runs `pulumi up`. */
  cure?: (project: StackProject) => Promise<unknown>;
  /** More options of the job after the remedy, if the remedy is to change them. */
  curedFlags?: string[];
}

const vault = "keyvault:Vault wandb-vault";
const secret = "keyvault:Secret wandb-secret";
const account = "cognitiveservices:Account wandb-account";
const versions = {
  vault: "api-version=2023-07-01",
  account: "api-version=2024-10-01",
  roleAssignment: "api-version=2022-04-01",
};

/** The stack's key. Each remedy sets another one. */
let currentKey = testKey;

const faults: Fault[] = [
  {
    what: "the identity's role assignment is missing",
    cause: ({ azure }, id) =>
      azure.arm("DELETE", `${id("authorization:RoleAssignment wandb-identity")}?${versions.roleAssignment}`),
    check: "identity.secretAccess",
    remedy: /az role assignment create --role "Key Vault Secrets User" --assignee-object-id [0-9a-f-]{36}/,
    job: /403 ForbiddenByRbac/,
  },
  {
    what: "the vault has the other permission model",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(vault)}?${versions.vault}`, {
        properties: { enableRbacAuthorization: false },
      }),
    check: "identity.secretAccess",
    remedy: /az keyvault set-policy/,
    job: /403 ForbiddenByPolicy/,
  },
  {
    what: "the secret is disabled",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(secret)}?${versions.vault}`, {
        properties: { attributes: { enabled: false } },
      }),
    check: "secret.enabled",
    remedy: /npx pulumi up/,
    job: /disabled secret/,
  },
  {
    what: "the secret has expired",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(secret)}?${versions.vault}`, {
        properties: { attributes: { exp: 1_600_000_000 } },
      }),
    check: "secret.expiry",
    remedy: /config set --secret wandbApiKey/,
    job: /has expired/,
  },
  {
    what: "the vault's firewall denies access",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(vault)}?${versions.vault}`, {
        properties: { networkAcls: { defaultAction: "Deny" } },
      }),
    check: "vault.network",
    remedy: /az keyvault update .* --default-action Allow/,
    job: /403 ForbiddenByFirewall/,
  },
  {
    what: "public network access to the vault is disabled",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(vault)}?${versions.vault}`, {
        properties: { publicNetworkAccess: "Disabled" },
      }),
    check: "vault.network",
    remedy: /--public-network-access Enabled/,
    // Recorded, microsoft/multimodal-ai#171, Jan 2025.
    job: /403 ForbiddenByConnection/,
  },
  {
    what: "another key is in the vault",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(secret)}?${versions.vault}`, { properties: { value: "b".repeat(40) } }),
    check: "secret.value",
    remedy: /npx pulumi up/,
    job: /401 user is not logged in/,
  },
  {
    what: "the key is revoked at W&B",
    cause: ({ azure }) => azure.control("DELETE", "/_local/wandb/keys", { key: currentKey }),
    check: "wandb.apiKey",
    remedy: /wandb\.ai\/authorize/,
    job: /401 user is not logged in|W&B does not accept it/,
  },
  {
    what: "the account has no identity",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(account)}?${versions.account}`, { identity: { type: "None" } }),
    check: "account.identity",
    remedy: /npx pulumi up/,
    job: /no system-assigned identity/,
  },
  {
    what: "the W&B integration has another secret",
    cause: async (project) => {
      const { vaultUrl, endpoint } = await project.outputs();
      return project.azure.openai("PUT", `${endpoint}openai/assumed/integrations/wandb`, {
        keyVaultUrl: vaultUrl,
        secretName: "another-name",
      });
    },
    doctorFlags: ["--assumed-endpoint"],
    check: "wandb.integration",
    remedy: /npx azure-openai-wandb link/,
    job: /404 .*another-name/,
    cure: (project) => cli(project, ["link", "--assumed-endpoint"]),
  },
  {
    what: "outbound access is restricted",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(account)}?${versions.account}`, {
        properties: { restrictOutboundNetworkAccess: true, allowedFqdnList: ["login.microsoftonline.com"] },
      }),
    check: "account.outboundAccess",
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
    what: "the region does not offer the training type",
    cause: async () => ({ status: 200 }),
    doctorFlags: ["--model", "o4-mini", "--tier", "developerTier"],
    jobFlags: ["--model", "o4-mini", "--tier", "developerTier"],
    check: "training.modelAndType",
    remedy: /--tier standard/,
    job: /--tier developerTier: .*Use standard or globalstandard/,
    cure: async () => undefined,
    // o4-mini is trained by reinforcement alone.
    curedFlags: ["--model", "gpt-4.1-mini", "--tier", "standard"],
  },
  {
    what: "the API key's user is not a member of the entity",
    cause: async () => ({ status: 200 }),
    doctorFlags: ["--entity", "fabrikam"],
    jobFlags: ["--entity", "fabrikam"],
    check: "wandb.entity",
    remedy: /invite ada/,
    job: /403 permission denied/,
    cure: async () => undefined,
  },
  {
    what: "the account has as many jobs as its capabilities allow",
    cause: async (project) => {
      await project.azure.control("PUT", "/_local/settings", {
        fineTuning: { filePolls: 0, stepsPerPoll: 0, jobLimit: 1 },
      });
      return { status: 200 };
    },
    check: "training.jobQuota",
    remedy: /delete old jobs/,
    job: /quotaExceeded/,
    cure: (project) => project.azure.control("DELETE", "/_local/settings"),
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
    check: "training.jobQuota",
    remedy: /azure-openai-wandb finetune cancel/,
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
  const table = ["    fault | found by | remedy | the job's error"];

  const readIds = async () =>
    (ids = new Map([...(await project.resources())].map(([name, { id }]) => [name, id])));

  let endpoint: string;
  beforeAll(async () => {
    project = await StackProject.create();
    const seed = await project.azure.control("GET", "/_local/seed");
    const { objectId } = seed.body.deployer;
    await project.init({ fineTuningPrincipals: ["ada@contoso.example", `ServicePrincipal:${objectId}`] });
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
  ): Promise<{ code: number; wrong: Finding[]; printed: string; fixed: string[] }> => {
    const { code, stdout, stderr } = await cli(project, ["doctor", "--json", ...flags]);
    const { findings: all, fixed } = JSON.parse(stdout) as { findings: Finding[]; fixed: string[] };
    return { code, wrong: all.filter(({ status }) => status === "failed"), printed: stdout + stderr, fixed };
  };
  /** With the endpoint instead of the stack, whose key the command would check before Azure does. */
  const train = async (...flags: string[]) => {
    const args = ["finetune", training, "--endpoint", endpoint, "--poll", "0.05", "--epochs", "1"];
    const { code, stdout, stderr } = await cli(project, [...args, "--new", ...flags]);
    return { code, printed: stdout + stderr };
  };

  test("passes on a fresh deployment, and exits with 0", async () => {
    expect(await findings()).toMatchObject({ code: 0, wrong: [] });
    const { stdout } = await cli(project, ["doctor"]);
    expect(stdout).toContain("Ready for the W&B integration");
    expect(stdout).toContain("gpt-4.1-mini (standard, globalstandard, developerTier)");
    // Retired, with the capabilities that it had (recorded, Azure/azure-dev, 23 April 2026).
    expect(stdout).not.toContain("gpt-35-turbo");
    // MaxFineTuneCount of an account (recorded, Azure/azure-cli, 28 October 2025).
    expect(stdout).toContain("0 of 500 jobs");
    expect((await findings("--assumed-endpoint")).wrong).toMatchObject([
      { id: "wandb.integration", detail: "not configured" },
    ]);
    await cli(project, ["link", "--assumed-endpoint"]);
    expect((await findings("--assumed-endpoint")).wrong).toEqual([]);
    expect((await train()).code).toBe(0);
  });

  test.each(faults)(
    "finds that $what before a job does, and with its remedy the job succeeds",
    async ({ what, cause, check, remedy, job, doctorFlags = [], jobFlags = [], cure, curedFlags = [] }) => {
      expect((await cause(project, (name) => ids.get(name)!)).status).toBeLessThan(300);
      const { code, wrong, printed } = await findings(...doctorFlags);
      expect(code).toBe(1);
      const finding = wrong.find(({ id }) => id === check);
      expect(finding?.remedy).toMatch(remedy);
      const failure = await train(...jobFlags);
      expect(failure.code).not.toBe(0);
      expect(failure.printed).toMatch(job);
      expect(printed + failure.printed).not.toContain(currentKey);
      const shorten = (text: string) => text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID").slice(0, 80);
      table.push(`    ${what} | ${check} | ${shorten(finding!.remedy!)} | ${job.exec(failure.printed)![0]}`);

      if (cure) {
        await cure(project);
      } else {
        // A refresh does not read the secret's value.
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

  test("--fix restores the stack's role assignments, so that Pulumi finds nothing to change", async () => {
    for (const name of ["wandb-identity", "wandb-secrets-officer-deployer"]) {
      await project.azure.arm(
        "DELETE",
        `${ids.get(`authorization:RoleAssignment ${name}`)!}?${versions.roleAssignment}`,
      );
    }
    const { code, fixed } = await findings("--fix");
    expect({ code, fixed }).toEqual({
      code: 0,
      fixed: [expect.stringMatching(/^restored the stack's role assignments wandb-\S+, wandb-\S+$/)],
    });
    expect((await project.preview()).filter((step) => step.includes("RoleAssignment"))).toEqual([]);
  });

  test("--fix gives the identity access without a stack, in either permission model", async () => {
    const { resourceGroupName, accountName, vaultUrl } = await project.outputs();
    const vaultName = new URL(vaultUrl!).host.split(".")[0]!;
    const names = ["--resource-group", resourceGroupName!, "--account", accountName!, "--vault", vaultName];
    await project.azure.arm(
      "DELETE",
      `${ids.get("authorization:RoleAssignment wandb-identity")!}?${versions.roleAssignment}`,
    );
    expect((await findings(...names, "--fix")).fixed).toEqual([
      `assigned Key Vault Secrets User on ${vaultName} to the account's identity`,
    ]);
    const setPermissionModel = (enableRbacAuthorization: boolean) =>
      project.azure.arm("PATCH", `${ids.get(vault)!}?${versions.vault}`, {
        properties: { enableRbacAuthorization },
      });
    await setPermissionModel(false);
    const byPolicy = await findings(...names, "--fix");
    expect(byPolicy.fixed).toEqual([
      `added an access policy (get, list) for the account's identity to ${vaultName}`,
    ]);
    expect((await train()).code).toBe(0);
    await setPermissionModel(true);
    expect((await findings(...names, "--fix")).fixed).toEqual([]);
  });
});

describe("without a stack", () => {
  let project: StackProject;
  beforeAll(async () => (project = await StackProject.create()));
  afterAll(() => project?.close());

  test("link prints the two values that the portal requires", async () => {
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
