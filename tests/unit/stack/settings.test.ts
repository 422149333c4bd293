import * as fs from "node:fs";
import * as path from "node:path";
import { settingsError } from "../../../stack/problem";
import { readSettings } from "../../../stack/readSettings";
import { settingsTable } from "../../../stack/settingsTable";
import type { SettingName } from "../../../stack/settingsTable";
import { inSettings, settingOf } from "../../../stack/settingNames";

const root = path.join(__dirname, "../../..");
const read = (config: Record<string, string>) =>
  readSettings(
    "azure-openai-wandb",
    "dev",
    Object.fromEntries(Object.entries(config).map(([name, value]) => [`azure-openai-wandb:${name}`, value])),
  );

/** Names under `config:` of Pulumi.yaml, and the lines below each. */
function declared(): Map<string, string> {
  const text = fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8").split("\nconfig:\n")[1]!;
  return new Map(
    [...text.matchAll(/^ {2}(\w+):\n((?: {4}.*\n)+)/gm)].map(([, name, body]) => [name!, body!]),
  );
}

describe("settings", () => {
  test("are declared in Pulumi.yaml with description, type and default: lists and objects without type, the key without default", () => {
    const settings = declared();
    expect(settings.size).toBeGreaterThan(10);
    for (const [name, body] of settings) {
      const isStructured = ["list", "object"].includes(settingsTable[name as SettingName].type);
      expect({ name, body }).toMatchObject({ body: expect.stringMatching(/^ {4}description: /m) });
      expect({ name, hasType: /^ {4}type: /m.test(body), hasDefault: /^ {4}default: /m.test(body) }).toEqual({
        name,
        hasType: !isStructured,
        hasDefault: name !== "wandbApiKey",
      });
    }
    expect(settings.get("wandbApiKey")).toMatch(/^ {4}secret: true$/m);
  });

  test("that Pulumi.yaml declares are the settings that the stack reads, and no others", () => {
    for (const name of declared().keys()) {
      expect(read({ [name]: "" }).problems).toEqual([]);
    }
    const { problems } = read({ nonsense: "1" });
    const listed = problems[0]!.reason.split("use one of ")[1]!.split(", ");
    expect(listed.sort()).toEqual([...declared().keys()].sort());
  });

  test("that do not exist are refused by name, with how to remove them; other namespaces are left alone", () => {
    const { problems } = readSettings("azure-openai-wandb", "dev", {
      "azure-openai-wandb:wandbApikey": "x",
      "azure-native:location": "swedencentral",
      "contoso:unrelated": "x",
    });
    expect(problems).toEqual([
      { setting: "wandbApikey", reason: expect.stringContaining("pulumi config rm wandbApikey") },
    ]);
  });

  test("of versions before 0.2.0 are refused by their name now", () => {
    for (const [former, now] of [
      ["secretsOfficers", "keyVaultSecretsOfficers"],
      ["teamMembers", "fineTuningPrincipals"],
      ["identityGrantScope", "identityRoleScope"],
    ]) {
      expect(read({ [former!]: "x" }).problems).toEqual([
        { setting: former, reason: expect.stringContaining(`is called ${now} since 0.2.0`) },
      ]);
    }
  });

  test.each([
    ["teamMembers", "fineTuningPrincipals", '["ada@contoso.com"]', "[]"],
    ["identityGrantScope", "identityRoleScope", "Secret", "Vault"],
  ])(
    "under a former name and the name of today: %s is to be removed, and %s stays",
    (former, now, value, unset) => {
      expect(read({ [former]: "x", [now]: value }).problems).toEqual([
        {
          setting: former,
          reason: expect.stringMatching(
            `is called ${now} since 0\\.2\\.0, which is set too: .* remove ${former} \\(pulumi config rm ${former}\\)$`,
          ),
        },
      ]);
      // An empty list and a default of Pulumi.yaml count as left out.
      for (const byDefault of ["", unset]) {
        expect(read({ [former]: "x", [now]: byDefault }).problems).toContainEqual({
          setting: former,
          reason: expect.stringMatching(/: rename it in the stack's file$/),
        });
      }
    },
  );

  test("in the namespace of another project are refused with the command that moves them; a secret is not printed", () => {
    const { problems } = readSettings("contoso-ml", "prod", {
      "azure-openai-wandb:deleteLock": "true",
      "azure-openai-wandb:tags": JSON.stringify(["environment=prod", "note=it's"]),
      "azure-openai-wandb:vaultPrivateEndpoint": JSON.stringify({ subnetId: "/subscriptions/1" }),
      "azure-openai-wandb:wandbApiKey": "0123456789abcdef0123456789abcdef01234567",
      "contoso-ml:location": "swedencentral",
    });
    expect(problems.map(({ setting, reason }) => [setting, reason.split(": run ")[1]])).toEqual([
      [
        "azure-openai-wandb:deleteLock",
        "pulumi config set --plaintext 'contoso-ml:deleteLock' 'true' && pulumi config rm azure-openai-wandb:deleteLock",
      ],
      [
        "azure-openai-wandb:tags",
        "pulumi config set --plaintext --path 'contoso-ml:tags[0]' 'environment=prod' && " +
          "pulumi config set --plaintext --path 'contoso-ml:tags[1]' 'note=it'\\''s' && pulumi config rm azure-openai-wandb:tags",
      ],
      [
        "azure-openai-wandb:vaultPrivateEndpoint",
        "pulumi config set --plaintext --path 'contoso-ml:vaultPrivateEndpoint.subnetId' '/subscriptions/1' && " +
          "pulumi config rm azure-openai-wandb:vaultPrivateEndpoint",
      ],
      [
        "azure-openai-wandb:wandbApiKey",
        "pulumi config set --secret contoso-ml:wandbApiKey && pulumi config rm azure-openai-wandb:wandbApiKey",
      ],
    ]);
  });

  test("become the component's arguments where they differ from their defaults", () => {
    const { args, problems } = read({
      location: "swedencentral",
      accountPublicNetworkAccess: "false",
      vaultPublicNetworkAccess: "true",
      accountIpRules: JSON.stringify(["203.0.113.7"]),
      existingVaultId: "/subscriptions/1/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv",
      secretName: "wandb-api-key",
      permissionModel: "AccessPolicy",
      accountTags: JSON.stringify(["cost-centre=42"]),
      deployments: JSON.stringify([{ name: "chat", model: "gpt-4.1-mini", capacity: 5 }]),
      diagnosticsWorkspaceId: "/subscriptions/1",
      customerManagedKey: "{}",
    });
    expect(problems).toEqual([]);
    expect(args).toEqual({
      account: {
        publicNetworkAccess: false,
        ipRules: ["203.0.113.7"],
        tags: { "cost-centre": "42" },
        deployments: [{ name: "chat", model: "gpt-4.1-mini", capacity: 5 }],
      },
      vault: {
        existing: { id: "/subscriptions/1/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv" },
      },
      access: { permissionModel: "AccessPolicy" },
      diagnostics: { workspaceId: "/subscriptions/1" },
    });
  });

  test("are what errors of the component name, in paths and in reasons", () => {
    expect(
      [
        "access.fineTuningPrincipals[1].type",
        "access.keyVaultSecretsOfficers[0].objectId",
        "account.ipRules[2]",
        "vault.existing.id",
        "account.privateEndpoint.subnetId",
        "resourceGroupName",
      ].map(settingOf),
    ).toEqual([
      "fineTuningPrincipals[1]: its type",
      "keyVaultSecretsOfficers[0]: its object id",
      "accountIpRules[2]",
      "existingVaultId",
      "accountPrivateEndpoint.subnetId",
      "resourceGroupName",
    ]);
    expect(inSettings("needs vault.vaultName (or vault.existing): set access.permissionModel to Rbac")).toBe(
      "needs vaultName (or existingVaultId): set permissionModel to Rbac",
    );
  });

  test("that are empty leave the choice to the component", () => {
    const { settings, args, problems } = read({ vaultName: "", accountName: "", enablePurgeProtection: "" });
    expect(problems).toEqual([]);
    expect(args).toEqual({});
    expect(settings.resourceGroupName).toBe("rg-openai-wandb-dev");
  });

  test("tags are read as name=value, and a malformed one is refused", () => {
    const { tags, problems } = read({ tags: JSON.stringify(["team=ml", "note=a=b", "oops"]) });
    expect(tags).toMatchObject({ team: "ml", note: "a=b", stack: "dev" });
    expect(problems).toEqual([{ setting: "tags[2]", reason: expect.stringContaining("name=value") }]);
  });

  test("that are lists or objects keep what was meant by values that YAML and the Pulumi CLI store as other types", () => {
    const { args, settings, problems } = read({
      // A group that is called 2024, another one called true: `pulumi config set --path 'fineTuningPrincipals[0]' 2024`.
      fineTuningPrincipals: JSON.stringify([2024, true, "ada@contoso.com", null]),
      keyVaultSecretsOfficers: "null",
      ignoreTags: "",
      deployments: JSON.stringify([
        { name: "chat", model: "gpt-4.1-mini", version: "2025-04-14 00:00:00 +0000 UTC", capacity: "5" },
        { name: 42, model: "gpt-4o", version: 2024, sku: null },
      ]),
      customerManagedKey: JSON.stringify({ keyName: 7, keyVersion: 1 }),
      accountPrivateEndpoint: "null",
    });
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({
      fineTuningPrincipals: ["2024", "true", "ada@contoso.com", ""],
      keyVaultSecretsOfficers: [],
      ignoreTags: [],
    });
    expect(args.account).toEqual({
      customerManagedKey: { keyName: "7", keyVersion: "1" },
      deployments: [
        { name: "chat", model: "gpt-4.1-mini", version: "2025-04-14", capacity: 5 },
        { name: "42", model: "gpt-4o", version: "2024" },
      ],
    });
  });

  test("that are lists or objects are refused where another value was given, or where digits were lost", () => {
    const reasons = (config: Record<string, string>) =>
      read(config).problems.map(({ setting, reason }) => `${setting} ${reason}`);
    expect(reasons({ fineTuningPrincipals: "ada@contoso.com" })).toEqual([
      `fineTuningPrincipals is "ada@contoso.com", not a list: set its items one by one, the first by --path 'fineTuningPrincipals[0]'`,
    ]);
    expect(reasons({ tags: JSON.stringify({ team: "ml" }), customerManagedKey: "5" })).toEqual([
      `customerManagedKey is 5, not an object: set its properties one by one, by --path 'customerManagedKey.PROPERTY'`,
      expect.stringContaining(`tags is {"team":"ml"}, not a list`),
    ]);
    expect(
      reasons({ deployments: JSON.stringify([{ name: "chat", version: 1.5 }]), ignoreTags: "[1e30]" }),
    ).toEqual([
      "deployments[0].version is 1.5, not a text: write it in quotes (pulumi config set --type string)",
      "ignoreTags[0] is 1e+30, not a text: write it in quotes (pulumi config set --type string)",
    ]);
  });

  test("a date without quotes, which YAML takes for one, is the date that was meant", () => {
    for (const [given, meant] of [
      ["2036-01-31 12:30:00 +0000 UTC", "2036-01-31T12:30:00+00:00"],
      ["2036-01-31 12:30:00 +0200 +0200", "2036-01-31T12:30:00+02:00"],
      ["2036-01-31T12:30:00Z", "2036-01-31T12:30:00Z"],
    ]) {
      expect(read({ secretExpiresOn: given! }).args.secret).toEqual({ expiresOn: meant });
    }
  });

  test("as many tags as a secret accepts are accepted, one more is refused, and the stack's own may be set", () => {
    const tags = (count: number) => Array.from({ length: count }, (_, index) => `tag${index}=x`);
    expect(read({ tags: JSON.stringify(tags(13)) }).problems).toEqual([]);
    expect(read({ tags: JSON.stringify([...tags(13), "stack=mine"]) }).problems).toEqual([]);
    expect(read({ tags: JSON.stringify(tags(14)) }).problems).toMatchObject([{ setting: "tags" }]);
  });

  test("all problems are in one message, each by its setting", () => {
    const error = settingsError([
      { setting: "a", reason: "is wrong" },
      { setting: "b", reason: "is wrong too" },
    ]);
    expect(error.message).toBe(
      "Invalid configuration: 2 problems. Nothing was deployed.\n  - a is wrong\n  - b is wrong too",
    );
  });
});
