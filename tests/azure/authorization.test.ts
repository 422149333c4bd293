import { randomUUID } from "node:crypto";
import { SecretClient } from "@azure/keyvault-secrets";
import {
  application,
  assign,
  clients,
  control,
  deployer,
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
  test("a grant on rg1 does not reach rg10", async () => {
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

  test("are inherited from the subscription, and reach what is below in any case", async () => {
    const group = await resourceGroup();
    const { id } = await vault(group);
    const { credential } = await application([{ role: roles.reader, scope: subscription.toUpperCase() }]);
    await expect(clients(credential).vaults.get(group, id!.split("/").pop()!)).resolves.toBeDefined();
  });

  test("a contributor writes resources but assigns no roles", async () => {
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

  test("reach the members of a group, nested ones too", async () => {
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

  test("there is one for each scope, principal and role", async () => {
    const group = await resourceGroup();
    const scope = `${subscription}/resourceGroups/${group}`;
    const { objectId } = await application();
    await assign(scope, roles.reader, objectId);
    expect(await refusal(assign(scope, roles.reader, objectId))).toBe("409 RoleAssignmentExists");
  });

  test("keep their principal: another one under the same name is refused", async () => {
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

  test("of a principal that is not in the directory need its type said", async () => {
    const group = await resourceGroup();
    const scope = `${subscription}/resourceGroups/${group}`;
    const body = { principalId: randomUUID(), roleDefinitionId: roleDefinitionId(roles.reader) };
    const { roleAssignments } = clients().authorization;
    expect(await refusal(roleAssignments.create(scope, randomUUID(), body))).toBe("400 PrincipalNotFound");
    await expect(
      roleAssignments.create(scope, randomUUID(), { ...body, principalType: "ServicePrincipal" }),
    ).resolves.toBeDefined();
  });

  test("of an identity that has just been made need its type said until it is replicated", async () => {
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
    const told = { ...body, principalType: "ServicePrincipal" };
    await expect(roleAssignments.create(account.id!, randomUUID(), told)).resolves.toBeDefined();
    await control("POST", "clock", { seconds: 61 });
    await expect(roleAssignments.create(scope, randomUUID(), body)).resolves.toBeDefined();
  });

  test("with the wrong type of a principal are refused", async () => {
    const group = await resourceGroup();
    const { objectId } = await application();
    expect(
      await refusal(assign(`${subscription}/resourceGroups/${group}`, roles.reader, objectId, "User")),
    ).toBe("400 UnmatchedPrincipalType");
  });

  test("have GUIDs as names, roles that exist, and scopes that exist", async () => {
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
    const nowhere = { ...body, roleDefinitionId: roleDefinitionId(randomUUID()) };
    expect(await refusal(roleAssignments.create(scope, randomUUID(), nowhere))).toBe(
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

  test("roles are found by their name", async () => {
    const found: (string | undefined)[] = [];
    for await (const { name } of clients().authorization.roleDefinitions.list(subscription, {
      filter: "roleName eq 'Key Vault Secrets Officer'",
    })) {
      found.push(name);
    }
    expect(found).toEqual([roles.secretsOfficer]);
  });

  test("a custom role can be made, used, and not deleted while it is used", async () => {
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

describe("propagation of a new grant", () => {
  test("takes effect on the data plane after the time that is set, by the clock", async () => {
    await control("PUT", "settings", { propagation: { seconds: 300, checks: 0 } });
    const { id, properties } = await vault(await resourceGroup());
    const { credential, objectId } = await application();
    await assign(id!, roles.secretsOfficer, objectId);
    const secrets = new SecretClient(properties.vaultUri!, credential, options);
    expect(await refusal(secrets.setSecret("a", "b"))).toBe("403 Forbidden ForbiddenByRbac");
    await control("POST", "clock", { seconds: 301 });
    await expect(secrets.setSecret("a", "b")).resolves.toBeDefined();
  });

  test("or after the number of requests that is set", async () => {
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
  test("a delete lock on the group keeps what is in it", async () => {
    const group = await resourceGroup();
    const { name } = await vault(group);
    const token = (await deployer.getToken("https://management.azure.com/.default")).token;
    const lock = `https://management.azure.com${subscription}/resourceGroups/${group}/providers/Microsoft.Authorization/locks/keep?api-version=2020-05-01`;
    expect((await raw("PUT", lock, { token, body: { properties: { level: "CanNotDelete" } } })).status).toBe(
      201,
    );
    expect(await refusal(clients().vaults.delete(group, name!))).toBe("409 ScopeLocked");
    expect((await raw("DELETE", lock, { token })).status).toBe(200);
    await clients().vaults.delete(group, name!);
  });
});
