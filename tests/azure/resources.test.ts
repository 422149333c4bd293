import {
  arm,
  armToken,
  clients,
  control,
  refusal,
  resourceGroup,
  subscription,
  subscriptionId,
  unique,
  vault,
} from "./localAzure";
import { raw } from "./raw";

afterEach(() => control("DELETE", "settings"));

const management = "https://management.azure.com";

const groupPath = (name: string) => `${subscription}/resourceGroups/${name}`;

describe("resource groups", () => {
  test("are created, tagged, found in any case, and keep their location", async () => {
    const name = unique("rg-");
    const { resourceGroups } = clients().resources;
    await resourceGroups.createOrUpdate(name, { location: "Sweden Central" });
    expect(await resourceGroups.get(name.toUpperCase())).toMatchObject({ name, location: "swedencentral" });
    expect((await resourceGroups.update(name, { tags: { a: "b" } })).tags).toEqual({ a: "b" });
    expect(await refusal(resourceGroups.createOrUpdate(name, { location: "westeurope" }))).toBe(
      "409 InvalidResourceGroupLocation",
    );
    expect((await resourceGroups.checkExistence(name)).body).toBe(true);
  });

  test("delete their resources with them, and vaults go into soft delete", async () => {
    await control("PUT", "settings", { operations: { polls: 2 } });
    const group = await resourceGroup();
    const { name } = await vault(group);
    const { resources, vaults } = clients();
    await resources.resourceGroups.beginDeleteAndWait(group, { updateIntervalInMs: 10 });
    expect(await refusal(resources.resourceGroups.get(group))).toBe("404 ResourceGroupNotFound");
    // Recorded, ASO, Mar and Jul 2026: in a missing group, nothing else is looked for.
    expect(await refusal(vaults.get(group, name!))).toBe("404 ResourceGroupNotFound");
    expect((await vaults.getDeleted(name!, "swedencentral")).name).toBe(name);
  });

  test("are listed in pages", async () => {
    const created = [await resourceGroup(), await resourceGroup(), await resourceGroup()];
    const listed: (string | undefined)[] = [];
    for await (const page of clients().resources.resourceGroups.list({ top: 2 }).byPage()) {
      expect(page.length).toBeLessThanOrEqual(2);
      listed.push(...page.map(({ name }) => name));
    }
    expect(listed).toEqual(expect.arrayContaining(created));
  });

  test("list their resources", async () => {
    const group = await resourceGroup();
    const { id } = await vault(group);
    const listed: (string | undefined)[] = [];
    for await (const resource of clients().resources.resources.listByResourceGroup(group)) {
      listed.push(resource.id);
    }
    expect(listed).toEqual([id]);
  });

  test("list their resources with the creation time where the request expands it", async () => {
    const group = await resourceGroup();
    await vault(group);
    const filter = "resourceType eq 'Microsoft.KeyVault/vaults'";
    const { resources } = clients().resources;
    for await (const { createdTime } of resources.listByResourceGroup(group, {
      filter,
      expand: "createdTime",
    })) {
      expect(createdTime!.getTime()).toBeGreaterThan(Date.now() - 60_000);
    }
    for await (const { createdTime } of resources.listByResourceGroup(group, { filter })) {
      expect(createdTime).toBeUndefined();
    }
  });
});

describe("the deletion of a resource group", () => {
  // Recorded, Azure CLI, Jul 2020; ASO, Mar and Jul 2026.
  test("is polled at a Location, and ends in 200 without a body", async () => {
    await control("PUT", "settings", { operations: { polls: 2 } });
    const group = await resourceGroup();
    await vault(group);
    const path = `${groupPath(group)}?api-version=2020-06-01`;
    const deletion = await arm("DELETE", path);
    expect([deletion.status, deletion.text]).toEqual([202, ""]);
    const location = deletion.headers.get("location")!;
    expect(location).toMatch(
      new RegExp(`^${management}${subscription}/operationresults/[\\w-]+\\?api-version=2020-06-01$`),
    );
    expect(deletion.headers.get("azure-asyncoperation")).toBeNull();
    expect(deletion.headers.get("retry-after")).not.toBeNull();
    for (let poll = 0; poll < 2; poll++) {
      const running = await arm("GET", location);
      expect([running.status, running.headers.get("location")]).toEqual([202, location]);
    }
    const ended = await arm("GET", location);
    expect([ended.status, ended.text, ended.headers.get("location")]).toEqual([200, "", null]);
    expect((await arm("GET", path)).status).toBe(404);
  });

  // Recorded, ASO, Apr 2025 and Jul 2026.
  test("ends with the first poll where the group is empty, however long operations take", async () => {
    await control("PUT", "settings", { operations: { polls: 2 } });
    const path = `${groupPath(await resourceGroup())}?api-version=2020-06-01`;
    const deletion = await arm("DELETE", path);
    expect((await arm("GET", deletion.headers.get("location")!)).status).toBe(200);
    expect((await arm("GET", path)).status).toBe(404);
  });

  // Recorded, Azure SDK for Python, Jun 2020: groups in deletion are listed with the state Deleting.
  test("needs a poll even where operations need none, and nothing is written until its end", async () => {
    const name = await resourceGroup();
    const deletion = await arm("DELETE", `${groupPath(name)}?api-version=2021-04-01`);
    const { value } = (await arm("GET", `${subscription}/resourceGroups?api-version=2021-04-01`)).json;
    expect(value).toContainEqual(
      expect.objectContaining({ name, properties: { provisioningState: "Deleting" } }),
    );
    const { resourceGroups } = clients().resources;
    expect(await refusal(resourceGroups.createOrUpdate(name, { location: "swedencentral" }))).toBe(
      "409 ResourceGroupBeingDeleted",
    );
    expect(await refusal(vault(name))).toBe("409 ResourceGroupBeingDeleted");
    expect((await arm("GET", deletion.headers.get("location")!)).status).toBe(200);
    await resourceGroup(name);
  });
});

describe("in a resource group that does not exist", () => {
  const nowhere = groupPath("rg-nowhere");

  // Recorded, ASO, Mar and Jul 2026: 404 from the gateway for a DELETE too, whatever the type.
  test.each([
    ["GET", `${nowhere}/providers/Microsoft.KeyVault/vaults/a-vault?api-version=2023-07-01`],
    ["DELETE", `${nowhere}/providers/Microsoft.CognitiveServices/accounts/an-account?api-version=2024-10-01`],
    ["DELETE", `${nowhere}/providers/Microsoft.Network/virtualNetworks/hub?api-version=2024-05-01`],
    ["DELETE", `${nowhere}/providers/Microsoft.Storage/storageAccounts/one?api-version=2021-04-01`],
    ["DELETE", `${nowhere}/providers/Microsoft.Authorization/locks/keep?api-version=2020-05-01`],
    ["GET", `${nowhere}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01`],
    ["GET", `${nowhere}?api-version=2021-04-01`],
  ])("%s %s returns that the group is missing", async (method, path) => {
    const { status, headers, json } = await arm(method, path);
    expect([status, headers.get("x-ms-failure-cause"), json]).toEqual([
      404,
      "gateway",
      {
        error: {
          code: "ResourceGroupNotFound",
          message: "Resource group 'rg-nowhere' could not be found.",
        },
      },
    ]);
  });

  test("HEAD answers 404 without a body", async () => {
    const { status, text, headers } = await arm("HEAD", `${nowhere}?api-version=2021-04-01`);
    expect([status, text, headers.get("x-ms-failure-cause")]).toEqual([404, "", "gateway"]);
  });
});

describe("missing resources", () => {
  // Recorded, Azure CLI, Mar 2023; ASO, Mar 2026.
  test("are named with their group, and asked for by HEAD", async () => {
    const group = await resourceGroup();
    const path = `${groupPath(group)}/providers/Microsoft.Network/virtualNetworks/hub?api-version=2020-11-01`;
    const { status, headers, json } = await arm("GET", path);
    expect([status, headers.get("x-ms-failure-cause"), json.error]).toEqual([
      404,
      "gateway",
      {
        code: "ResourceNotFound",
        message: `The Resource 'Microsoft.Network/virtualNetworks/hub' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
      },
    ]);
    const { id } = await vault(group);
    expect((await arm("HEAD", `${id}?api-version=2023-07-01`)).status).toBe(204);
    expect((await arm("HEAD", `${id}-two?api-version=2023-07-01`)).status).toBe(404);
  });

  // The wording of a missing type: recorded, Azure SDK for .NET, Aug 2020.
  test("of an unknown provider or type are refused by the gateway", async () => {
    const providers = `${groupPath(await resourceGroup())}/providers`;
    const answer = async (method: string, path: string) => {
      const { status, headers, json } = await arm(method, `${providers}/${path}`, {});
      return [status, headers.get("x-ms-failure-cause"), json.error.code, json.error.message];
    };
    expect(await answer("PUT", "Microsoft.Nowhere/things/one?api-version=2024-01-01")).toEqual([
      404,
      "gateway",
      "InvalidResourceNamespace",
      "The resource namespace 'Microsoft.Nowhere' is invalid.",
    ]);
    expect(await answer("PUT", "Microsoft.KeyVault/things/one?api-version=2023-07-01")).toEqual([
      404,
      "gateway",
      "InvalidResourceType",
      "The resource type could not be found in the namespace 'Microsoft.KeyVault' for api version '2023-07-01'.",
    ]);
    expect(
      (await arm("GET", `${providers}/Microsoft.Web/sites/one?api-version=2024-01-01`)).json.error.code,
    ).toBe("ResourceNotFound");
  });
});

describe("lists", () => {
  // Recorded, Azure CLI, Jul 2020.
  test("of resource groups are filtered by a tag; a group keeps who manages it", async () => {
    const name = unique("rg-");
    const team = unique("team-");
    const { resourceGroups } = clients().resources;
    const created = await resourceGroups.createOrUpdate(name, {
      location: "westus",
      managedBy: "test_admin",
      tags: { team, empty: "" },
    });
    expect(created).toMatchObject({ managedBy: "test_admin", tags: { team, empty: "" } });
    const found = async (filter: string) => {
      const names: (string | undefined)[] = [];
      for await (const group of resourceGroups.list({ filter })) {
        names.push(group.name);
      }
      return names;
    };
    expect(await found(`tagName eq 'TEAM' and tagValue eq '${team}'`)).toEqual([name]);
    expect(await found(`tagName eq 'team' and tagValue eq 'another'`)).toEqual([]);
    expect(await refusal(found("name eq 'x'"))).toBe("400 InvalidFilterInQueryString");
  });

  test("of resources are filtered by type, name, group and tag", async () => {
    const group = await resourceGroup();
    const { name } = await vault(group);
    const filter = `resourceType eq 'Microsoft.KeyVault/vaults' and name eq '${name}' and resourceGroup eq '${group}'`;
    const listed: (string | undefined)[] = [];
    for await (const resource of clients().resources.resources.list({ filter })) {
      listed.push(resource.name);
    }
    expect(listed).toEqual([name]);
  });

  test("continue at an opaque token; that of another list has nothing here", async () => {
    await Promise.all([resourceGroup(), resourceGroup()]);
    const path = `${subscription}/resourceGroups?api-version=2021-04-01`;
    const { nextLink } = (await arm("GET", `${path}&$top=1`)).json;
    const token = new URL(nextLink).searchParams.get("$skiptoken")!;
    expect(token).toMatch(/^[\w-]{10,}$/);
    expect((await arm("GET", nextLink)).json.value).toHaveLength(1);
    const other = await arm("GET", `${path}&$skiptoken=next-of-another-list`);
    expect([other.status, other.json]).toEqual([200, { value: [] }]);
  });
});

describe("networks, identities and workspaces", () => {
  // Recorded, Azure CLI, Mar 2023; ASO, Mar 2026.
  test("a network is being updated until its operation is polled, and has an ETag", async () => {
    const path = `${groupPath(await resourceGroup())}/providers/Microsoft.Network/virtualNetworks/hub`;
    const version = "api-version=2022-01-01";
    const created = await arm("PUT", `${path}?${version}`, {
      location: "swedencentral",
      properties: { addressSpace: { addressPrefixes: ["10.0.0.0/16"] }, enableVmProtection: false },
    });
    const operation = created.headers.get("azure-asyncoperation")!;
    expect([created.status, operation]).toEqual([
      201,
      expect.stringMatching(
        /\/providers\/Microsoft\.Network\/locations\/swedencentral\/operations\/[\w-]+\?api-version=2022-01-01$/,
      ),
    ]);
    const properties = {
      resourceGuid: expect.any(String),
      addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
      subnets: [],
      virtualNetworkPeerings: [],
      enableDdosProtection: false,
    };
    expect(created.json.properties).toEqual({ ...properties, provisioningState: "Updating" });
    expect(created.json).not.toHaveProperty("tags");
    expect((await arm("GET", operation)).json).toEqual({ status: "Succeeded" });
    const read = await arm("GET", `${path}?${version}`);
    expect(read.json.properties).toEqual({ ...properties, provisioningState: "Succeeded" });
    expect(read.headers.get("etag")).toBe(read.json.etag);
    const subnet = await arm("PUT", `${path}/subnets/one?${version}`, {
      properties: { addressPrefix: "10.0.0.0/24", serviceEndpoints: [{ service: "Microsoft.KeyVault" }] },
    });
    expect([subnet.status, subnet.json.properties]).toEqual([
      201,
      expect.objectContaining({ provisioningState: "Updating", delegations: [] }),
    ]);
    expect((await arm("GET", `${path}?${version}`)).json.properties.subnets).toHaveLength(1);
    const orphan = await arm("PUT", `${path}-two/subnets/one?${version}`, {
      properties: { addressPrefix: "10.0.0.0/24" },
    });
    expect([orphan.status, orphan.json.error.code]).toEqual([404, "ParentResourceNotFound"]);
  });

  // Recorded, Azure CLI, Apr 2025; ASO, Mar 2026.
  test("a user-assigned identity has its id with resourcegroups in lower case, and no state", async () => {
    const group = await resourceGroup();
    const name = "Microsoft.ManagedIdentity/userAssignedIdentities/one";
    const path = `${groupPath(group)}/providers/${name}?api-version=2018-11-30`;
    const created = await arm("PUT", path, { location: "westus2" });
    const id = `${subscription}/resourcegroups/${group}/providers/${name}`;
    expect([created.status, created.headers.get("location"), created.json]).toEqual([
      201,
      id,
      {
        id,
        name: "one",
        type: "Microsoft.ManagedIdentity/userAssignedIdentities",
        location: "westus2",
        tags: {},
        properties: {
          tenantId: expect.any(String),
          principalId: expect.any(String),
          clientId: expect.any(String),
        },
      },
    ]);
    const again = await arm("PUT", path, { location: "westus2" });
    expect([again.status, again.headers.get("location"), again.json]).toEqual([200, null, created.json]);
  });

  // Recorded, Azure SDK for Python, Sep 2020.
  test("a workspace is being created in the first response, with a plan of today", async () => {
    const path = `${groupPath(await resourceGroup())}/providers/Microsoft.OperationalInsights/workspaces/logs?api-version=2023-09-01`;
    const created = await arm("PUT", path, {
      location: "eastus",
      properties: { sku: { name: "PerNode" }, retentionInDays: 30 },
    });
    expect([created.status, created.json.properties.provisioningState]).toEqual([201, "Creating"]);
    const { properties } = (await arm("GET", path)).json;
    expect(properties).toMatchObject({
      provisioningState: "Succeeded",
      customerId: created.json.properties.customerId,
      sku: { name: "pergb2018" },
      retentionInDays: 30,
      publicNetworkAccessForQuery: "Enabled",
    });
  });
});

describe("storage accounts", () => {
  // Recorded, ASO, Mar 2026; Azure SDK for Python, Sep 2020.
  test("a storage account is read at a Location when it is created", async () => {
    const name = unique("store");
    const type = "Microsoft.Storage/storageAccounts";
    const path = `${groupPath(await resourceGroup())}/providers/${type}/${name}?api-version=2021-04-01`;
    const created = await arm("PUT", path, {
      location: "westus2",
      kind: "StorageV2",
      sku: { name: "Standard_LRS" },
      properties: { allowBlobPublicAccess: false },
    });
    const location = created.headers.get("location")!;
    expect([created.status, created.text, location]).toEqual([
      202,
      "",
      expect.stringMatching(
        /\/providers\/Microsoft\.Storage\/locations\/westus2\/asyncoperations\/[\w-]+\?monitor=true&api-version=2021-04-01$/,
      ),
    ]);
    const finished = await arm("GET", location);
    expect([finished.status, finished.json]).toEqual([
      200,
      expect.objectContaining({
        kind: "StorageV2",
        sku: { name: "Standard_LRS", tier: "Standard" },
        tags: {},
        properties: expect.objectContaining({
          allowBlobPublicAccess: false,
          provisioningState: "Succeeded",
          primaryLocation: "westus2",
          primaryEndpoints: expect.objectContaining({ blob: `https://${name}.blob.core.windows.net/` }),
        }),
      }),
    ]);
    expect((await arm("GET", path)).json).toEqual(finished.json);
    expect((await arm("DELETE", path)).status).toBe(200);
  });
});

// Recorded, Azure SDK for Python, Sep 2020.
test("event hubs, a destination of diagnostic settings, are created with 200, and a Logic workflow has its own category", async () => {
  const group = groupPath(await resourceGroup());
  const namespace = `${group}/providers/Microsoft.EventHub/namespaces/${unique("hub")}`;
  const version = "?api-version=2017-04-01";
  const location = "eastus";
  const created = await arm("PUT", `${namespace}${version}`, { location, sku: { name: "Standard" } });
  expect(created).toMatchObject({ status: 200, json: { sku: { name: "Standard", tier: "Standard" } } });
  const rights = { properties: { rights: ["Listen", "Send", "Manage"] } };
  for (const child of [
    "authorizationRules/rule",
    "eventhubs/logs",
    "eventhubs/logs/authorizationRules/rule",
  ]) {
    expect((await arm("PUT", `${namespace}/${child}${version}`, rights)).status).toBe(200);
  }
  const workflow = `${group}/providers/Microsoft.Logic/workflows/flow`;
  const definition = { location, properties: { definition: {} } };
  expect(await arm("PUT", `${workflow}?api-version=2016-06-01`, definition)).toMatchObject({
    status: 201,
    json: { properties: { provisioningState: "Succeeded", state: "Enabled" } },
  });
  const categories = `${workflow}/providers/microsoft.insights/diagnosticSettingsCategories?api-version=2017-05-01-preview`;
  const { json } = await arm("GET", categories);
  expect((json as { value: { name: string }[] }).value.map(({ name }) => name)).toEqual([
    "WorkflowRuntime",
    "AllMetrics",
  ]);
});

describe("diagnostic settings", () => {
  const version = "api-version=2021-05-01-preview";
  const none = { enabled: false, days: 0 };

  async function vaultWithWorkspace() {
    const group = await resourceGroup();
    const workspace = `${groupPath(group)}/providers/Microsoft.OperationalInsights/workspaces/logs`;
    await arm("PUT", `${workspace}?api-version=2023-09-01`, { location: "swedencentral" });
    const { id } = await vault(group);
    const settings = `${id}/providers/Microsoft.Insights/diagnosticSettings`;
    return { id: id!, workspaceId: workspace, settings, setting: `${settings}/audit?${version}` };
  }

  // Recorded, ASO, Mar 2026; Azure SDK for Python, Sep 2020.
  test("are always answered with 200, and read with more than was written", async () => {
    const { id, workspaceId, settings, setting } = await vaultWithWorkspace();
    const body = { properties: { workspaceId, logs: [{ categoryGroup: "audit", enabled: true }] } };
    const written = await arm("PUT", setting, body);
    const shown = {
      id: `${id.toLowerCase()}/providers/microsoft.insights/diagnosticSettings/audit`,
      type: "Microsoft.Insights/diagnosticSettings",
      name: "audit",
      location: null,
      kind: null,
      tags: null,
      identity: null,
      properties: {
        storageAccountId: null,
        serviceBusRuleId: null,
        workspaceId,
        eventHubAuthorizationRuleId: null,
        eventHubName: null,
        metrics: [],
        logs: [{ category: null, categoryGroup: "audit", enabled: true, retentionPolicy: none }],
        logAnalyticsDestinationType: null,
      },
    };
    expect([written.status, written.json]).toEqual([200, shown]);
    expect((await arm("PUT", setting, body)).status).toBe(200);
    expect((await arm("GET", setting)).json).toEqual({
      ...shown,
      location: "swedencentral",
      properties: {
        ...shown.properties,
        metrics: [{ category: "AllMetrics", enabled: false, retentionPolicy: none }],
      },
    });
    expect((await arm("GET", `${settings}?${version}`)).json).toEqual({ value: [shown] });
  });

  test("that are deleted or never were have Azure Monitor's own error, without an error object", async () => {
    const { workspaceId, setting } = await vaultWithWorkspace();
    const body = { properties: { workspaceId, metrics: [{ category: "AllMetrics", enabled: true }] } };
    expect((await arm("PUT", setting, body)).json.properties.metrics).toEqual([
      { category: "AllMetrics", enabled: true, retentionPolicy: none },
    ]);
    expect((await arm("DELETE", setting)).status).toBe(200);
    const { status, headers, json } = await arm("GET", setting);
    expect([status, headers.get("x-ms-failure-cause"), json]).toEqual([
      404,
      null,
      { code: "ResourceNotFound", message: "The diagnostic setting 'audit' doesn't exist." },
    ]);
    expect((await arm("DELETE", setting)).status).toBe(204);
  });

  test("send to something, which exists", async () => {
    const { workspaceId, setting } = await vaultWithWorkspace();
    expect((await arm("PUT", setting, { properties: { logs: [] } })).status).toBe(400);
    const elsewhere = { properties: { workspaceId: `${workspaceId}-two`, logs: [] } };
    expect((await arm("PUT", setting, elsewhere)).status).toBe(400);
  });

  test("have categories, by the type of their resource", async () => {
    const { id } = await vaultWithWorkspace();
    const categories = `${id}/providers/Microsoft.Insights/diagnosticSettingsCategories`;
    const { value } = (await arm("GET", `${categories}?${version}`)).json;
    expect(value.map(({ name }: { name: string }) => name)).toEqual([
      "AuditEvent",
      "AzurePolicyEvaluationDetails",
      "AllMetrics",
    ]);
    expect((await arm("GET", `${categories}/AuditEvent?${version}`)).json.properties.categoryType).toBe(
      "Logs",
    );
  });
});

describe("the subscription", () => {
  test("is the only one: others are not found", async () => {
    const token = await armToken();
    const other = await raw(
      "GET",
      "https://management.azure.com/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups?api-version=2024-03-01",
      { token },
    );
    expect([other.status, other.json.error.code]).toEqual([404, "SubscriptionNotFound"]);
    const own = await raw("GET", `https://management.azure.com${subscription}?api-version=2022-12-01`, {
      token,
    });
    expect(own.json).toMatchObject({ subscriptionId, state: "Enabled" });
  });

  test("has resource providers with a registration state", async () => {
    expect(await clients().resources.providers.get("microsoft.keyvault")).toMatchObject({
      namespace: "Microsoft.KeyVault",
      registrationState: "Registered",
    });
    expect(await refusal(clients().resources.providers.get("Microsoft.Nowhere"))).toBe(
      "404 InvalidResourceNamespace",
    );
  });
});
