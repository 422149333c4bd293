import * as pulumi from "@pulumi/pulumi";
import { validateArgs, WandbIntegration } from "../../../components/index";
import type { WandbIntegrationArgs } from "../../../components/index";
import { vaultLogicalName } from "../../../components/naming/names";
import { record } from "./recorder";

const good: WandbIntegrationArgs = {
  resourceGroupName: "rg",
  location: "swedencentral",
  wandbApiKey: "0123456789abcdef0123456789abcdef01234567",
};
const ada = "aaaaaaaa-0000-4000-8000-000000000001";

/** One wrong argument in each row: the path that must be named, and what the reason must contain. */
const wrong: [what: string, args: object, path: string, reason: RegExp][] = [
  ["no resource group", { resourceGroupName: undefined }, "resourceGroupName", /missing/],
  ["a malformed resource group", { resourceGroupName: "rg." }, "resourceGroupName", /not ending in "\."/],
  ["no key", { wandbApiKey: undefined }, "wandbApiKey", /missing or blank.*wandb\.ai\/authorize/],
  ["a blank key", { wandbApiKey: "  " }, "wandbApiKey", /missing or blank/],
  ["a key with a line break", { wandbApiKey: `${String(good.wandbApiKey)}\n` }, "wandbApiKey", /white space/],
  [
    "a key with a space",
    { wandbApiKey: `${"a".repeat(30)} ${"b1".repeat(20)}` },
    "wandbApiKey",
    /white space/,
  ],
  ["a placeholder in brackets", { wandbApiKey: `<${"w".repeat(39)}>` }, "wandbApiKey", /placeholder/],
  [
    "a placeholder in words",
    { wandbApiKey: "your-wandb-api-key-goes-here-and-is-long-enough" },
    "wandbApiKey",
    /placeholder/,
  ],
  ["one letter repeated", { wandbApiKey: "0".repeat(40) }, "wandbApiKey", /placeholder/],
  [
    "a key that is too short",
    { wandbApiKey: "0123456789abcdef" },
    "wandbApiKey",
    /16 characters.*40 or more/,
  ],
  ["an unknown region", { location: "moonbase1" }, "location", /moonbase1.*swedencentral.*skipLocationCheck/],
  ["a region without fine-tuning", { location: "UAE North" }, "location", /UAE North/],
  ["a malformed account name", { account: { accountName: "-x" } }, "account.accountName", /2 to 64/],
  [
    "a malformed subdomain",
    { account: { customSubDomainName: "contoso_ai" } },
    "account.customSubDomainName",
    /hyphens/,
  ],
  [
    "a subdomain that ends in a hyphen",
    { account: { customSubDomainName: "contoso-" } },
    "account.customSubDomainName",
    /ending/,
  ],
  ["a vault name that is too short", { vault: { vaultName: "kv" } }, "vault.vaultName", /3 to 24/],
  ["a vault name that is too long", { vault: { vaultName: "a".repeat(25) } }, "vault.vaultName", /3 to 24/],
  ["a vault name that begins with a digit", { vault: { vaultName: "1vault" } }, "vault.vaultName", /letter/],
  [
    "a vault name with two hyphens",
    { vault: { vaultName: "my--vault" } },
    "vault.vaultName",
    /single hyphens/,
  ],
  ["a malformed secret name", { secret: { secretName: "wandb_api_key" } }, "secret.secretName", /hyphens/],
  [
    "an unknown permission model",
    { access: { permissionModel: "RBAC" } },
    "access.permissionModel",
    /"RBAC".*"Rbac"/,
  ],
  [
    "an unknown identity role",
    { access: { identityRole: "Owner" } },
    "access.identityRole",
    /"Owner".*"SecretsUser"/,
  ],
  [
    "purge protection that is false",
    { vault: { enablePurgeProtection: false } },
    "vault.enablePurgeProtection",
    /leave it out/,
  ],
  [
    "a malformed object id",
    { access: { fineTuningPrincipals: [{ objectId: "ada", type: "User" }] } },
    "access.fineTuningPrincipals[0].objectId",
    /"ada".*GUID/,
  ],
  [
    "an unknown principal type",
    { access: { fineTuningPrincipals: [{ objectId: ada, type: "Robot" }] } },
    "access.fineTuningPrincipals[0].type",
    /"Robot".*"Group"/,
  ],
  [
    "a principal twice",
    {
      access: {
        keyVaultSecretsOfficers: [
          { objectId: ada, type: "User" },
          { objectId: ada.toUpperCase(), type: "User" },
        ],
      },
    },
    "access.keyVaultSecretsOfficers[1]",
    /same principal as access\.keyVaultSecretsOfficers\[0\]/,
  ],
  [
    "an output as object id without a key",
    { access: { fineTuningPrincipals: [{ objectId: pulumi.output(ada), type: "User" }] } },
    "access.fineTuningPrincipals[0].key",
    /give a key/,
  ],
];

describe("wrong arguments are refused by name, with what to do", () => {
  test("nothing is wrong with the arguments that the other tests begin from", () => {
    expect(validateArgs(good)).toEqual([]);
  });

  test.each(wrong)("%s", (_what, args, path, reason) => {
    const errors = validateArgs({ ...good, ...args } as WandbIntegrationArgs);
    expect(errors.map(({ propertyPath }) => propertyPath)).toEqual([path]);
    expect(errors[0]!.reason).toMatch(reason);
  });

  test.each(wrong.filter(([, , path]) => path === "wandbApiKey"))(
    "no message repeats the key: %s",
    (_what, args) => {
      const { wandbApiKey } = { ...good, ...args } as { wandbApiKey?: string };
      const reported = JSON.stringify(validateArgs({ ...good, ...args } as WandbIntegrationArgs));
      expect(wandbApiKey?.trim() ? reported.includes(wandbApiKey.trim()) : false).toBe(false);
    },
  );
});

describe("right arguments are accepted", () => {
  test.each<[string, object]>([
    ["a key of the old form", { wandbApiKey: "0123456789abcdef0123456789abcdef01234567" }],
    ["a key of the new form", { wandbApiKey: `wandb_v1_${"a1".repeat(13)}B_${"Zz9".repeat(16)}x` }],
    ["a key with a prefix", { wandbApiKey: `local-${"0a".repeat(20)}` }],
    ["a key with the name of a server as its prefix", { wandbApiKey: `my-server-${"0a".repeat(20)}` }],
    ["a region as the portal writes it", { location: "Sweden Central" }],
    ["any region where the check is off", { location: "moonbase1", skipLocationCheck: true }],
    [
      "names at their longest",
      {
        vault: { vaultName: `a${"b".repeat(23)}` },
        secret: { secretName: "s".repeat(127) },
        account: { accountName: "a".repeat(64) },
      },
    ],
    [
      "names at their shortest",
      {
        vault: { vaultName: "abc" },
        secret: { secretName: "s" },
        account: { accountName: "ab", customSubDomainName: "ab" },
      },
    ],
    [
      "one principal with both roles",
      {
        access: {
          keyVaultSecretsOfficers: [{ objectId: ada, type: "User" }],
          fineTuningPrincipals: [{ objectId: ada, type: "User" }],
        },
      },
    ],
  ])("%s", (_what, args) => {
    expect(validateArgs({ ...good, ...args })).toEqual([]);
  });
});

describe("the component", () => {
  test("reports everything that is wrong in one error and registers nothing", async () => {
    let error: unknown;
    const resources = await record(() => {
      try {
        new WandbIntegration("wandb", {
          ...good,
          wandbApiKey: "secret-but-too-short",
          vault: { vaultName: "x" },
          location: "here",
        });
      } catch (thrown) {
        error = thrown;
      }
    });
    expect(pulumi.InputPropertiesError.isInstance(error)).toBe(true);
    const { errors, message, stack } = error as pulumi.InputPropertiesError;
    expect(errors.map(({ propertyPath }) => propertyPath)).toEqual([
      "wandbApiKey",
      "location",
      "vault.vaultName",
    ]);
    expect(errors.every(({ propertyPath, reason }) => reason.startsWith(propertyPath))).toBe(true);
    expect(message).toContain('WandbIntegration "wandb"');
    expect(`${message}${stack}`).not.toContain("secret-but-too-short");
    expect(stack).toBeUndefined();
    expect(resources).toEqual([]);
  });
});

describe("the vault's generated name", () => {
  test("is a legal vault name with eight characters to spare, whatever the component is called", () => {
    for (const name of [
      "wandb",
      "a",
      "churn-prediction-europe",
      "My.Team_42",
      "42",
      "x--y",
      "ß",
      "a".repeat(200),
    ]) {
      expect(`${vaultLogicalName(name)}0badcafe`).toMatch(/^(?!.*--)[a-z][a-z0-9-]{1,22}[a-z0-9]$/);
    }
  });

  test("differs for two long names with the same beginning", () => {
    expect(vaultLogicalName("churn-prediction-europe")).not.toBe(
      vaultLogicalName("churn-prediction-america"),
    );
  });
});
