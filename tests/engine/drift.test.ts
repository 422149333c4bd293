import { cli, jsonLines } from "../support/cli";
import { StackProject } from "../support/stackProject";

jest.setTimeout(240_000);

const versions = {
  account: "api-version=2024-10-01",
  vault: "api-version=2023-07-01",
  assignment: "api-version=2022-04-01",
};

const team = "aaaaaaaa-0000-4000-8000-0000000000a1";

/** The stack's model deployment. */
const deployment = { name: "one", model: "gpt-4.1-mini", version: "2025-04-14" };

/** One out-of-band change: the request to Azure, and what a plain preview then shows. */
interface Drift {
  what: string;
  change: (project: StackProject, ids: Map<string, string>) => Promise<{ status: number }>;
  shows: string[];
}

const drifts: Drift[] = [
  {
    what: "a tag of the account changed",
    change: ({ azure }, ids) =>
      azure.arm("PATCH", `${ids.get("cognitiveservices:Account wandb-account")}?${versions.account}`, {
        tags: { stack: "another team's" },
      }),
    shows: ["update cognitiveservices:Account wandb-account"],
  },
  {
    what: "a tag of the vault changed",
    change: ({ azure }, ids) =>
      azure.arm("PATCH", `${ids.get("keyvault:Vault wandb-vault")}?${versions.vault}`, {
        tags: { stack: "another team's" },
      }),
    shows: ["update keyvault:Vault wandb-vault"],
  },
  {
    what: "the vault switched to access policies",
    change: ({ azure }, ids) =>
      azure.arm("PATCH", `${ids.get("keyvault:Vault wandb-vault")}?${versions.vault}`, {
        properties: { enableRbacAuthorization: false },
      }),
    shows: ["update keyvault:Vault wandb-vault"],
  },
  {
    what: "the identity's role assignment deleted",
    change: ({ azure }, ids) =>
      azure.arm("DELETE", `${ids.get("authorization:RoleAssignment wandb-identity")}?${versions.assignment}`),
    shows: ["create authorization:RoleAssignment wandb-identity"],
  },
  {
    what: "the deployer's role assignment deleted",
    change: ({ azure }, ids) =>
      azure.arm(
        "DELETE",
        `${ids.get("authorization:RoleAssignment wandb-secrets-officer-deployer")}?${versions.assignment}`,
      ),
    shows: ["create authorization:RoleAssignment wandb-secrets-officer-deployer"],
  },
  {
    what: "a fine-tuning principal's role assignment deleted",
    change: ({ azure }, ids) =>
      azure.arm(
        "DELETE",
        `${ids.get(`authorization:RoleAssignment wandb-team-member-${team}`)}?${versions.assignment}`,
      ),
    shows: [`create authorization:RoleAssignment wandb-team-member-${team}`],
  },
  {
    what: "the secret disabled",
    change: ({ azure }, ids) =>
      azure.arm("PATCH", `${ids.get("keyvault:Secret wandb-secret")}?${versions.vault}`, {
        properties: { attributes: { enabled: false } },
      }),
    shows: ["update keyvault:Secret wandb-secret"],
  },
  {
    // The new identity is another principal: its role assignment has to be created again.
    what: "the account's identity removed",
    change: ({ azure }, ids) =>
      azure.arm("PATCH", `${ids.get("cognitiveservices:Account wandb-account")}?${versions.account}`, {
        identity: { type: "None" },
      }),
    shows: [
      "replace authorization:RoleAssignment wandb-identity",
      "update cognitiveservices:Account wandb-account",
    ],
  },
  {
    // ARM's code is `NotFound`: recorded, azure-service-operator, Jun 2026.
    what: "a model deployment deleted",
    change: ({ azure }, ids) =>
      azure.arm(
        "DELETE",
        `${ids.get("cognitiveservices:Deployment wandb-deployment-one")}?${versions.account}`,
      ),
    shows: ["create cognitiveservices:Deployment wandb-deployment-one"],
  },
  {
    // What is in a vault and at its scope goes with it.
    what: "the vault deleted",
    change: ({ azure }, ids) =>
      azure.arm("DELETE", `${ids.get("keyvault:Vault wandb-vault")}?${versions.vault}`),
    shows: [
      "create authorization:RoleAssignment wandb-identity",
      "create authorization:RoleAssignment wandb-secrets-officer-deployer",
      "create keyvault:Secret wandb-secret",
      "create keyvault:Vault wandb-vault",
    ],
  },
];

describe("an out-of-band change", () => {
  let project: StackProject;

  beforeAll(async () => {
    project = await StackProject.create({ ownProcess: true });
    await project.init({ fineTuningPrincipals: [`Group:${team}`] });
    for (const [property, value] of Object.entries(deployment)) {
      await project.pulumi("config", "set", "--plaintext", "--path", `deployments[0].${property}`, value);
    }
    await project.up();
  });
  afterAll(() => project?.close());

  test.each(drifts)("$what: a plain preview shows it, and up repairs it", async ({ change, shows }) => {
    const ids = new Map([...(await project.resources())].map(([name, { id }]) => [name, id]));
    const { status } = await change(project, ids);
    expect(status).toBeLessThan(300);
    expect(await project.preview()).toEqual(shows);
    await project.up();
    await project.pulumi("preview", "--expect-no-changes");
    const { vaultUrl, secretName } = await project.outputs();
    const secret = await project.azure.vault("GET", `${vaultUrl}secrets/${secretName}?api-version=7.4`);
    expect(secret.status).toBe(200);
  });

  test("the secret deleted: every refresh fails on ARM's code, recover gets the stack out of it, and up repairs it", async () => {
    const { vaultUrl, secretName } = await project.outputs();
    const secretUrl = `${vaultUrl}secrets/${secretName}?api-version=7.4`;
    expect((await project.azure.vault("DELETE", secretUrl)).status).toBe(200);
    // Azure ends the deletion within half a minute: until then its name can neither be reused nor recovered.
    await project.azure.control("POST", "/_local/clock", { seconds: 35 });
    expect(await project.failingPulumi("preview")).toContain('Status=404 Code="SecretNotFound"');
    expect((await cli(project, ["doctor"])).stdout).toContain(
      "npx azure-openai-wandb recover, then npx pulumi up",
    );
    const [recovered] = jsonLines(await cli(project, ["recover", "--json"]));
    expect(recovered).toMatchObject({
      adopted: [],
      forgotten: [expect.stringMatching(/::wandb-secret$/)],
    });
    expect(await project.preview()).toEqual(["create keyvault:Secret wandb-secret"]);
    await project.up();
    await project.pulumi("preview", "--expect-no-changes");
    expect((await project.azure.vault("GET", secretUrl)).status).toBe(200);
  });

  test("tags that a policy adds are left alone where ignoreTags lists them, and the stack's own are still repaired", async () => {
    await project.set({ ignoreTags: ["owner", "cost centre"] });
    const ids = new Map([...(await project.resources())].map(([name, { id }]) => [name, id]));
    const resources = [
      ["cognitiveservices:Account wandb-account", versions.account],
      ["keyvault:Vault wandb-vault", versions.vault],
    ] as const;
    for (const [name, version] of resources) {
      const tags = { "managed-by": "pulumi", stack: "test", owner: "policy", "cost centre": "42" };
      await project.azure.arm("PATCH", `${ids.get(name)}?${version}`, { tags });
    }
    expect(await project.preview()).toEqual([]);
    const [account, version] = resources[0];
    await project.azure.arm("PATCH", `${ids.get(account)}?${version}`, {
      tags: { "managed-by": "another-team", stack: "test", owner: "policy" },
    });
    expect(await project.preview()).toEqual([`update ${account}`]);
    await project.up();
    const { body } = await project.azure.arm("GET", `${ids.get(account)}?${version}`);
    expect(body.tags).toMatchObject({ "managed-by": "pulumi", owner: "policy" });
  });
});
