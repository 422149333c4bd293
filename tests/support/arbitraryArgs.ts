/** Arguments at random, for tests of what holds for all of them. */
import fc from "fast-check";
import type { WandbIntegrationArgs } from "../../components/index";

export const key = "0123456789abcdef0123456789abcdef01234567";
export const sampleObjectId = "aaaaaaaa-0000-4000-8000-000000000001";
export const sampleGroup = "/subscriptions/22222222-2222-4222-8222-222222222222/resourceGroups/rg";
export const subnetId = `${sampleGroup}/providers/Microsoft.Network/virtualNetworks/hub/subnets/one`;
export const identityId = `${sampleGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one`;
export const workspaceId = `${sampleGroup}/providers/Microsoft.OperationalInsights/workspaces/one`;
export const customerManagedKey = {
  keyVaultUri: "https://cmk.vault.azure.net/",
  keyName: "key",
  keyVersion: "1",
  identityClientId: "11111111-1111-4111-8111-111111111111",
};

/** Right values, and now and then a wrong one. */
const mostly = <T>(right: T[], wrong: T[]) =>
  fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom(...right) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
  );

const tags = fc.dictionary(fc.constantFrom("team", "cost-centre"), mostly(["ml"], [1 as never]), {
  maxKeys: 2,
});

const principals = fc.array(
  fc.record({
    objectId: mostly([sampleObjectId], ["ada"]),
    type: mostly(["User", "Group"], ["Robot"]),
  }),
  { maxLength: 2 },
);

/** Arguments at random: each left out, right or wrong. */
export const anyArgs = fc.record(
  {
    resourceGroupName: mostly(["rg"], ["rg."]),
    wandbApiKey: mostly([key], ["short", undefined]),
    location: mostly(["swedencentral", "Sweden Central"], ["moon"]),
    onSoftDeleted: mostly(["Fail", "Recover", "NewName"], ["Hope"]),
    deleteLock: fc.boolean(),
    diagnostics: fc.record({ workspaceId: mostly([workspaceId], ["logs"]) }),
    tags,
    access: fc.record(
      {
        permissionModel: mostly(["Rbac", "AccessPolicy"], ["None"]),
        identityRole: mostly(["SecretsOfficer", "SecretsUser"], ["Owner"]),
        identityRoleScope: mostly(["Vault", "Secret"], ["Group"]),
        fineTuningPrincipals: principals,
      },
      { requiredKeys: [] },
    ),
    account: fc.record(
      {
        existing: fc.constant({ name: "hand-made" }),
        accountName: mostly(["contoso-ai"], ["-"]),
        customSubDomainName: mostly(["contoso-ai"], ["a_b"]),
        publicNetworkAccess: fc.boolean(),
        ipRules: fc.array(mostly(["203.0.113.0/24"], ["300.1.1.1"]), { maxLength: 2 }),
        privateEndpoint: fc.record({ subnetId: mostly([subnetId], ["subnet"]) }),
        disableLocalAuth: fc.boolean(),
        allowedFqdnList: fc.array(mostly(["a.example.com"], ["http://x"]), { maxLength: 1 }),
        userAssignedIdentities: fc.array(mostly([identityId], ["me"]), { maxLength: 1 }),
        customerManagedKey: fc.constant(customerManagedKey),
        deployments: fc.array(fc.record({ name: mostly(["chat"], ["x y"]), model: fc.constant("m") }), {
          maxLength: 2,
        }),
        tags,
      },
      { requiredKeys: [] },
    ),
    vault: fc.record(
      {
        existing: fc.constant({ name: "kv-hand-made" }),
        vaultName: mostly(["kv-contoso"], ["kv--x"]),
        sku: mostly(["standard", "premium"], ["basic"]),
        enablePurgeProtection: mostly([true], [false]),
        publicNetworkAccess: fc.boolean(),
        ipRules: fc.array(mostly(["203.0.113.0/24"], ["nowhere"]), { maxLength: 1 }),
        softDeleteRetentionInDays: mostly([7, 90], [6, 91]),
        tags,
      },
      { requiredKeys: [] },
    ),
    secret: fc.record(
      {
        existing: fc.boolean(),
        secretName: mostly(["wandb-key"], ["wandb_key"]),
        expiresOn: mostly(["2030-01-01T00:00:00Z"], ["soon"]),
        tags,
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ["resourceGroupName", "location"] },
) as unknown as fc.Arbitrary<WandbIntegrationArgs>;
