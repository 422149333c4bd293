import { pendingCreates, withAdopted } from "../../../cli/recover/pendingCreates";
import { failingSince, plannedCreates, withPlanned } from "../../../cli/recover/plannedCreates";

const subscription = "11111111-1111-4111-8111-111111111111";
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const group = `/subscriptions/${subscription}/resourceGroups/rg`;

const urn = (type: string, name: string) => `urn:pulumi:dev::stack::${type}::${name}`;
const stack = { urn: urn("pulumi:pulumi:Stack", "stack-dev"), type: "pulumi:pulumi:Stack" };
const provider = {
  urn: urn("pulumi:providers:azure-native", "default"),
  type: "pulumi:providers:azure-native",
  id: "provider-id",
};
const stateOf = (resources: object[], pending: object[] = []) =>
  JSON.stringify({ deployment: { resources, pending_operations: pending } });

const planned = (type: string, name: string, inputs: object, more: object = {}) => ({
  op: "create",
  newState: {
    urn: urn(type, name),
    type,
    custom: true,
    inputs,
    parent: stack.urn,
    provider: `${provider.urn}::${provider.id}`,
    ...more,
  },
});
const vaultType = "azure-native:keyvault:Vault";
const secretType = "azure-native:keyvault:Secret";
const vault = planned(vaultType, "wandb-vault", {
  resourceGroupName: "rg",
  vaultName: "wandb-vault0a1b2c3d",
});
const secret = planned(
  secretType,
  "wandb-secret",
  {
    resourceGroupName: "rg",
    vaultName: "kv",
    secretName: "key",
    properties: { value: "[secret]", contentType: "text" },
  },
  { dependencies: [urn(vaultType, "wandb-vault")], propertyDependencies: { vaultName: ["urn:gone"] } },
);
const find = (steps: object[], resources: object[] = [stack, provider]) =>
  plannedCreates(JSON.stringify({ steps }), stateOf(resources), subscription);

describe("what a preview would create", () => {
  test("is looked for by the id that its inputs make", () => {
    expect(find([secret])).toMatchObject([
      { id: `${group}/providers/Microsoft.KeyVault/vaults/kv/secrets/key` },
    ]);
  });

  test("is looked for by what its name begins with where azure-native has made the name up", () => {
    const [{ madeUp }] = find([vault]) as unknown as [{ madeUp: { name: RegExp } }];
    expect(madeUp).toMatchObject({
      input: "vaultName",
      resourceGroup: group,
      resourceType: "Microsoft.KeyVault/vaults",
    });
    expect(madeUp.name.test("wandb-vaultffffffff")).toBe(true);
    expect(madeUp.name.test("my-wandb-vaultffffffff")).toBe(false);
    expect(madeUp.name.test("wandb-vault-2ffffffff")).toBe(false);
    const named = planned(vaultType, "wandb-vault", { resourceGroupName: "rg", vaultName: "kv-team" });
    expect(find([named])).toMatchObject([{ madeUp: undefined }]);
  });

  test("is left alone where its inputs are not known, or its provider or parent is not in the state", () => {
    expect(
      find([planned(vaultType, "wandb-vault", { resourceGroupName: unknown, vaultName: "kv" })]),
    ).toEqual([]);
    expect(find([vault], [stack])).toEqual([]);
    expect(find([vault], [provider])).toEqual([]);
    expect(find([{ ...vault, op: "same" }])).toEqual([]);
    expect(find([planned("random:index/randomString:RandomString", "suffix", {})])).toEqual([]);
  });

  test("goes into the state without secrets, under the name it has, and depends on what is there", () => {
    const id = `${group}/providers/Microsoft.KeyVault/vaults/wandb-vaultffffffff`;
    const [foundVault, foundSecret] = find([vault, secret]);
    const adopt = (list: Parameters<typeof withPlanned>[1]) =>
      JSON.parse(withPlanned(stateOf([stack, provider]), list)).deployment.resources.slice(2);
    expect(adopt([{ ...foundVault!, id }, foundSecret!])).toMatchObject([
      { id, inputs: { vaultName: "wandb-vaultffffffff" }, custom: true, parent: stack.urn },
      {
        inputs: { properties: { contentType: "text" } },
        dependencies: [urn(vaultType, "wandb-vault")],
        propertyDependencies: { vaultName: [] },
      },
    ]);
    expect(adopt([foundSecret!])).toMatchObject([{ dependencies: [] }]);
    expect(JSON.stringify(adopt([foundSecret!]))).not.toContain("[secret]");
  });
});

describe("the deployments that have failed", () => {
  const update = (result: string, minute: number) => ({
    result,
    startTime: `2026-01-01T00:0${minute}:00.000Z`,
  });
  const since = (...updates: object[]) => failingSince(JSON.stringify(updates));

  test("began with the first one after the last that succeeded, and clocks may differ by a minute", () => {
    const expected = Date.parse("2026-01-01T00:02:00Z");
    expect(since(update("failed", 4), update("failed", 3), update("succeeded", 2))).toBe(expected);
    expect(since(update("failed", 4), update("failed", 3))).toBe(expected);
  });

  test("are none where the last one succeeded, or there was none", () => {
    expect(since(update("succeeded", 4), update("failed", 3))).toBeUndefined();
    expect(since()).toBeUndefined();
  });
});

describe("pending creations", () => {
  test("of an entry of a vault's access policies have the vault's id and the principal's", () => {
    const operation = {
      type: "creating",
      resource: {
        urn: urn("azure-native:keyvault:AccessPolicy", "identity"),
        type: "azure-native:keyvault:AccessPolicy",
        inputs: { resourceGroupName: "rg", vaultName: "kv", policy: { objectId: "principal" } },
      },
    };
    const state = stateOf([stack, provider], [operation]);
    const pending = pendingCreates(state, subscription);
    expect(pending).toMatchObject([
      { id: `${group}/providers/Microsoft.KeyVault/vaults/kv/accessPolicy/principal` },
    ]);
    const { deployment } = JSON.parse(withAdopted(state, pending));
    expect(deployment.resources.at(-1)).toMatchObject({ id: pending[0]!.id });
    expect(deployment.pending_operations).toEqual([]);
  });

  test("of what the state has meanwhile are forgotten, and not taken in twice", () => {
    const resource = {
      urn: urn(vaultType, "wandb-vault"),
      type: vaultType,
      inputs: { resourceGroupName: "rg", vaultName: "kv" },
    };
    const state = stateOf([stack, provider, { ...resource, id: "kv-2" }], [{ type: "creating", resource }]);
    const { deployment } = JSON.parse(withAdopted(state, pendingCreates(state, subscription)));
    expect(deployment.resources).toHaveLength(3);
    expect(deployment.pending_operations).toEqual([]);
  });
});
