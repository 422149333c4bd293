import { permissionMatches, scopeCovers } from "../../../local/azure/authorization/matching";
import { policyAllows } from "../../../local/azure/keyvault/access/accessPolicies";
import { ipRangeContains } from "../../../local/azure/network/networkAcls";
import { matchPath } from "../../../local/azure/pipeline/matchRoute";

describe("scopes", () => {
  test.each([
    ["/subscriptions/s", "/subscriptions/s/resourceGroups/rg1", true],
    ["/subscriptions/s/resourceGroups/rg1", "/subscriptions/S/resourcegroups/RG1/providers/x", true],
    ["/", "/subscriptions/s", true],
    ["/subscriptions/s/resourceGroups/rg1", "/subscriptions/s/resourceGroups/rg10", false],
    ["/subscriptions/s/resourceGroups/rg1", "/subscriptions/s", false],
  ])("%s applies to %s: %s", (assigned, requested, applies) =>
    expect(scopeCovers(assigned, requested)).toBe(applies),
  );
});

describe("permissions", () => {
  test.each([
    ["*", "Microsoft.KeyVault/vaults/write", true],
    ["*/read", "Microsoft.KeyVault/vaults/read", true],
    ["*/read", "Microsoft.KeyVault/vaults/write", false],
    ["Microsoft.KeyVault/vaults/secrets/*", "microsoft.keyvault/VAULTS/secrets/getSecret/action", true],
    ["Microsoft.KeyVault/vaults/*", "MicrosoftXKeyVault/vaults/read", false],
  ])("%s includes %s: %s", (permission, action, includes) =>
    expect(permissionMatches(permission, action)).toBe(includes),
  );

  test("of access policies apply to groups; all includes everything except purge", () => {
    const permissions = { secrets: ["all" as const], keys: ["WrapKey"] };
    const policies = [{ tenantId: "t", objectId: "GROUP", permissions }];
    const allows = (principals: string[], kind: "secrets" | "keys", permission: string) =>
      policyAllows(policies, principals, { kind, permission });
    expect(allows(["someone", "group"], "secrets", "get")).toBe(true);
    expect(allows(["someone", "group"], "secrets", "purge")).toBe(false);
    expect(allows(["someone"], "secrets", "get")).toBe(false);
    expect(allows(["group"], "keys", "wrapKey")).toBe(true);
    expect(allows(["group"], "keys", "unwrapKey")).toBe(false);
  });
});

describe("IP ranges", () => {
  test.each([
    ["10.0.0.0/8", "10.255.1.2", true],
    ["10.0.0.0/8", "11.0.0.1", false],
    ["127.0.0.1", "127.0.0.1", true],
    ["127.0.0.1", "127.0.0.2", false],
    ["0.0.0.0/0", "200.1.2.3", true],
    ["255.255.255.0/24", "255.255.255.9", true],
  ])("%s contains %s: %s", (range, address, contains) =>
    expect(ipRangeContains(range, address)).toBe(contains),
  );
});

describe("paths", () => {
  test("match literal segments in any case and decode parameters", () => {
    expect(
      matchPath("/subscriptions/{id}/resourceGroups/{name}", "/SUBSCRIPTIONS/s/resourcegroups/a%20b"),
    ).toEqual({ id: "s", name: "a b" });
    expect(matchPath("/a/{b}", "/a/")).toBeUndefined();
    expect(matchPath("/a/{b}", "/a/b/c")).toBeUndefined();
  });

  test("with a scope match any number of segments", () => {
    const pattern = "{scope+}/providers/Microsoft.Authorization/locks/{name}";
    expect(
      matchPath(pattern, "/subscriptions/s/resourceGroups/g/providers/microsoft.authorization/locks/l"),
    ).toEqual({
      scope: "/subscriptions/s/resourceGroups/g",
      name: "l",
    });
    expect(matchPath(pattern, "/providers/Microsoft.Authorization/locks/l")).toBeUndefined();
  });
});
