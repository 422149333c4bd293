import * as path from "node:path";
import type { Finding } from "../../cli/doctor/checks";
import { root, StackProject, testKey } from "./stackProject";
import type { Finished } from "./stackProject";

jest.setTimeout(240_000);

/** One fault: what is done behind everybody's back, which check finds it, and what the remedy must say. */
interface Fault {
  what: string;
  cause: (project: StackProject, id: (name: string) => string) => Promise<{ status: number }>;
  found: string;
  remedy: RegExp;
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
  },
  {
    what: "the vault is in the other mode",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(vault)}?${versions.vault}`, {
        properties: { enableRbacAuthorization: false },
      }),
    found: "The account's identity may read the secret",
    remedy: /az keyvault set-policy/,
  },
  {
    what: "the secret is disabled",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(secret)}?${versions.vault}`, {
        properties: { attributes: { enabled: false } },
      }),
    found: "The secret exists and is valid",
    remedy: /npx pulumi up/,
  },
  {
    what: "the secret has expired",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(secret)}?${versions.vault}`, {
        properties: { attributes: { exp: 1_600_000_000 } },
      }),
    found: "The secret exists and is valid",
    remedy: /config set --secret wandbApiKey/,
  },
  {
    what: "the vault's firewall is closed",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(vault)}?${versions.vault}`, {
        properties: { networkAcls: { defaultAction: "Deny" } },
      }),
    found: "The vault's network lets Azure OpenAI in",
    remedy: /az keyvault update .* --default-action Allow/,
  },
  {
    what: "public access to the vault is off",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(vault)}?${versions.vault}`, {
        properties: { publicNetworkAccess: "Disabled" },
      }),
    found: "The vault's network lets Azure OpenAI in",
    remedy: /--public-network-access Enabled/,
  },
  {
    what: "another key is in the vault",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(secret)}?${versions.vault}`, { properties: { value: "b".repeat(40) } }),
    found: "The key in the vault is the one in the stack's settings",
    remedy: /npx pulumi up/,
  },
  {
    what: "the key is revoked at W&B",
    cause: ({ azure }) => azure.control("DELETE", "/_local/wandb/keys", { key: currentKey }),
    found: "W&B accepts the key",
    remedy: /wandb\.ai\/authorize/,
  },
  {
    what: "the identity is off",
    cause: ({ azure }, id) =>
      azure.arm("PATCH", `${id(account)}?${versions.account}`, { identity: { type: "None" } }),
    found: "The account has an identity",
    remedy: /npx pulumi up/,
  },
];

const cli = (
  project: StackProject,
  args: string[],
  environment: Record<string, string> = {},
): Promise<Finished> =>
  project.run(
    process.execPath,
    ["-r", path.join(root, "local/register.js"), path.join(root, "cli/main.ts"), ...args],
    undefined,
    environment,
  );

describe("doctor", () => {
  let project: StackProject;
  let ids: Map<string, string>;
  const table: string[] = [];

  beforeAll(async () => {
    project = await StackProject.create();
    await project.init({ teamMembers: ["ada@contoso.example"] });
    await project.up();
    ids = new Map([...(await project.resources())].map(([name, { id }]) => [name, id]));
  });
  afterAll(() => {
    process.stderr.write(`${table.join("\n")}\n`);
    return project?.close();
  });

  const findings = async (): Promise<{ code: number; wrong: Finding[]; said: string }> => {
    const { code, stdout, stderr } = await cli(project, ["doctor", "--json"]);
    const { findings: all } = JSON.parse(stdout) as { findings: Finding[] };
    return { code, wrong: all.filter(({ status }) => status === "failed"), said: stdout + stderr };
  };

  test("finds nothing wrong with a fresh deployment, and ends with 0", async () => {
    expect(await findings()).toMatchObject({ code: 0, wrong: [] });
    const { stdout } = await cli(project, ["doctor"]);
    expect(stdout).toContain("Ready for the link");
    expect(stdout).toContain("gpt-4.1-mini (standard, globalstandard, developerTier)");
  });

  test.each(faults)(
    "finds that $what, shows the remedy, and ends with 1",
    async ({ what, cause, found, remedy }) => {
      expect((await cause(project, (name) => ids.get(name)!)).status).toBeLessThan(300);
      const { code, wrong, said } = await findings();
      expect(code).toBe(1);
      const finding = wrong.find(({ check }) => check === found);
      expect(finding?.remedy).toMatch(remedy);
      expect(said).not.toContain(currentKey);
      table.push(
        `    ${what} | ${found} | ${finding!.remedy!.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "ID").slice(0, 90)}`,
      );
      // The key's value is the one thing that Pulumi does not see from outside.
      currentKey = `${testKey.slice(0, -4)}${String(1000 + table.length)}`;
      await project.setKey(currentKey);
      await project.azure.arm("PATCH", `${ids.get(vault)!}?${versions.vault}`, {
        properties: { networkAcls: { defaultAction: "Allow" }, publicNetworkAccess: "Enabled" },
      });
      await project.up();
      ids = new Map([...(await project.resources())].map(([name, { id }]) => [name, id]));
      expect((await findings()).wrong).toEqual([]);
    },
  );
});

describe("the companion on bad input", () => {
  let project: StackProject;
  beforeAll(async () => (project = await StackProject.create()));
  afterAll(() => project?.close());

  test.each<[string, string[], Record<string, string>, RegExp]>([
    [
      "no stack",
      ["doctor", "--stack", "nothing"],
      {},
      /Pulumi cannot read the stack: no stack named 'nothing'/,
    ],
    [
      "some names without the others",
      ["doctor", "--vault", "kv"],
      {},
      /--resource-group and --account must be given too/,
    ],
    [
      "no subscription",
      ["link"],
      { AZURE_SUBSCRIPTION_ID: "", ARM_SUBSCRIPTION_ID: "" },
      /Which subscription\?/,
    ],
    [
      "nobody signed in",
      ["doctor", "--resource-group", "a", "--account", "b", "--vault", "c"],
      { AZURE_CLIENT_SECRET: "wrong" },
      /Nobody is signed in to Azure: run `az login`/,
    ],
    ["an unknown command", ["cure"], {}, /unknown command 'cure'/],
    ["an unknown option", ["doctor", "--verbose"], {}, /unknown option '--verbose'/],
  ])(
    "says what is wrong with %s in one message, and ends with neither 0 nor a stack trace",
    async (_what, args, environment, says) => {
      const { code, stdout, stderr } = await cli(project, args, environment);
      expect(code).not.toBe(0);
      expect(stderr).toMatch(says);
      expect(stdout + stderr).not.toMatch(/\n\s+at /);
    },
  );

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
