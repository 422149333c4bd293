/** Requests that other clients send, word for word: the Azure CLI and Terraform's azurerm provider. */
import { arm, control, deployer, resourceGroup, subscription, unique, vault } from "./localAzure";
import { raw } from "./raw";

const idsOf = ({ json }: { json: { value: { id: string }[] } }) => json.value.map(({ id }) => id);

describe("the Azure CLI", () => {
  test("finds a resource by type and name, by group and location, in any case", async () => {
    const group = await resourceGroup();
    const { id, name } = await vault(group);
    await vault(group);
    const find = (filter: string) =>
      arm("GET", `${subscription}/resources?api-version=2024-11-01&$filter=${encodeURIComponent(filter)}`);
    const byName = await find(
      `resourceType eq 'Microsoft.KeyVault/vaults' and name eq '${name!.toUpperCase()}'`,
    );
    expect([byName.status, idsOf(byName)]).toEqual([200, [id]]);
    const byGroup = await find(
      `resourceGroup eq '${group.toUpperCase()}' and location eq 'Sweden Central' and name eq '${name}'`,
    );
    expect(idsOf(byGroup)).toEqual([id]);
    for (const filter of ["sku eq 'x'", "name ne 'x'", `name eq '${name}' or name eq 'x'`]) {
      const { status, json } = await find(filter);
      expect([filter, status, json.error.code]).toEqual([filter, 400, "InvalidFilterInQueryString"]);
    }
  });

  test("asks lists of resources for times and states", async () => {
    const group = await resourceGroup();
    await vault(group);
    const list = (expand: string) =>
      arm(
        "GET",
        `${subscription}/resourceGroups/${group}/resources?api-version=2024-11-01&$expand=${expand}`,
      );
    const { json } = await list("createdTime,changedTime,provisioningState");
    expect(json.value[0]).toMatchObject({
      createdTime: expect.stringMatching(/^\d{4}-/),
      changedTime: expect.stringMatching(/^\d{4}-/),
      provisioningState: "Succeeded",
    });
    const { status, json: refused } = await list("properties");
    expect([status, refused.error.code]).toEqual([400, "InvalidExpandInQueryString"]);
  });

  test("doubles the slash before a type without a parent", async () => {
    const group = await resourceGroup();
    const path = `${subscription}/resourcegroups/${group}/providers/Microsoft.OperationalInsights//workspaces/logs`;
    const { status, json } = await arm("PUT", `${path}?api-version=2025-02-01`, {
      location: "swedencentral",
      properties: {},
    });
    expect([status, json.id]).toEqual([
      201,
      `${subscription}/resourceGroups/${group}/providers/Microsoft.OperationalInsights/workspaces/logs`,
    ]);
  });

  test("sends an account and its deployment back as it read them, and a capacity as text", async () => {
    const group = await resourceGroup();
    const account = `${subscription}/resourceGroups/${group}/providers/Microsoft.CognitiveServices/accounts/${unique("openai-")}`;
    const version = "?api-version=2026-05-15-preview";
    const created = await arm("PUT", account + version, {
      location: "swedencentral",
      kind: "OpenAI",
      sku: { name: "S0" },
      properties: { customSubDomainName: unique("sub-") },
    });
    expect(created.status).toBe(201);
    const { json: read } = await arm("GET", account + version);
    const changed = {
      ...read,
      properties: { ...read.properties, disableLocalAuth: true, endpoint: "https://x/" },
    };
    expect((await arm("PUT", account + version, changed)).status).toBeLessThan(300);
    const { json: after } = await arm("GET", account + version);
    expect(after.properties).toEqual({ ...read.properties, disableLocalAuth: true });
    expect(
      (await arm("PUT", account + version, { ...changed, properties: { endpointUri: "" } })).status,
    ).toBe(400);

    const deployment = `${account}/deployments/chat${version}`;
    const model = { format: "OpenAI", name: "gpt-4.1-mini", version: "2025-04-14" };
    const deployed = await arm("PUT", deployment, {
      sku: { name: "GlobalStandard", capacity: "1" },
      properties: { model },
    });
    expect([deployed.status, deployed.json.sku.capacity]).toEqual([201, 1]);
    const { json: existing } = await arm("GET", deployment);
    expect(
      (await arm("PUT", deployment, { ...existing, sku: { name: "GlobalStandard", capacity: 2 } })).status,
    ).toBe(200);
    const refused = await arm("PUT", deployment, {
      sku: { name: "GlobalStandard", capacity: "one" },
      properties: { model },
    });
    expect([refused.status, refused.json.error.code]).toEqual([400, "InvalidRequestContent"]);
  });

  test("finds a service principal by one of its names", async () => {
    const { deployer: application } = await control("GET", "seed");
    const { token } = await deployer.getToken("https://graph.microsoft.com/.default");
    const find = (filter: string) =>
      raw("GET", `https://graph.microsoft.com/v1.0/servicePrincipals?$filter=${encodeURIComponent(filter)}`, {
        token,
      });
    const found = await find(`servicePrincipalNames/any(c:c eq '${application.clientId}')`);
    expect([found.status, idsOf(found)]).toEqual([200, [application.objectId]]);
    expect(idsOf(await find("servicePrincipalNames/any(c:c eq 'nobody')"))).toEqual([]);
    for (const filter of ["servicePrincipalNames/any(c:d eq 'x')", "displayName/all(c:c eq 'x')"]) {
      const { status, json } = await find(filter);
      expect([status, json.error.code]).toEqual([400, "Request_UnsupportedQuery"]);
    }
  });

  test.each(["managedHSMs", "deletedManagedHSMs"])("finds no %s", async (type) => {
    const { status, json } = await arm(
      "GET",
      `${subscription}/providers/Microsoft.KeyVault/${type}?api-version=2025-05-01`,
    );
    expect([status, json]).toEqual([200, { value: [] }]);
  });
});

describe("Terraform's azurerm", () => {
  test("sends an empty subdomain for none", async () => {
    const group = await resourceGroup();
    const name = unique("openai-");
    const account = `${subscription}/resourceGroups/${group}/providers/Microsoft.CognitiveServices/accounts/${name}?api-version=2026-03-01`;
    const write = () =>
      arm("PUT", account, {
        location: "swedencentral",
        kind: "OpenAI",
        sku: { name: "S0" },
        properties: { customSubDomainName: "" },
      });
    expect((await write()).status).toBe(201);
    const { json } = await arm("GET", account);
    expect(json.properties.endpoint).toBe("https://swedencentral.api.cognitive.microsoft.com/");
    expect(json.properties).not.toHaveProperty("customSubDomainName");
  });

  const network = async () => {
    const group = await resourceGroup();
    const path = `${subscription}/resourceGroups/${group}/providers/Microsoft.Network`;
    await arm("PUT", `${path}/virtualNetworks/net?api-version=2024-05-01`, {
      location: "swedencentral",
      properties: { addressSpace: { addressPrefixes: ["10.0.0.0/16"] } },
    });
    const subnet = `${path}/virtualNetworks/net/subnets/endpoints`;
    const putSubnet = (properties: unknown) => arm("PUT", `${subnet}?api-version=2024-05-01`, { properties });
    return { group, path, subnet, putSubnet };
  };

  test("lists the prefixes of a subnet, also of one", async () => {
    const { subnet, putSubnet } = await network();
    expect((await putSubnet({})).status).toBe(400);
    expect((await putSubnet({ addressPrefixes: [] })).status).toBe(400);
    expect((await putSubnet({ addressPrefixes: ["10.0.1.0/24"] })).status).toBe(201);
    const { json } = await arm("GET", `${subnet}?api-version=2024-05-01`);
    expect(json.properties).toMatchObject({ addressPrefixes: ["10.0.1.0/24"] });
  });

  test("reads the id of a private endpoint's network interface, which an update keeps", async () => {
    const { group, path, subnet, putSubnet } = await network();
    await putSubnet({ addressPrefixes: ["10.0.1.0/24"] });
    const { id } = await vault(group);
    const endpoint = `${path}/privateEndpoints/pe?api-version=2024-05-01`;
    const write = () =>
      arm("PUT", endpoint, {
        location: "swedencentral",
        properties: {
          subnet: { id: subnet },
          privateLinkServiceConnections: [
            { name: "vault", properties: { privateLinkServiceId: id, groupIds: ["vault"] } },
          ],
        },
      });
    const { json: created } = await write();
    const [{ id: networkInterface }] = created.properties.networkInterfaces;
    expect(networkInterface).toMatch(new RegExp(`^${path}/networkInterfaces/pe\\.nic\\.[0-9a-f-]{36}$`));
    const { json: updated } = await write();
    expect(updated.properties.networkInterfaces).toEqual([{ id: networkInterface }]);
  });

  test("writes a diagnostic setting without metrics as null", async () => {
    const group = await resourceGroup();
    const { id } = await vault(group);
    const workspace = `${subscription}/resourceGroups/${group}/providers/Microsoft.OperationalInsights/workspaces/logs`;
    await arm("PUT", `${workspace}?api-version=2025-02-01`, { location: "swedencentral", properties: {} });
    const { status } = await arm(
      "PUT",
      `${id}/providers/Microsoft.Insights/diagnosticSettings/audit?api-version=2021-05-01-preview`,
      {
        properties: {
          workspaceId: workspace,
          logs: [{ category: "AuditEvent", enabled: true }],
          metrics: null,
        },
      },
    );
    expect(status).toBe(200);
  });
});
