/** Arguments at random, for tests of what holds for all of them. */
import fc from "fast-check";
import type { WandbIntegrationArgs } from "../../components/index";

export const key = "0123456789abcdef0123456789abcdef01234567";
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

/** Any arguments at all: each part left out, right or wrong. */
export const anyArgs = fc.record(
  {
    resourceGroupName: mostly(["rg"], ["rg."]),
    wandbApiKey: mostly([key], ["short", undefined]),
    location: mostly(["swedencentral", "Sweden Central"], ["moon"]),
    accountName: mostly(["contoso-ai"], ["-"]),
    customSubDomainName: mostly(["contoso-ai"], ["a_b"]),
    vaultName: mostly(["kv-contoso"], ["kv--x"]),
    secretName: mostly(["wandb-key"], ["wandb_key"]),
    permissionModel: mostly(["Rbac", "AccessPolicy"], ["None"]),
    identityRole: mostly(["SecretsOfficer", "SecretsUser"], ["Owner"]),
    identityGrantScope: mostly(["Vault", "Secret"], ["Group"]),
    onSoftDeleted: mostly(["Fail", "Recover", "NewName"], ["Hope"]),
    enablePurgeProtection: mostly([true], [false]),
    deleteLock: fc.boolean(),
    diagnosticsWorkspaceId: mostly([workspaceId], ["logs"]),
    teamMembers: fc.array(
      fc.record({
        objectId: mostly(["aaaaaaaa-0000-4000-8000-000000000001"], ["ada"]),
        type: mostly(["User", "Group"], ["Robot"]),
      }),
      { maxLength: 2 },
    ),
    account: fc.record(
      {
        existing: fc.constant({ name: "hand-made" }),
        publicNetworkAccess: fc.boolean(),
        allowedIpRanges: fc.array(mostly(["203.0.113.0/24"], ["300.1.1.1"]), { maxLength: 2 }),
        privateEndpoint: fc.record({ subnetId: mostly([subnetId], ["subnet"]) }),
        disableLocalAuth: fc.boolean(),
        allowedOutboundHosts: fc.array(mostly(["a.example.com"], ["http://x"]), { maxLength: 1 }),
        userAssignedIdentityIds: fc.array(mostly([identityId], ["me"]), { maxLength: 1 }),
        customerManagedKey: fc.constant(customerManagedKey),
        deployments: fc.array(fc.record({ name: mostly(["chat"], ["x y"]), model: fc.constant("m") }), {
          maxLength: 2,
        }),
      },
      { requiredKeys: [] },
    ),
    vault: fc.record(
      {
        existing: fc.constant({ name: "kv-hand-made" }),
        publicNetworkAccess: fc.boolean(),
        allowedIpRanges: fc.array(mostly(["203.0.113.0/24"], ["nowhere"]), { maxLength: 1 }),
        softDeleteRetentionInDays: mostly([7, 90], [6, 91]),
      },
      { requiredKeys: [] },
    ),
    secret: fc.record(
      { existing: fc.boolean(), expiresOn: mostly(["2030-01-01T00:00:00Z"], ["soon"]) },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ["resourceGroupName", "location"] },
) as unknown as fc.Arbitrary<WandbIntegrationArgs>;
