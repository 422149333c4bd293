import { randomUUID } from "node:crypto";
import {
  application,
  armToken,
  clients,
  control,
  refusal,
  resourceGroup,
  roleDefinitionId,
  roles,
  subscription,
  unique,
  vault,
} from "./localAzure";
import { raw } from "./raw";

afterEach(() => control("DELETE", "policies"));

const vaultType = "Microsoft.KeyVault/vaults";
const accountType = "Microsoft.CognitiveServices/accounts";

const noPublicVaults = {
  effect: "deny",
  displayName: "Key vaults should disable public network access",
  resourceTypes: [vaultType],
  conditions: [{ path: "properties.publicNetworkAccess", operator: "notEquals", value: "Disabled" }],
};

const account = (group: string, name = unique("openai-")) =>
  clients().cognitive.accounts.beginCreateAndWait(group, name, {
    location: "swedencentral",
    kind: "OpenAI",
    sku: { name: "S0" },
    tags: { team: "research" },
    properties: {},
  });

describe("a policy that denies", () => {
  // The format: a response of Azure Resource Manager that a public issue shows (storage account, policy of version 1.0.0).
  test("refuses a request with its identifiers and what it evaluated", async () => {
    const scope = `${subscription}/resourceGroups/${await resourceGroup()}`;
    const [policy] = (await control("PUT", "policies", [{ ...noPublicVaults, scope }])).policies;
    const name = unique("kv-");
    const token = await armToken();
    const { status, headers, json } = await raw(
      "PUT",
      `https://management.azure.com${scope}/providers/${vaultType}/${name}?api-version=2023-07-01`,
      {
        token,
        body: {
          location: "swedencentral",
          properties: {
            tenantId: process.env.AZURE_TENANT_ID,
            sku: { family: "A", name: "standard" },
            enableRbacAuthorization: true,
            publicNetworkAccess: "Enabled",
          },
        },
      },
    );
    const definitions = `${scope}/providers/Microsoft.Authorization`;
    const assignmentId = `${definitions}/policyAssignments/${policy.assignmentName}`;
    const definitionId = `${definitions}/policyDefinitions/${policy.definitionName}`;
    const displayName = noPublicVaults.displayName;
    const identifiers = [
      {
        policyAssignment: { name: displayName, id: assignmentId },
        policyDefinition: { name: displayName, id: definitionId, version: "1.0.0" },
      },
    ];
    expect([status, headers.get("x-ms-failure-cause")]).toEqual([403, "gateway"]);
    expect(json.error).toEqual({
      code: "RequestDisallowedByPolicy",
      target: name,
      message: `Resource '${name}' was disallowed by policy. Policy identifiers: '${JSON.stringify(identifiers)}'.`,
      additionalInfo: [
        {
          type: "PolicyViolation",
          info: expect.objectContaining({
            evaluationDetails: {
              evaluatedExpressions: [
                {
                  result: "True",
                  expressionKind: "Field",
                  expression: "type",
                  path: "type",
                  expressionValue: vaultType,
                  targetValue: vaultType,
                  operator: "Equals",
                },
                {
                  result: "True",
                  expressionKind: "Field",
                  expression: `${vaultType}/publicNetworkAccess`,
                  path: "properties.publicNetworkAccess",
                  expressionValue: "Enabled",
                  targetValue: "Disabled",
                  operator: "NotEquals",
                },
              ],
            },
            policyDefinitionId: definitionId,
            policyDefinitionEffect: "deny",
            policyAssignmentId: assignmentId,
            policyAssignmentName: policy.assignmentName,
            policyAssignmentDisplayName: displayName,
            policyAssignmentScope: scope,
            policyAssignmentParameters: {},
          }),
        },
      ],
    });
  });

  test("applies in its scope and to its types alone, and to what an update makes of a resource", async () => {
    const [inside, outside] = [await resourceGroup(), await resourceGroup()];
    const scope = `${subscription}/resourceGroups/${inside}`;
    await control("PUT", "policies", [{ ...noPublicVaults, scope }]);
    expect(await refusal(vault(inside))).toBe("403 RequestDisallowedByPolicy");
    await vault(outside);
    await account(inside);
    const { name } = await vault(inside, { publicNetworkAccess: "Disabled" });
    const { vaults } = clients();
    expect(
      await refusal(vaults.update(inside, name!, { properties: { publicNetworkAccess: "Enabled" } })),
    ).toBe("403 RequestDisallowedByPolicy");
    await vaults.update(inside, name!, { tags: { a: "b" } });
  });

  test("requires tags of resource groups, and refuses roles", async () => {
    await control("PUT", "policies", [
      {
        effect: "deny",
        displayName: "Require a tag on resource groups",
        resourceTypes: ["Microsoft.Resources/subscriptions/resourceGroups"],
        conditions: [{ path: "tags.costCenter", operator: "exists", value: false }],
      },
      {
        effect: "deny",
        displayName: "Owners are not assigned",
        resourceTypes: ["Microsoft.Authorization/roleAssignments"],
        conditions: [
          { path: "properties.roleDefinitionId", operator: "in", value: [roleDefinitionId(roles.owner)] },
        ],
      },
    ]);
    const { resourceGroups } = clients().resources;
    const name = unique("rg-");
    expect(await refusal(resourceGroups.createOrUpdate(name, { location: "swedencentral" }))).toBe(
      "403 RequestDisallowedByPolicy",
    );
    await resourceGroups.createOrUpdate(name, { location: "swedencentral", tags: { costCenter: "1" } });
    const { objectId } = await application();
    const assign = (role: string) =>
      clients().authorization.roleAssignments.create(`${subscription}/resourceGroups/${name}`, randomUUID(), {
        principalId: objectId,
        principalType: "ServicePrincipal",
        roleDefinitionId: roleDefinitionId(role),
      });
    expect(await refusal(assign(roles.owner))).toBe("403 RequestDisallowedByPolicy");
    await assign(roles.reader);
  });
});

describe("a policy that modifies", () => {
  test("adds tags and properties to the request, so that the response has them", async () => {
    await control("PUT", "policies", [
      {
        effect: "modify",
        displayName: "Inherit a tag",
        resourceTypes: [vaultType, accountType],
        tags: { costCenter: "42" },
      },
      {
        effect: "modify",
        displayName: "Disable local authentication",
        resourceTypes: [accountType],
        properties: { disableLocalAuth: true },
      },
    ]);
    const group = await resourceGroup();
    expect((await vault(group)).tags).toEqual({ costCenter: "42" });
    const created = await account(group);
    expect(created).toMatchObject({
      tags: { team: "research", costCenter: "42" },
      properties: { disableLocalAuth: true },
    });
    expect(await refusal(clients().cognitive.accounts.listKeys(group, created.name!))).toMatch(/^4/);
  });

  test("comes before a policy that denies", async () => {
    await control("PUT", "policies", [
      noPublicVaults,
      {
        effect: "modify",
        displayName: "Disable public network access",
        resourceTypes: [vaultType],
        properties: { publicNetworkAccess: "Disabled" },
      },
    ]);
    const { properties } = await vault(await resourceGroup(), { publicNetworkAccess: "Enabled" });
    expect(properties.publicNetworkAccess).toBe("Disabled");
  });
});

describe("a policy that deploys what is missing", () => {
  const disablePublicAccess = {
    effect: "deployIfNotExists",
    displayName: "Configure key vaults to disable public network access",
    resourceTypes: [vaultType],
    conditions: [{ path: "properties.publicNetworkAccess", operator: "notEquals", value: "Disabled" }],
    properties: { publicNetworkAccess: "Disabled" },
    tags: { remediated: "true" },
  };

  test("changes a resource after it was written, by the clock", async () => {
    await control("PUT", "policies", [{ ...disablePublicAccess, afterSeconds: 600 }]);
    const group = await resourceGroup();
    const { name } = await vault(group);
    const read = async () => (await clients().vaults.get(group, name!)).properties.publicNetworkAccess;
    expect(await read()).not.toBe("Disabled");
    await control("POST", "clock", { seconds: 601 });
    expect(await read()).toBe("Disabled");
  });

  test("changes what exists, as a remediation task does, and again what is changed back", async () => {
    const group = await resourceGroup();
    const { name } = await vault(group);
    const { vaults } = clients();
    const scope = `${subscription}/resourceGroups/${group}`;
    await control("PUT", "policies", [{ ...disablePublicAccess, scope }]);
    expect(await vaults.get(group, name!)).toMatchObject({
      tags: { remediated: "true" },
      properties: { publicNetworkAccess: "Disabled" },
    });
    await vaults.update(group, name!, { properties: { publicNetworkAccess: "Enabled" } });
    expect((await vaults.get(group, name!)).properties.publicNetworkAccess).toBe("Disabled");
    await control("DELETE", "policies");
    expect((await control("GET", "policies")).policies).toEqual([]);
    await vaults.update(group, name!, { properties: { publicNetworkAccess: "Enabled" } });
    expect((await vaults.get(group, name!)).properties.publicNetworkAccess).toBe("Enabled");
  });
});
