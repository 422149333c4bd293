import { failingSince } from "../../../cli/recover/failedUpdates";
import { recordedResources, withoutResources } from "../../../cli/recover/missingResources";
import { hasEncryptedIds, pendingCreates, withImportedPending } from "../../../cli/recover/pendingCreates";
import { plannedCreates, withImportedPlanned } from "../../../cli/recover/plannedCreates";
import { ciphertext, plaintext } from "./states";

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

describe("resources that were deleted outside Pulumi", () => {
  const vaultUrn = urn(vaultType, "wandb-vault");
  const secretUrn = urn(secretType, "wandb-secret");
  const secretId = `${group}/providers/Microsoft.KeyVault/vaults/kv/secrets/key`;
  const state = stateOf([
    { urn: vaultUrn, type: vaultType, id: "/vault" },
    { urn: secretUrn, type: secretType, id: secretId, dependencies: [vaultUrn] },
    {
      urn: urn("azure-native:authorization:RoleAssignment", "wandb-identity"),
      type: "azure-native:authorization:RoleAssignment",
      id: "/assignment",
      dependencies: [secretUrn, vaultUrn],
      propertyDependencies: { scope: [secretUrn], principalId: [] },
      deletedWith: secretUrn,
    },
  ]);

  test("are looked for among the types whose absence azure-native cannot tell from a failure", () => {
    expect(recordedResources(state)).toEqual([{ urn: secretUrn, id: secretId, apiVersion: "2023-07-01" }]);
  });

  test("are removed from the state with every reference to them, and nothing else is", () => {
    const { deployment } = JSON.parse(withoutResources(state, [secretUrn]));
    expect(deployment.resources).toEqual([
      { urn: vaultUrn, type: vaultType, id: "/vault" },
      {
        urn: urn("azure-native:authorization:RoleAssignment", "wandb-identity"),
        type: "azure-native:authorization:RoleAssignment",
        id: "/assignment",
        dependencies: [vaultUrn],
        propertyDependencies: { scope: [], principalId: [] },
      },
    ]);
  });
});

describe("planned creations", () => {
  test("have the ID that follows from their inputs", () => {
    expect(find([secret])).toMatchObject([
      { id: `${group}/providers/Microsoft.KeyVault/vaults/kv/secrets/key` },
    ]);
  });

  test("have a pattern of names if azure-native generated the name", () => {
    const [{ generatedName }] = find([vault]) as unknown as [{ generatedName: { pattern: RegExp } }];
    expect(generatedName).toMatchObject({
      input: "vaultName",
      resourceGroup: group,
      resourceType: "Microsoft.KeyVault/vaults",
    });
    expect(generatedName.pattern.test("wandb-vaultffffffff")).toBe(true);
    expect(generatedName.pattern.test("my-wandb-vaultffffffff")).toBe(false);
    expect(generatedName.pattern.test("wandb-vault-2ffffffff")).toBe(false);
    const named = planned(vaultType, "wandb-vault", { resourceGroupName: "rg", vaultName: "kv-team" });
    expect(find([named])).toMatchObject([{ generatedName: undefined }]);
  });

  describe("of an account", () => {
    const accountType = "azure-native:cognitiveservices:Account";
    const account = (name: string) =>
      planned(accountType, "wandb-account", {
        resourceGroupName: "rg",
        accountName: name,
        properties: { customSubDomainName: name, disableLocalAuth: false },
      });
    const suffix = (result: string) => ({
      urn: urn("random:index/randomString:RandomString", "wandb-suffix"),
      type: "random:index/randomString:RandomString",
      parent: stack.urn,
      outputs: { result },
    });
    const found = (name: string, suffixes: object[]) =>
      find([account(name)], [stack, provider, ...suffixes])[0]!;

    test("have a pattern of names if the component generated the name: its suffix's first half, and another end", () => {
      const { generatedName } = found("wandb-ab12zzzz", [suffix("ab12cd34")]);
      expect(generatedName).toMatchObject({
        input: "accountName",
        resourceType: "Microsoft.CognitiveServices/accounts",
      });
      expect(
        ["wandb-ab12cd34", "wandb-ab120000", "wandb-cd34ab12", "wandb-ab12cd345", "my-wandb-ab12cd34"].map(
          (name) => generatedName?.pattern.test(name),
        ),
      ).toEqual([true, true, false, false, false]);
    });

    test.each([
      ["a specified name", "oai-team", [suffix("ab12cd34")]],
      ["no suffix in the state", "wandb-ab12zzzz", []],
      ["the suffix of another component", "wandb-ab12zzzz", [{ ...suffix("ab12cd34"), parent: "urn:other" }]],
    ])("have none with %s", (_case, name, suffixes) => {
      expect(found(name, suffixes).generatedName).toBeUndefined();
    });

    test("are imported with their actual name wherever it is an input", () => {
      const create = {
        ...found("wandb-ab12zzzz", [suffix("ab12cd34")]),
        id: `${group}/providers/x/accounts/wandb-ab12cd34`,
      };
      const imported = JSON.parse(withImportedPlanned(stateOf([stack, provider]), [create]));
      expect(imported.deployment.resources.at(-1).inputs).toEqual({
        resourceGroupName: "rg",
        accountName: "wandb-ab12cd34",
        properties: { customSubDomainName: "wandb-ab12cd34", disableLocalAuth: false },
      });
    });
  });

  test("are imported with what decides how they are deleted, which a destroy reads from the state alone", () => {
    const vaultUrn = urn(vaultType, "wandb-vault");
    const options = { protect: true, retainOnDelete: true, deletedWith: vaultUrn };
    const [create] = find([{ ...secret, newState: { ...secret.newState, ...options } }]);
    const importInto = (resources: object[]) =>
      JSON.parse(withImportedPlanned(stateOf(resources), [create!])).deployment.resources.at(-1);
    expect(importInto([stack, provider, { urn: vaultUrn, type: vaultType }])).toMatchObject(options);
    expect(importInto([stack, provider])).not.toHaveProperty("deletedWith");
  });

  test("are left out if inputs are unknown, or if the provider or parent is not in the state", () => {
    expect(
      find([planned(vaultType, "wandb-vault", { resourceGroupName: unknown, vaultName: "kv" })]),
    ).toEqual([]);
    expect(find([vault], [stack])).toEqual([]);
    expect(find([vault], [provider])).toEqual([]);
    expect(find([{ ...vault, op: "same" }])).toEqual([]);
    expect(find([planned("random:index/randomString:RandomString", "suffix", {})])).toEqual([]);
  });

  test("are imported without secrets, under their actual name, with the dependencies that are in the state", () => {
    const id = `${group}/providers/Microsoft.KeyVault/vaults/wandb-vaultffffffff`;
    const [foundVault, foundSecret] = find([vault, secret]);
    const imported = (list: Parameters<typeof withImportedPlanned>[1]) =>
      JSON.parse(withImportedPlanned(stateOf([stack, provider]), list)).deployment.resources.slice(2);
    expect(imported([{ ...foundVault!, id }, foundSecret!])).toMatchObject([
      { id, inputs: { vaultName: "wandb-vaultffffffff" }, custom: true, parent: stack.urn },
      {
        inputs: { properties: { contentType: "text" } },
        dependencies: [urn(vaultType, "wandb-vault")],
        propertyDependencies: { vaultName: [] },
      },
    ]);
    expect(imported([foundSecret!])).toMatchObject([{ dependencies: [] }]);
    expect(JSON.stringify(imported([foundSecret!]))).not.toContain("[secret]");
  });
});

describe("failed updates", () => {
  const update = (result: string, minute: number) => ({
    kind: "update",
    result,
    startTime: `2026-01-01T00:0${minute}:00.000Z`,
  });
  const since = (...updates: object[]) => failingSince(JSON.stringify(updates));

  test("start with the first one after the last successful one, less a minute of clock skew", () => {
    const expected = Date.parse("2026-01-01T00:02:00Z");
    expect(since(update("failed", 4), update("failed", 3), update("succeeded", 2))).toBe(expected);
    expect(since(update("failed", 4), update("failed", 3))).toBe(expected);
  });

  test("are none if the last update succeeded, or if there was none", () => {
    expect(since(update("succeeded", 4), update("failed", 3))).toBeUndefined();
    expect(since()).toBeUndefined();
  });
});

describe("pending creations", () => {
  test("of an access policy have the IDs of the vault and the principal", () => {
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
    const { deployment } = JSON.parse(withImportedPending(state, pending));
    expect(deployment.resources.at(-1)).toMatchObject({ id: pending[0]!.id });
    expect(deployment.pending_operations).toEqual([]);
  });

  test("with a name that is a secret have the ID of the decrypted state, and stay encrypted in what is imported", () => {
    const stateWith = (vaultName: unknown) =>
      stateOf(
        [stack, provider],
        [
          {
            type: "creating",
            resource: {
              urn: urn(vaultType, "wandb-vault"),
              type: vaultType,
              inputs: { resourceGroupName: "rg", vaultName },
            },
          },
        ],
      );
    const encryptedState = stateWith(ciphertext);
    expect([ciphertext, plaintext("kv"), "kv"].map((name) => hasEncryptedIds(stateWith(name)))).toEqual([
      true,
      false,
      false,
    ]);
    const pending = pendingCreates(stateWith(plaintext("kv")), subscription);
    expect(pending).toMatchObject([{ id: `${group}/providers/Microsoft.KeyVault/vaults/kv` }]);
    const { deployment } = JSON.parse(withImportedPending(encryptedState, pending));
    expect(deployment.resources.at(-1)).toMatchObject({
      id: pending[0]!.id,
      inputs: { vaultName: ciphertext },
    });
  });

  test("of a resource that is in the state are removed, and not imported twice", () => {
    const resource = {
      urn: urn(vaultType, "wandb-vault"),
      type: vaultType,
      inputs: { resourceGroupName: "rg", vaultName: "kv" },
    };
    const state = stateOf([stack, provider, { ...resource, id: "kv-2" }], [{ type: "creating", resource }]);
    const { deployment } = JSON.parse(withImportedPending(state, pendingCreates(state, subscription)));
    expect(deployment.resources).toHaveLength(3);
    expect(deployment.pending_operations).toEqual([]);
  });
});
