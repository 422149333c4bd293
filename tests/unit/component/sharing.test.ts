import * as pulumi from "@pulumi/pulumi";
import { WandbIntegration } from "../../../components/index";
import type { WandbIntegrationArgs } from "../../../components/index";

const key = "7c1d0e5f2a9b48c3d6e7f8091a2b3c4d5e6f7081";
const id = (type: string, name: string) => `/subscriptions/1/resourceGroups/rg/providers/${type}/${name}`;

/** Azure's answers to look-ups: mocks that return ids, as recorded answers have them. */
const mocks: pulumi.runtime.Mocks = {
  newResource: ({ name, inputs }) => ({ id: `${name}_id`, state: inputs }),
  call: ({ token, inputs }) => {
    if (token.endsWith("getVault")) {
      const properties = { enableRbacAuthorization: true, vaultUri: "https://kv.vault.azure.net/" };
      return { id: id("Microsoft.KeyVault/vaults", inputs.vaultName), name: inputs.vaultName, properties };
    }
    return {};
  },
};

const declare = (name: string, args: Partial<WandbIntegrationArgs>) =>
  new WandbIntegration(name, { resourceGroupName: "rg", wandbApiKey: key, ...args });

const valueOf = <Value>(output: pulumi.Output<Value>) =>
  new Promise<Value>((resolve) => {
    output.apply(resolve);
  });

/** Resources that an output depends on, by their Pulumi names. */
async function dependenciesOf(output: pulumi.Output<unknown>): Promise<string[]> {
  const { allResources } = output as unknown as { allResources: () => Promise<Set<pulumi.Resource>> };
  const urns = await Promise.all([...(await allResources())].map(({ urn }) => valueOf(urn)));
  return urns.map((urn) => urn.slice(urn.lastIndexOf("::") + 2));
}

describe("an integration whose vault others share", () => {
  beforeEach(() => pulumi.runtime.setMocks(mocks));
  afterEach(() => pulumi.runtime.disconnect());

  test("has outputs that depend on the access which deletes secrets, and on the deployments of the account", async () => {
    const user = { objectId: "0e0e0000-0000-4000-8000-0000000000a1", type: "User" as const };
    const { vaultName, vaultId, vaultUrl, accountName, accountId } = declare("hub", {
      account: { deployments: [{ name: "chat", model: "gpt-4.1-mini" }] },
      access: { keyVaultSecretsOfficers: [user] },
    });
    for (const output of [vaultName, vaultId, vaultUrl]) {
      expect(await dependenciesOf(output)).toContain(`hub-secrets-officer-${user.objectId}`);
    }
    for (const output of [accountName, accountId]) {
      expect(await dependenciesOf(output)).toContain("hub-deployment-chat");
    }
  });

  test("has its access policies alone: one that shares them is refused before anything is registered", () => {
    const access = { permissionModel: "AccessPolicy" as const };
    const { vaultName } = declare("first", { access });
    expect(() => declare("second", { access, vault: { existing: { name: vaultName } } })).toThrow(
      /vault\.existing is the vault of another integration, which removes the access policies of others: use Azure RBAC/,
    );
  });

  test("owns what another program of the same process owns too, such as the next of a consumer's unit tests", async () => {
    const args = { vault: { existing: { name: "kv" } } };
    const first = declare("first", args);
    expect(await valueOf(first.vaultName)).toBe("kv");
    await pulumi.runtime.disconnect();
    await pulumi.runtime.setMocks(mocks);
    const second = declare("second", args);
    expect(await valueOf(second.vaultName)).toBe("kv");
  });
});
