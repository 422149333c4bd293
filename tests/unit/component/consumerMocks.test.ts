import * as pulumi from "@pulumi/pulumi";
import { WandbIntegration } from "../../../components/index";
import type { WandbIntegrationArgs } from "../../../components/index";

/**
 * Mocks as consumers write them for their own unit tests, from the one that Pulumi documents to one that answers nothing:
 * https://www.pulumi.com/docs/iac/guides/testing/unit/
 */
const mocks: Record<string, pulumi.runtime.Mocks> = {
  "repeat inputs and arguments": {
    newResource: ({ name, inputs }) => ({ id: `${name}_id`, state: inputs }),
    call: ({ inputs }) => inputs,
  },
  "repeat inputs and answer nothing to calls": {
    newResource: ({ name, inputs }) => ({ id: `${name}_id`, state: inputs }),
    call: () => ({}),
  },
  "answer nothing": { newResource: ({ name }) => ({ id: `${name}_id`, state: {} }), call: () => ({}) },
};

const id = (type: string) => `/subscriptions/1/resourceGroups/rg/providers/${type}`;
const subnetId = id("Microsoft.Network/virtualNetworks/vnet/subnets/ml");
const user = { objectId: "0e0e0000-0000-4000-8000-0000000000a1", type: "User" as const };

const integrations: Record<string, Partial<WandbIntegrationArgs>> = {
  "with the least": {},
  "with access policies": { access: { permissionModel: "AccessPolicy" } },
  "with principals": { access: { keyVaultSecretsOfficers: [user], fineTuningPrincipals: [user] } },
  "with an existing account": { account: { existing: { name: "oai-hub" } } },
  "with an existing vault": { vault: { existing: { name: "kv-hub" } } },
  "with an existing vault by its ARM id": {
    vault: { existing: { id: id("Microsoft.KeyVault/vaults/kv-hub") } },
  },
  "with an existing vault that has access policies": {
    vault: { existing: { name: "kv-hub" } },
    access: { permissionModel: "AccessPolicy", keyVaultSecretsOfficers: [user] },
  },
  "with every option": {
    location: "swedencentral",
    account: {
      accountName: "contoso-ai",
      privateEndpoint: { subnetId, privateDnsZoneIds: [id("Microsoft.Network/privateDnsZones/zone")] },
      deployments: [{ name: "chat", model: "gpt-4.1-mini" }],
      userAssignedIdentities: [id("Microsoft.ManagedIdentity/userAssignedIdentities/id")],
    },
    vault: { vaultName: "kv-contoso", publicNetworkAccess: false, privateEndpoint: { subnetId } },
    access: { identityRole: "SecretsUser", identityRoleScope: "Secret" },
    diagnostics: { workspaceId: id("Microsoft.OperationalInsights/workspaces/log") },
    deleteLock: true,
    onSoftDeleted: "Recover",
  },
};

const outputs = [
  "vaultUrl",
  "secretName",
  "vaultId",
  "vaultName",
  "secretUri",
  "accountId",
  "accountName",
  "endpoint",
  "identityPrincipalId",
  "location",
] as const;

beforeEach(() => {
  // What the component warns of belongs to other tests.
  jest.spyOn(console, "warn").mockImplementation();
});

describe.each(Object.entries(mocks))("a consumer's unit test whose mocks %s", (_what, mock) => {
  test.each(Object.entries(integrations))(
    "makes an integration %s and reads its outputs",
    async (what, args) => {
      await pulumi.runtime.setMocks(mock);
      const integration = new WandbIntegration(what.replaceAll(" ", "-"), {
        resourceGroupName: "rg",
        wandbApiKey: "7c1d0e5f2a9b48c3d6e7f8091a2b3c4d5e6f7081",
        ...args,
      });
      const read = outputs.map((name) => integration[name]);
      expect(await new Promise((resolve) => pulumi.all(read).apply(resolve))).toHaveLength(outputs.length);
      // Every child's inputs resolve too: an error in one of them would reject here.
      await pulumi.runtime.disconnect();
    },
  );
});
