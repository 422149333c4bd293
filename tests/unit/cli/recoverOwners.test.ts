import { failingSince, succeededAt } from "../../../cli/recover/failedUpdates";
import { separateOwned, taintedResources } from "../../../cli/recover/owners";
import { liveUrns, pendingCreates, withImportedPending } from "../../../cli/recover/pendingCreates";

const type = "azure-native:authorization:RoleAssignment";
const urn = (name: string) =>
  `urn:pulumi:dev::stack::azure-openai-wandb:index:WandbIntegration$${type}::${name}`;
const id = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Authorization/roleAssignments/a1";
const stateOf = (...resources: object[]) => JSON.stringify({ deployment: { resources } });
const urnsOf = (list: readonly { urn: string }[]) => list.map((one) => one.urn);

describe("a resource that recover finds in Azure", () => {
  const found = [{ urn: urn("bb-identity"), id }];

  test("is imported if the state does not have it", () => {
    const { free, refused } = separateOwned(stateOf({ urn: urn("other"), type, id: `${id}2` }), found);
    expect([urnsOf(free), refused]).toEqual([[urn("bb-identity")], []]);
  });

  test("is refused if the state has it under another URN, whatever the case of the ID, with what to do", () => {
    const state = stateOf({ urn: urn("aa-identity"), type, id: id.toUpperCase() });
    const { free, refused } = separateOwned(state, found);
    expect(free).toEqual([]);
    expect(refused).toMatchObject([{ urn: urn("bb-identity"), id }]);
    expect(refused[0]!.reason).toContain(`the state has it as ${urn("aa-identity")}`);
    expect(refused[0]!.reason).toContain("/docs/how-to/share-a-vault-or-an-account.md");
    expect(refused[0]!.reason).toContain(`pulumi state rename '${urn("aa-identity")}' bb-identity`);
  });

  test("is refused if it is pending deletion, with what ends the deletion", () => {
    const state = stateOf({ urn: urn("aa-identity"), type, id, delete: true });
    const { free, refused } = separateOwned(state, found);
    expect(free).toEqual([]);
    expect(refused[0]!.reason).toMatch(
      /pending deletion.*Leave bb-identity out of the program for one npx pulumi up/,
    );
  });

  test("is refused if it is tainted and keeps its name, with the command that removes the taint", () => {
    const account = "azure-native:cognitiveservices:Account";
    const state = stateOf(
      { urn: urn("bb-identity"), type, id, taint: true },
      { urn: urn("account"), type: account, id: "/a", taint: true },
      { urn: urn("cc-identity"), type, id: `${id}3` },
    );
    expect(urnsOf(taintedResources(state))).toEqual([urn("bb-identity")]);
    expect(taintedResources(state)[0]!.reason).toContain(`pulumi state untaint '${urn("bb-identity")}'`);
  });

  test("is refused under its own URN too, if that is tainted: the state has it", () => {
    const { free, refused } = separateOwned(
      stateOf({ urn: urn("bb-identity"), type, id, taint: true }),
      found,
    );
    expect(free).toEqual([]);
    expect(refused[0]!.reason).toContain("Run npx pulumi up");
  });

  test.each([
    ["imported", "the deployment has recovered", { created: "2026-01-02T00:00:30Z" }, 1],
    ["refused", "the stack had before", { created: "2026-01-01T00:00:00Z" }, 0],
    ["refused", "another stack has", { created: "2026-01-02T00:00:30Z", external: true }, 0],
    ["refused", "the state does not date", {}, 0],
  ])("is %s if it is an older secret of a vault that %s", (_result, _whose, vault, count) => {
    const vaultId = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv";
    const state = stateOf({ urn: urn("vault"), type: "azure-native:keyvault:Vault", id: vaultId, ...vault });
    const secret = {
      urn: urn("secret"),
      id: `${vaultId.toUpperCase()}/secrets/wandb-api-key`,
      createdAt: Date.parse("2025-06-01"),
    };
    const { free } = separateOwned(state, [secret], Date.parse("2026-01-02T00:00:00Z"));
    expect(free).toHaveLength(count);
  });

  test("is imported once if two creations have its ID", () => {
    const { free, refused } = separateOwned(stateOf(), [{ urn: urn("aa-identity"), id }, ...found]);
    expect([urnsOf(free), urnsOf(refused)]).toEqual([[urn("aa-identity")], [urn("bb-identity")]]);
  });

  test("is refused if it is older than the deployments that may have created it", () => {
    const dated = (createdAt: number) => [{ urn: urn("bb-identity"), id, createdAt }];
    const since = Date.parse("2026-01-01T00:00:00Z");
    expect(separateOwned(stateOf(), dated(since), since).refused).toEqual([]);
    expect(separateOwned(stateOf(), dated(since - 1)).refused).toEqual([]);
    expect(separateOwned(stateOf(), dated(since - 1), since).refused[0]!.reason).toContain(
      "it belongs to another stack",
    );
  });
});

describe("a pending creation", () => {
  const operation = {
    type: "creating",
    resource: { urn: urn("bb-identity"), type, inputs: { scope: "/s", roleAssignmentName: "a1" } },
  };
  const state = (...resources: object[]) =>
    JSON.stringify({ deployment: { resources, pending_operations: [operation] } });

  test("whose URN the state has, tainted or not, is not lost, and one that is pending deletion is", () => {
    const resource = { urn: urn("bb-identity"), type, id };
    expect([...liveUrns(state({ ...resource, taint: true }))]).toEqual([urn("bb-identity")]);
    expect([...liveUrns(state({ ...resource, delete: true }))]).toEqual([]);
  });

  test("that is refused is removed from the state, and nothing is added", () => {
    const before = state({ urn: urn("aa-identity"), type, id });
    expect(pendingCreates(before, "1")).toHaveLength(1);
    expect(JSON.parse(withImportedPending(before, [])).deployment).toEqual({
      resources: [{ urn: urn("aa-identity"), type, id }],
      pending_operations: [],
    });
  });
});

describe("the history of a stack", () => {
  const update = (kind: string, result: string, minute: number) => ({
    kind,
    result,
    startTime: `2026-01-01T00:0${minute}:00.000Z`,
    endTime: `2026-01-01T00:0${minute}:30.000Z`,
  });
  const history = JSON.stringify([
    update("refresh", "succeeded", 6),
    update("update", "failed", 5),
    update("update", "failed", 4),
    update("update", "succeeded", 3),
  ]);

  test("tells since when updates fail, and a refresh that succeeded since does not end that", () => {
    expect(failingSince(history)).toBe(Date.parse("2026-01-01T00:03:00Z"));
  });

  test("tells when the last update succeeded, less a minute of clock skew", () => {
    expect(succeededAt(history)).toBe(Date.parse("2026-01-01T00:02:30Z"));
    expect(succeededAt("[]")).toBeUndefined();
  });
});
