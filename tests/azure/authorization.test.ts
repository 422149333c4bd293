import { randomUUID } from "node:crypto";
import { SecretClient } from "@azure/keyvault-secrets";
import {
  application,
  armToken,
  assign,
  clients,
  control,
  options,
  refusal,
  resourceGroup,
  roleDefinitionId,
  roles,
  subscription,
  unique,
  vault,
} from "./localAzure";
import { raw } from "./raw";

afterEach(() => control("DELETE", "settings"));

describe("role assignments", () => {
  test("a role assignment on rg1 does not apply to rg10", async () => {
    const name = unique("rg");
    await resourceGroup(name);
    await resourceGroup(`${name}0`);
    const { credential } = await application([
      { role: roles.reader, scope: `${subscription}/resourceGroups/${name}` },
    ]);
    const { resources } = clients(credential);
    await expect(resources.resourceGroups.get(name.toUpperCase())).resolves.toMatchObject({ name });
    expect(await refusal(resources.resourceGroups.get(`${name}0`))).toBe("403 AuthorizationFailed");
  });

  test("are inherited from the subscription, in any case of the scope", async () => {
    const group = await resourceGroup();
    const { id } = await vault(group);
    const { credential } = await application([{ role: roles.reader, scope: subscription.toUpperCase() }]);
    await expect(clients(credential).vaults.get(group, id!.split("/").pop()!)).resolves.toBeDefined();
  });

  test("a contributor writes resources and cannot assign roles", async () => {
    const group = await resourceGroup();
    const { credential, objectId } = await application([{ role: roles.contributor, scope: subscription }]);
    await clients(credential).resources.resourceGroups.createOrUpdate(group, {
      location: "swedencentral",
      tags: { a: "b" },
    });
    const scope = `${subscription}/resourceGroups/${group}`;
    const body = {
      principalId: objectId,
      principalType: "ServicePrincipal",
      roleDefinitionId: roleDefinitionId(roles.owner),
    };
    expect(
      await refusal(clients(credential).authorization.roleAssignments.create(scope, randomUUID(), body)),
    ).toBe("403 AuthorizationFailed");
  });

  test("apply to the members of a group, nested groups included", async () => {
    const { users, groups } = await control("GET", "seed");
    const group = await resourceGroup();
    const scope = `${subscription}/resourceGroups/${group}`;
    await assign(scope, roles.reader, groups[0].objectId, "Group");
    const assignments = clients().authorization.roleAssignments.listForScope(scope, {
      filter: `assignedTo('${users[2].objectId}')`,
    });
    const principals: (string | undefined)[] = [];
    for await (const { principalId } of assignments) {
      principals.push(principalId);
    }
    expect(principals).toContain(groups[0].objectId);
  });

  test("are unique for each scope, principal and role", async () => {
    const group = await resourceGroup();
    const scope = `${subscription}/resourceGroups/${group}`;
    const { objectId } = await application();
    await assign(scope, roles.reader, objectId);
    expect(await refusal(assign(scope, roles.reader, objectId))).toBe("409 RoleAssignmentExists");
  });

  test("keep their principal: a write with another one is refused", async () => {
    const group = await resourceGroup();
    const scope = `${subscription}/resourceGroups/${group}`;
    const name = await assign(scope, roles.reader, (await application()).objectId);
    const body = {
      principalId: (await application()).objectId,
      principalType: "ServicePrincipal",
      roleDefinitionId: roleDefinitionId(roles.reader),
    };
    expect(await refusal(clients().authorization.roleAssignments.create(scope, name, body))).toBe(
      "409 RoleAssignmentUpdateNotPermitted",
    );
  });

  test("of a principal that is not in the directory require its principal type", async () => {
    const group = await resourceGroup();
    const scope = `${subscription}/resourceGroups/${group}`;
    const body = { principalId: randomUUID(), roleDefinitionId: roleDefinitionId(roles.reader) };
    const { roleAssignments } = clients().authorization;
    expect(await refusal(roleAssignments.create(scope, randomUUID(), body))).toBe("400 PrincipalNotFound");
    await expect(
      roleAssignments.create(scope, randomUUID(), { ...body, principalType: "ServicePrincipal" }),
    ).resolves.toBeDefined();
  });

  test("of a new identity require its principal type until the identity is replicated", async () => {
    await control("PUT", "settings", { replication: { seconds: 60 } });
    const group = await resourceGroup();
    const account = await clients().cognitive.accounts.beginCreateAndWait(group, unique("openai-"), {
      location: "swedencentral",
      kind: "OpenAI",
      sku: { name: "S0" },
      identity: { type: "SystemAssigned" },
      properties: {},
    });
    const body = {
      principalId: account.identity!.principalId!,
      roleDefinitionId: roleDefinitionId(roles.reader),
    };
    const { roleAssignments } = clients().authorization;
    const scope = `${subscription}/resourceGroups/${group}`;
    expect(await refusal(roleAssignments.create(scope, randomUUID(), body))).toBe("400 PrincipalNotFound");
    const withType = { ...body, principalType: "ServicePrincipal" };
    await expect(roleAssignments.create(account.id!, randomUUID(), withType)).resolves.toBeDefined();
    await control("POST", "clock", { seconds: 61 });
    await expect(roleAssignments.create(scope, randomUUID(), body)).resolves.toBeDefined();
  });

  // Recorded, ASO, Mar 2026: five attempts within the identity's first minute.
  test("of a new principal are refused five times without its type, and not with it", async () => {
    const group = await resourceGroup();
    const scope = `${subscription}/resourceGroups/${group}`;
    const { objectId } = await application();
    const body = { principalId: objectId, roleDefinitionId: roleDefinitionId(roles.reader) };
    const { roleAssignments } = clients().authorization;
    for (let attempt = 0; attempt < 5; attempt++) {
      expect(await refusal(roleAssignments.create(scope, randomUUID(), body))).toBe("400 PrincipalNotFound");
    }
    const created = await roleAssignments.create(scope, randomUUID(), body);
    expect(created.principalType).toBe("ServicePrincipal");
    const { objectId: next } = await application();
    const withType = { ...body, principalId: next, principalType: "ServicePrincipal" };
    await expect(roleAssignments.create(scope, randomUUID(), withType)).resolves.toBeDefined();
    const { objectId: old } = await application();
    await control("POST", "clock", { seconds: 60 });
    await expect(
      roleAssignments.create(scope, randomUUID(), { ...body, principalId: old }),
    ).resolves.toBeDefined();
  });

  test("with the wrong principal type are refused", async () => {
    const group = await resourceGroup();
    const { objectId } = await application();
    expect(
      await refusal(assign(`${subscription}/resourceGroups/${group}`, roles.reader, objectId, "User")),
    ).toBe("400 UnmatchedPrincipalType");
  });

  test("require a GUID as name, an existing role and an existing scope", async () => {
    const group = await resourceGroup();
    const scope = `${subscription}/resourceGroups/${group}`;
    const { objectId } = await application();
    const { roleAssignments } = clients().authorization;
    const body = {
      principalId: objectId,
      principalType: "ServicePrincipal",
      roleDefinitionId: roleDefinitionId(roles.reader),
    };
    expect(await refusal(roleAssignments.create(scope, "not-a-guid", body))).toBe(
      "400 InvalidRoleAssignmentId",
    );
    const unknownRole = { ...body, roleDefinitionId: roleDefinitionId(randomUUID()) };
    expect(await refusal(roleAssignments.create(scope, randomUUID(), unknownRole))).toBe(
      "400 RoleDefinitionDoesNotExist",
    );
    expect(await refusal(roleAssignments.create(`${scope}-nowhere`, randomUUID(), body))).toBe(
      "404 ResourceGroupNotFound",
    );
  });

  test("are limited in number", async () => {
    const group = await resourceGroup();
    await control("PUT", "settings", { roleAssignmentLimit: 1 });
    const { objectId } = await application();
    expect(await refusal(assign(`${subscription}/resourceGroups/${group}`, roles.reader, objectId))).toBe(
      "400 RoleAssignmentLimitExceeded",
    );
  });

  test("role definitions can be found by role name", async () => {
    const names: (string | undefined)[] = [];
    for await (const { name } of clients().authorization.roleDefinitions.list(subscription, {
      filter: "roleName eq 'Key Vault Secrets Officer'",
    })) {
      names.push(name);
    }
    expect(names).toEqual([roles.secretsOfficer]);
  });

  test("a custom role can be created and assigned, and is not deleted while it is assigned", async () => {
    const name = randomUUID();
    const { authorization } = clients();
    await authorization.roleDefinitions.createOrUpdate(subscription, name, {
      roleName: unique("Secret writer "),
      permissions: [{ actions: [], dataActions: ["Microsoft.KeyVault/vaults/secrets/setSecret/action"] }],
      assignableScopes: [subscription],
    });
    const group = await resourceGroup();
    const { id, properties } = await vault(group);
    const { credential, objectId } = await application();
    await assign(id!, name, objectId);
    const secrets = new SecretClient(properties.vaultUri!, credential, options);
    await expect(secrets.setSecret("a", "b")).resolves.toBeDefined();
    expect(await refusal(secrets.getSecret("a"))).toBe("403 Forbidden ForbiddenByRbac");
    expect(await refusal(authorization.roleDefinitions.delete(subscription, name))).toBe(
      "400 RoleDefinitionHasAssignments",
    );
  });
});

describe("the answers to role assignments and role definitions", () => {
  const arm = (path: string) => `https://management.azure.com${path}?api-version=2022-04-01`;

  // Recorded, ASO, Mar 2026; Azure CLI, Apr 2025.
  test("a new assignment has no creator in the response to its creation, and has one from then on", async () => {
    const group = await resourceGroup();
    const { objectId } = await application();
    const path = `${subscription}/resourceGroups/${group}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`;
    const body = {
      properties: {
        roleDefinitionId: roleDefinitionId(roles.reader),
        principalId: objectId,
        principalType: "ServicePrincipal",
      },
    };
    const token = await armToken();
    const created = await raw("PUT", arm(path), { token, body });
    const { deployer: creator } = await control("GET", "seed");
    expect([created.status, created.json.properties.createdBy, created.json.properties.updatedBy]).toEqual([
      201,
      null,
      creator.objectId,
    ]);
    const read = await raw("GET", arm(path), { token });
    expect(read.json.properties.createdBy).toBe(creator.objectId);
    expect((await raw("DELETE", arm(path), { token })).json).toEqual(read.json);
    const gone = await raw("GET", arm(path), { token });
    expect([gone.status, gone.json.error.code]).toEqual([404, "RoleAssignmentNotFound"]);
  });

  // Recorded, ASO, Mar 2026; Azure CLI (with Azure's own spelling).
  test("name the principal and what is wrong with it as Azure does", async () => {
    const scope = `${subscription}/resourceGroups/${await resourceGroup()}`;
    const { objectId } = await application();
    const { roleAssignments } = clients().authorization;
    const missing = randomUUID();
    const body = { principalId: missing, roleDefinitionId: roleDefinitionId(roles.reader) };
    await expect(roleAssignments.create(scope, randomUUID(), body)).rejects.toThrow(
      `Principal ${missing.replace(/-/g, "")} does not exist in the directory`,
    );
    await expect(roleAssignments.create(scope, randomUUID(), body)).rejects.toThrow(
      "such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype",
    );
    await expect(assign(scope, roles.reader, objectId, "User")).rejects.toThrow(
      "has type 'ServicePrincipal' , which is different from specified PrinciaplType 'User'.",
    );
  });

  // Recorded, ASO, Jun 2024.
  test("a custom role without a description has null, and its creator from the second response on", async () => {
    const name = randomUUID();
    const path = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${name}`;
    const token = await armToken();
    const body = {
      properties: {
        roleName: unique("Reader of groups "),
        type: "customRole",
        permissions: [{ actions: ["Microsoft.Resources/subscriptions/resourceGroups/read"] }],
        assignableScopes: [subscription],
      },
    };
    const created = await raw("PUT", arm(path), { token, body });
    expect([created.status, created.json.properties]).toEqual([
      201,
      expect.objectContaining({
        type: "CustomRole",
        description: null,
        createdBy: null,
        permissions: [
          { ...body.properties.permissions[0], notActions: [], dataActions: [], notDataActions: [] },
        ],
      }),
    ]);
    expect((await raw("GET", arm(path), { token })).json.properties.createdBy).not.toBeNull();
    expect((await raw("DELETE", arm(path), { token })).status).toBe(200);
    const gone = await raw("GET", arm(path), { token });
    expect([gone.status, gone.json.error.code]).toEqual([404, "RoleDefinitionDoesNotExist"]);
  });

  // Recorded, Azure CLI, Jun 2019.
  test("roles are found by name in any case, and by type", async () => {
    const found = async (filter: string) => {
      const names: (string | undefined)[] = [];
      for await (const { roleName } of clients().authorization.roleDefinitions.list(subscription, {
        filter,
      })) {
        names.push(roleName);
      }
      return names;
    };
    expect(await found("roleName eq 'reader'")).toEqual(["Reader"]);
    expect(await found("type eq 'BuiltInRole'")).toContain("Owner");
    expect(await found("type eq 'CustomRole'")).not.toContain("Owner");
  });

  // Recorded, Azure Developer CLI and ASO, Mar 2026.
  test("built-in roles have Azure's actions", async () => {
    const role = async (id: string) =>
      (await clients().authorization.roleDefinitions.get(subscription, id)).permissions![0]!;
    expect((await role(roles.aiUser)).actions).toEqual(
      expect.arrayContaining([
        "Microsoft.Authorization/*/read",
        "Microsoft.Insights/diagnosticSettings/read",
        "Microsoft.Resources/deployments/*",
        "Microsoft.Resources/subscriptions/read",
        "Microsoft.Resources/subscriptions/resourceGroups/read",
      ]),
    );
    expect((await role(keyVaultContributor)).notActions).toContain(
      "Microsoft.KeyVault/locations/deletedVaults/purge/action",
    );
  });
});

const keyVaultContributor = "f25e0fa2-a7c8-4377-a976-54943a77a395";

describe("a Key Vault Contributor", () => {
  // Its notActions: recorded, ASO, Mar 2026.
  test("creates and deletes vaults, and purges none", async () => {
    const group = await resourceGroup();
    const { credential } = await application([{ role: keyVaultContributor, scope: subscription }]);
    const { name } = await vault(group);
    const { vaults } = clients(credential);
    await vaults.delete(group, name!);
    expect(await refusal(vaults.beginPurgeDeletedAndWait(name!, "swedencentral"))).toBe(
      "403 AuthorizationFailed",
    );
    await clients().vaults.beginPurgeDeletedAndWait(name!, "swedencentral", { updateIntervalInMs: 10 });
  });
});

describe("propagation of a new role assignment", () => {
  test("takes effect on the data plane after the time in the settings, by the clock", async () => {
    await control("PUT", "settings", { propagation: { seconds: 300, checks: 0 } });
    const { id, properties } = await vault(await resourceGroup());
    const { credential, objectId } = await application();
    await assign(id!, roles.secretsOfficer, objectId);
    const secrets = new SecretClient(properties.vaultUri!, credential, options);
    expect(await refusal(secrets.setSecret("a", "b"))).toBe("403 Forbidden ForbiddenByRbac");
    await control("POST", "clock", { seconds: 301 });
    await expect(secrets.setSecret("a", "b")).resolves.toBeDefined();
  });

  test("or after the number of requests in the settings", async () => {
    await control("PUT", "settings", { propagation: { seconds: 0, checks: 2 } });
    const { id, properties } = await vault(await resourceGroup());
    const { credential, objectId } = await application();
    await assign(id!, roles.secretsOfficer, objectId);
    const secrets = new SecretClient(properties.vaultUri!, credential, options);
    for (let check = 0; check < 2; check++) {
      expect(await refusal(secrets.setSecret("a", "b"))).toBe("403 Forbidden ForbiddenByRbac");
    }
    await expect(secrets.setSecret("a", "b")).resolves.toBeDefined();
  });
});

describe("locks", () => {
  test("a delete lock on a resource group prevents the deletion of its resources", async () => {
    const group = await resourceGroup();
    const { name } = await vault(group);
    const token = await armToken();
    const lock = `https://management.azure.com${subscription}/resourceGroups/${group}/providers/Microsoft.Authorization/locks/keep?api-version=2020-05-01`;
    expect((await raw("PUT", lock, { token, body: { properties: { level: "CanNotDelete" } } })).status).toBe(
      201,
    );
    expect(await refusal(clients().vaults.delete(group, name!))).toBe("409 ScopeLocked");
    expect((await raw("DELETE", lock, { token })).status).toBe(200);
    await clients().vaults.delete(group, name!);
  });
});
