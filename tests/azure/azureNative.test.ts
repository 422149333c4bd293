/** The emulated azure-native does what the official one does, as an engine sees it that speaks the provider protocol. */
import { assign, control, resourceGroup, roles, subscription, tenantId, unique } from "./localAzure";
import { AzureClient } from "../support/azureClient";
import { ProviderClient } from "./providerClient";
import type { State } from "./providerClient";

const types = {
  group: "resources:ResourceGroup",
  account: "cognitiveservices:Account",
  deployment: "cognitiveservices:Deployment",
  vault: "keyvault:Vault",
  secret: "keyvault:Secret",
  assignment: "authorization:RoleAssignment",
  endpoint: "network:PrivateEndpoint",
  zoneGroup: "network:PrivateDnsZoneGroup",
};

const location = "swedencentral";
const vaultProperties = {
  tenantId,
  sku: { family: "A", name: "standard" },
  enableRbacAuthorization: true,
  accessPolicies: [],
};

/** The deployer. */
const azure = new AzureClient(process.env as Record<string, string>);

/** What the local Azure has been asked since the last `DELETE requests`, without the host: `PUT /subscriptions/…`. */
async function requests(pattern: RegExp): Promise<string[]> {
  const { requests: all } = (await control("GET", "requests")) as {
    requests: { method: string; url: string }[];
  };
  return all
    .map(({ method, url }) => `${method} ${url.replace(/^https:\/\/[^/]+/, "")}`)
    .filter((request) => pattern.test(request));
}

const faults = (...all: object[]) => control("POST", "faults", all);

describe("the emulated azure-native", () => {
  let provider: ProviderClient;
  let group: string;

  beforeAll(async () => {
    provider = await ProviderClient.start();
    group = await resourceGroup();
  });
  afterAll(async () => {
    await provider.close();
    await azure.close();
  });
  afterEach(async () => {
    await control("DELETE", "faults");
    await control("DELETE", "settings");
  });

  const vault = (inputs: object = {}, options = {}) =>
    provider.create(
      types.vault,
      {
        resourceGroupName: group,
        location,
        vaultName: unique("kv-"),
        properties: vaultProperties,
        ...inputs,
      },
      options,
    );

  /** A vault whose secrets the deployer may read and write. */
  async function openVault(): Promise<{ resourceGroupName: string; vaultName: string }> {
    const { id, inputs } = await vault();
    const { objectId } = await provider.invoke("authorization:getClientConfig", {});
    await assign(id, roles.secretsOfficer, objectId as string);
    return { resourceGroupName: group, vaultName: inputs.vaultName as string };
  }

  const secret = (place: object, value = "one") =>
    provider.create(types.secret, { ...place, secretName: "key", properties: { value } });

  /** Deletes a secret out of band. */
  const deleteSecret = ({ vaultName }: { vaultName: string }) =>
    azure.vault("DELETE", `https://${vaultName}.vault.azure.net/secrets/key?api-version=7.4`);

  describe("reads", () => {
    test.each([
      "NotFound",
      "ResourceNotFound",
      "ResourceGroupNotFound",
      "LockNotFound",
      "ParentResourceNotFound",
      "EntityNotFound",
      "SubscriptionNotFound",
      "RoleAssignmentNotFound",
    ])("treat a 404 with the code %s as a resource that does not exist", async (code) => {
      const state = await vault();
      await faults({ service: "arm", method: "GET", path: "/vaults/", status: 404, code });
      expect(await provider.read(types.vault, state)).toBeUndefined();
    });

    test.each(["SecretNotFound", "DeploymentNotFound", "PageNotFound"])(
      "fail on a 404 with any other code: %s",
      async (code) => {
        const state = await vault();
        await faults({ service: "arm", method: "GET", path: "/vaults/", status: 404, code });
        await expect(provider.read(types.vault, state)).rejects.toThrow(`Status=404 Code="${code}"`);
      },
    );

    test("return the id that was asked for", async () => {
      const state = await vault();
      const id = state.id.replace("/resourceGroups/", "/resourcegroups/");
      expect(await provider.read(types.vault, { ...state, id })).toMatchObject({ id });
    });

    test("of an import leave empty lists and objects out", async () => {
      const { id } = await vault();
      const { inputs } = (await provider.read(types.vault, { id }))!;
      expect(inputs).toMatchObject({ resourceGroupName: group, properties: { sku: { name: "standard" } } });
      expect(inputs).not.toHaveProperty("properties.accessPolicies");
      expect(inputs).not.toHaveProperty("properties.vaultUri");
      expect(inputs).not.toHaveProperty("tags");
    });
  });

  test("refreshes customDnsConfigs of a private endpoint into its inputs, as Azure empties them for a DNS zone group", async () => {
    const network = `${subscription}/resourceGroups/${group}/providers/Microsoft.Network`;
    const put = (path: string, version: string, body: object) =>
      azure.arm("PUT", `${network}/${path}?api-version=${version}`, body);
    await put("virtualNetworks/hub", "2024-05-01", {
      location,
      properties: { addressSpace: { addressPrefixes: ["10.0.0.0/16"] } },
    });
    await put("virtualNetworks/hub/subnets/one", "2024-05-01", {
      properties: { addressPrefix: "10.0.0.0/24" },
    });
    await put("privateDnsZones/privatelink.vaultcore.azure.net", "2024-06-01", { location: "global" });
    const target = await vault();
    const state = await provider.create(types.endpoint, {
      resourceGroupName: group,
      location,
      subnet: { id: `${network}/virtualNetworks/hub/subnets/one` },
      privateLinkServiceConnections: [
        { name: "vault", privateLinkServiceId: target.id, groupIds: ["vault"] },
      ],
    });
    const host = `${String(target.outputs.name)}.vault.azure.net`;
    expect(state.outputs.customDnsConfigs).toEqual([{ fqdn: host, ipAddresses: [expect.any(String)] }]);
    expect(await provider.read(types.endpoint, state)).toMatchObject({ inputs: state.inputs });
    await provider.create(types.zoneGroup, {
      resourceGroupName: group,
      privateEndpointName: state.outputs.name as string,
      privateDnsZoneConfigs: [
        { name: "zone", privateDnsZoneId: `${network}/privateDnsZones/privatelink.vaultcore.azure.net` },
      ],
    });
    const refreshed = (await provider.read(types.endpoint, state))!;
    expect(refreshed.inputs).toEqual({ ...state.inputs, customDnsConfigs: [] });
    expect((await provider.diff(types.endpoint, refreshed, state.inputs)).changes).toEqual([
      "customDnsConfigs",
    ]);
  });

  describe("checked inputs", () => {
    test("hold the API version, and a note where the name was generated", async () => {
      const named = await provider.check(types.vault, {
        resourceGroupName: group,
        vaultName: "kv-named",
        properties: vaultProperties,
      });
      expect(named.inputs).toMatchObject({ azureApiVersion: "2024-11-01", vaultName: "kv-named" });
      expect(named.inputs).not.toHaveProperty("__createBeforeDelete");
      const generated = await provider.check(types.vault, {
        resourceGroupName: group,
        properties: vaultProperties,
      });
      expect(generated.inputs).toMatchObject({
        azureApiVersion: "2024-11-01",
        vaultName: expect.stringMatching(/^one[0-9a-f]{8}$/),
        __createBeforeDelete: true,
      });
      const assignment = await provider.check(types.assignment, {
        scope: "/a",
        principalId: "p",
        roleDefinitionId: "r",
      });
      expect(assignment.inputs).toMatchObject({
        roleAssignmentName: expect.stringMatching(/^[0-9a-f-]{36}$/),
        __createBeforeDelete: true,
      });
      const copied = await provider.check(types.secret, {
        resourceGroupName: group,
        vaultName: "kv",
        properties: {},
      });
      expect(copied.inputs).toEqual({ ...copied.inputs, secretName: "one" });
      expect(copied.inputs).not.toHaveProperty("__createBeforeDelete");
    });

    test("keep a generated name and its note, and no note where the state has none", async () => {
      const news = { resourceGroupName: group, properties: vaultProperties };
      const olds = { ...news, vaultName: "one00000000", location };
      const { inputs } = await provider.check(types.vault, news, {
        olds: { ...olds, __createBeforeDelete: true },
      });
      expect(inputs).toMatchObject({ vaultName: "one00000000", __createBeforeDelete: true });
      expect((await provider.check(types.vault, news, { olds })).inputs).not.toHaveProperty(
        "__createBeforeDelete",
      );
    });

    test("follow pulumi:autonaming: a proposed name, an enforced one, or none", async () => {
      const news = { resourceGroupName: group, location, properties: vaultProperties };
      const check = (type: string, mode: "PROPOSE" | "ENFORCE" | "DISABLE", inputs: object = news) =>
        provider.check(type, inputs, { autonaming: { mode, proposedName: "proposed" } });
      const generated = { vaultName: "proposed", __createBeforeDelete: true };
      expect((await check(types.vault, "PROPOSE")).inputs).toMatchObject(generated);
      expect((await check(types.vault, "ENFORCE")).inputs).toMatchObject(generated);
      expect((await check(types.vault, "DISABLE")).failures).toEqual([
        "missing required property 'vaultName'",
      ]);
      const role = { scope: "/a", principalId: "p", roleDefinitionId: "r" };
      expect((await check(types.assignment, "PROPOSE", role)).inputs.roleAssignmentName).toMatch(
        /^[0-9a-f-]{36}$/,
      );
      expect((await check(types.assignment, "ENFORCE", role)).inputs.roleAssignmentName).toBe("proposed");
    });

    test("are dropped with a warning where azure-native does not know them, and Azure judges the values of enumerations", async () => {
      const { failures } = await provider.check(types.vault, {
        resourceGroupName: group,
        vaultName: "kv-unknown",
        properties: { ...vaultProperties, sku: { family: "A", name: "gold" }, color: 1 },
        shape: "round",
      });
      expect(failures).toEqual([]);
      expect(await provider.newWarnings()).toEqual([
        "azure-native has no such inputs and drops them: properties.color, shape.",
      ]);
    });

    test("must be complete and match azure-native's patterns, in the items of lists too", async () => {
      const { failures } = await provider.check(types.vault, {
        resourceGroupName: group,
        vaultName: "kv_underscore",
        properties: {
          tenantId: "contoso",
          sku: {},
          accessPolicies: [{ tenantId: "contoso" }],
          networkAcls: { ipRules: [{}] },
        },
      });
      expect(failures).toEqual([
        "missing required property 'properties.sku.family'",
        "missing required property 'properties.sku.name'",
        "missing required property 'properties.accessPolicies[0].objectId'",
        "missing required property 'properties.accessPolicies[0].permissions'",
        "missing required property 'properties.networkAcls.ipRules[0].value'",
        expect.stringMatching(/^'vaultName' does not match expression/),
        expect.stringMatching(/^'properties.tenantId' does not match expression/),
        expect.stringMatching(/^'properties.accessPolicies\[0\].tenantId' does not match expression/),
      ]);
    });

    test("have the location of the old inputs, of the provider, or of the resource group, and never ARM_LOCATION", async () => {
      const news = { resourceGroupName: group, properties: vaultProperties };
      const other = await ProviderClient.start({ location: "westeurope" }, { ARM_LOCATION: "eastus" });
      const none = await ProviderClient.start({}, { ARM_LOCATION: "eastus" });
      try {
        const of = async (client: ProviderClient, inputs: object, olds = {}) =>
          (await client.check(types.vault, inputs, { olds })).inputs.location as string | undefined;
        expect(await of(other, news, { location: "norwayeast" })).toBe("norwayeast");
        expect(await of(other, news)).toBe("westeurope");
        expect(await of(none, news)).toBe(location);
        const { failures } = await none.check(types.vault, { ...news, resourceGroupName: "rg-nowhere" });
        expect(failures).toEqual([
          expect.stringMatching(/^missing required property 'location'\. Either set it/),
        ]);
      } finally {
        await Promise.all([other.close(), none.close()]);
      }
    });
  });

  describe("differences", () => {
    const inputs = { resourceGroupName: "rg", vaultName: "kv-one", azureApiVersion: "2024-11-01" };

    test("are none to a state of azure-native 2, which has the API version in its outputs", async () => {
      const { azureApiVersion, ...old } = inputs;
      const state = { inputs: old, outputs: { azureApiVersion } };
      expect((await provider.diff(types.vault, state, inputs)).changes).toEqual([]);
      expect((await provider.diff(types.vault, { inputs: old }, inputs)).changes).toEqual([
        "azureApiVersion",
      ]);
    });

    test("in the default API version update the resource in place", async () => {
      expect(
        await provider.diff(types.vault, { inputs }, { ...inputs, azureApiVersion: "2026-02-01" }),
      ).toEqual({
        changes: ["azureApiVersion"],
        replaces: [],
        deleteBeforeReplace: false,
      });
    });

    test("delete before they replace unless the old inputs note that the name was generated", async () => {
      const news = { ...inputs, vaultName: "kv-two" };
      expect(await provider.diff(types.vault, { inputs }, news)).toMatchObject({ deleteBeforeReplace: true });
      const generated = { ...inputs, __createBeforeDelete: true };
      expect(await provider.diff(types.vault, { inputs: generated }, news)).toEqual({
        changes: ["vaultName"],
        replaces: ["vaultName"],
        deleteBeforeReplace: false,
      });
    });
  });

  describe("calls", () => {
    const failing = (count?: number, more: object = {}) =>
      faults({
        service: "arm",
        method: "PUT",
        path: "/vaults/kv-",
        status: 500,
        code: "InternalServerError",
        message: "down",
        count,
        ...more,
      });
    const attempts = async () => (await requests(/^PUT .*\/vaults\/kv-/)).length;

    beforeEach(() => control("DELETE", "requests"));

    test("are tried four times in all", async () => {
      await failing(3);
      await vault();
      expect(await attempts()).toBe(4);
      await control("DELETE", "requests");
      await failing();
      await expect(vault()).rejects.toThrow('Status=500 Code="InternalServerError" Message="down"');
      expect(await attempts()).toBe(4);
    });

    test("are not repeated where Azure asks for a delay of more than two minutes", async () => {
      await failing(undefined, { status: 429, headers: { "retry-after": "121" } });
      await expect(vault()).rejects.toThrow("Status=429");
      expect(await attempts()).toBe(1);
    });

    test("register a resource provider that the subscription has not registered", async () => {
      const url = `${subscription}/providers/Microsoft.KeyVault`;
      await azure.arm("POST", `${url}/unregister?api-version=2021-04-01`);
      await vault();
      expect(await requests(/Microsoft.KeyVault(\/register)?\?/)).toEqual([
        expect.stringMatching(/^POST .*\/Microsoft.KeyVault\/register\?/),
        expect.stringMatching(/^GET .*\/Microsoft.KeyVault\?/),
      ]);
      expect(await attempts()).toBe(2);
    });

    test("fail with the registration's error where the identity may not register", async () => {
      const url = `${subscription}/providers/Microsoft.KeyVault`;
      await azure.arm("POST", `${url}/unregister?api-version=2021-04-01`);
      await faults({
        service: "arm",
        method: "POST",
        path: "/register$",
        status: 403,
        code: "AuthorizationFailed",
      });
      await expect(vault()).rejects.toThrow('Status=403 Code="AuthorizationFailed"');
      await control("DELETE", "faults");
      await azure.arm("POST", `${url}/register?api-version=2021-04-01`);
    });

    test("name the outer code alone, and the request of a function", async () => {
      await expect(
        provider.invoke("keyvault:getVault", { resourceGroupName: group, vaultName: "kv-nowhere" }),
      ).rejects.toThrow(
        `request failed ${subscription}/resourceGroups/${group}/providers/Microsoft.KeyVault/vaults/kv-nowhere: Status=404 Code="ResourceNotFound"`,
      );
      await faults({
        service: "arm",
        method: "GET",
        path: "/vaults/kv-",
        status: 403,
        code: "AuthorizationFailed",
      });
      await expect(vault()).rejects.toThrow(
        /^cannot check existence of resource '\/subscriptions\/.*': status code 403, \{"error":\{"code":"AuthorizationFailed"/,
      );
    });

    test("warn where what was written cannot be read, and use the response of the PUT", async () => {
      await faults({
        service: "arm",
        method: "GET",
        path: "/vaults/kv-",
        // The check of existence, and the poll that ends with the registration of the vault's DNS name.
        skip: 2,
        status: 403,
        code: "AuthorizationFailed",
      });
      const { outputs } = await vault();
      expect(outputs).toMatchObject({ type: "Microsoft.KeyVault/vaults" });
      expect(await provider.newWarnings()).toEqual([
        expect.stringMatching(/^Failed to read resource after Create\. /),
      ]);
    });
  });

  test("removes user-assigned identities with a PATCH that sends null for them", async () => {
    const identity = async (name: string) => {
      const id = `${subscription}/resourceGroups/${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
      await azure.arm("PUT", `${id}?api-version=2023-01-31`, { location });
      return id;
    };
    const [first, second] = [await identity("first"), await identity("second")];
    const inputs = (...userAssignedIdentities: string[]) => ({
      resourceGroupName: group,
      location,
      accountName: "ai-identities",
      kind: "OpenAI",
      sku: { name: "S0" },
      identity: { type: "SystemAssigned, UserAssigned", userAssignedIdentities },
      properties: { customSubDomainName: "ai-identities" },
    });
    const state = await provider.create(types.account, inputs(first, second));
    await control("DELETE", "requests");
    const updated = await provider.update(types.account, state, inputs(second));
    expect(await requests(/^(PUT|PATCH) .*\/accounts\/ai-identities/)).toEqual([
      expect.stringMatching(/^PATCH /),
    ]);
    const left = Object.keys(updated.outputs.identity.userAssignedIdentities as object);
    expect(left.map((id) => id.toLowerCase())).toEqual([second.toLowerCase()]);
  });

  describe("secrets", () => {
    /** Lets Azure end a deletion, which the first read would not see. */
    const deletionSeen = () => control("POST", "clock", { seconds: 35 });

    test("are created though they cannot be read, and recovered from soft delete", async () => {
      const place = await openVault();
      await secret(place);
      await deleteSecret(place);
      await deletionSeen();
      await faults({
        service: "arm",
        method: "GET",
        path: "/secrets/key",
        status: 403,
        code: "AuthorizationFailed",
        count: 1,
      });
      await secret(place, "two");
      const { body } = await azure.vault(
        "GET",
        `https://${place.vaultName}.vault.azure.net/secrets/key?api-version=7.4`,
      );
      expect(body).toMatchObject({ value: "two" });
    });

    test("are written again until a recovery has ended", async () => {
      const place = await openVault();
      await secret(place);
      await deleteSecret(place);
      await deletionSeen();
      await control("DELETE", "requests");
      await faults({
        service: "arm",
        method: "PUT",
        path: "/secrets/key",
        skip: 1,
        status: 409,
        code: "Conflict",
        count: 3,
      });
      await secret(place, "two");
      expect(await requests(/^(GET|POST|PUT) .*secrets\/key/)).toEqual([
        expect.stringMatching(/^GET \/subscriptions\//),
        expect.stringMatching(/^PUT \/subscriptions\//),
        expect.stringMatching(/^GET \/deletedsecrets\/key\?/),
        expect.stringMatching(/^POST \/deletedsecrets\/key\/recover\?/),
        ...Array.from({ length: 4 }, () => expect.stringMatching(/^PUT \/subscriptions\//) as string),
        expect.stringMatching(/^GET \/subscriptions\//),
      ]);
    });

    test("name themselves in the error of their creation, also of a conflict that is none of soft delete", async () => {
      const place = await openVault();
      await faults({
        service: "arm",
        method: "PUT",
        path: "/secrets/key",
        status: 409,
        code: "Conflict",
        message: "busy",
      });
      await expect(secret(place)).rejects.toThrow(
        'error during creating KeyVault secret key: Status=409 Code="Conflict" Message="busy"',
      );
    });

    test("are not created where they exist", async () => {
      const place = await openVault();
      await secret(place);
      await expect(secret(place)).rejects.toThrow(
        /cannot create already existing resource '.*\/secrets\/key'/,
      );
    });

    test("show the whole response where the vault refuses their deletion, with its inner code", async () => {
      const { id, inputs } = await vault();
      const state = await secret({ resourceGroupName: group, vaultName: inputs.vaultName as string });
      expect(state.id).toBe(`${id}/secrets/key`);
      await expect(provider.delete(types.secret, state)).rejects.toThrow(
        /^DELETE https:\/\/kv-\w+\.vault\.azure\.net\/secrets\/key\n-+\nRESPONSE 403: 403 Forbidden\nERROR CODE: Forbidden\n-+\n\{[^]*"ForbiddenByRbac"/,
      );
    });

    test("are deleted through the vault alone: one that is gone is no error, a vault that is gone is", async () => {
      const place = await openVault();
      const state = await secret(place);
      await control("DELETE", "requests");
      await provider.delete(types.secret, state);
      await provider.delete(types.secret, state);
      expect(await requests(/secrets\/key|\/vaults\//)).toEqual([
        "DELETE /secrets/key?api-version=7.4",
        "DELETE /secrets/key?api-version=7.4",
      ]);
      await azure.arm("DELETE", `${state.id.split("/secrets/")[0]}?api-version=2024-11-01`);
      // Its host is unknown, on a connection from before too.
      await expect(provider.delete(types.secret, state)).rejects.toThrow(
        /UnknownHost|DELETE https:\/\/.* failed/,
      );
    });
  });

  // Ten calls of azure-native 2.76.0 to Azure: recorded, pulumi-azure-native (upgrade test of Key Vault), December 2024.
  describe("answers the recorded conversation of the official one in its shape", () => {
    let client: ProviderClient;
    beforeAll(async () => (client = await ProviderClient.start({ location: "westus2" })));
    afterAll(() => client.close());

    const names = (object: unknown) => Object.keys(object as object).sort();
    /** Version 3 adds the API version to inputs and outputs, and leaves `__inputs` out of the outputs. */
    const withVersion = (...recorded: string[]) => [...recorded, "azureApiVersion"].sort();

    test("keeps a state as the official one writes it, without a change and under its names", async () => {
      const program: [type: string, name: string, news: object, recorded: object][] = [
        [
          types.group,
          "rg",
          {},
          {
            __createBeforeDelete: true,
            location: "westus2",
            resourceGroupName: "rg0a1b2c3d",
            azureApiVersion: "2024-03-01",
          },
        ],
        [
          types.vault,
          "vault",
          { resourceGroupName: "rg0a1b2c3d", properties: vaultProperties },
          {
            __createBeforeDelete: true,
            location: "westus2",
            resourceGroupName: "rg0a1b2c3d",
            vaultName: "vault4e5f6071",
            properties: vaultProperties,
            azureApiVersion: "2024-11-01",
          },
        ],
        [
          types.secret,
          "secret",
          { resourceGroupName: "rg0a1b2c3d", vaultName: "vault4e5f6071", properties: { value: "v" } },
          {
            resourceGroupName: "rg0a1b2c3d",
            vaultName: "vault4e5f6071",
            secretName: "secret",
            properties: { value: "v" },
            azureApiVersion: "2024-11-01",
          },
        ],
      ];
      for (const [type, name, news, recorded] of program) {
        const { inputs, failures } = await client.check(type, news, { name, olds: recorded });
        expect({ inputs, failures }).toEqual({ inputs: recorded, failures: [] });
        expect(await client.diff(type, { inputs: recorded }, inputs)).toEqual({
          changes: [],
          replaces: [],
          deleteBeforeReplace: false,
        });
      }
    });

    test("resource group, client's configuration, vault and secret", async () => {
      const createdGroup = await client.create(types.group, {}, { name: "rg" });
      expect(names(createdGroup.inputs)).toEqual(
        withVersion("__createBeforeDelete", "location", "resourceGroupName"),
      );
      expect(createdGroup.inputs).toMatchObject({ __createBeforeDelete: true, location: "westus2" });
      const resourceGroupName = createdGroup.inputs.resourceGroupName as string;
      expect(resourceGroupName).toMatch(/^rg[0-9a-f]{8}$/);
      expect(createdGroup.id).toBe(`${subscription}/resourceGroups/${resourceGroupName}`);
      expect(names(createdGroup.outputs)).toEqual(
        expect.arrayContaining(["id", "location", "name", "properties", "type"]),
      );
      expect(createdGroup.outputs).toMatchObject({
        id: createdGroup.id,
        type: "Microsoft.Resources/resourceGroups",
        properties: { provisioningState: "Succeeded" },
      });

      const config = await client.invoke("authorization:getClientConfig", {});
      expect(names(config)).toEqual(["clientId", "objectId", "subscriptionId", "tenantId"]);

      const createdVault = await client.create(
        types.vault,
        {
          resourceGroupName,
          properties: {
            tenantId,
            sku: { family: "A", name: "standard" },
            accessPolicies: [
              {
                objectId: config.objectId as string,
                tenantId,
                permissions: { secrets: ["Get", "Set", "Delete"] },
              },
            ],
          },
        },
        { name: "vault" },
      );
      expect(names(createdVault.inputs)).toEqual(
        withVersion("__createBeforeDelete", "location", "properties", "resourceGroupName", "vaultName"),
      );
      // The location is the provider's, before the resource group's.
      expect(createdVault.inputs).toMatchObject({ __createBeforeDelete: true, location: "westus2" });
      expect(createdVault.id).toBe(
        `${createdGroup.id}/providers/Microsoft.KeyVault/vaults/${createdVault.inputs.vaultName as string}`,
      );
      expect(names(createdVault.outputs)).toEqual(
        expect.arrayContaining(["id", "location", "name", "properties", "systemData", "tags", "type"]),
      );
      expect(createdVault.outputs).toMatchObject({
        tags: {},
        properties: {
          enableSoftDelete: true,
          enabledForDeployment: false,
          provisioningState: "Succeeded",
          vaultUri: `https://${createdVault.inputs.vaultName as string}.vault.azure.net/`,
        },
      });

      const createdSecret: State = await client.create(
        types.secret,
        {
          resourceGroupName,
          vaultName: createdVault.inputs.vaultName as string,
          properties: { value: "secret-value" },
        },
        { name: "secret" },
      );
      // A name that is a copy of the logical one is no generated one.
      expect(names(createdSecret.inputs)).toEqual(
        withVersion("properties", "resourceGroupName", "secretName", "vaultName"),
      );
      expect(createdSecret.id).toBe(`${createdVault.id}/secrets/secret`);
      expect(names(createdSecret.outputs)).toEqual(
        expect.arrayContaining(["id", "location", "name", "properties", "type"]),
      );
      expect(names(createdSecret.outputs.properties)).toEqual([
        "attributes",
        "secretUri",
        "secretUriWithVersion",
      ]);
      expect(names(createdSecret.outputs.properties.attributes)).toEqual(["created", "enabled", "updated"]);
      expect(JSON.stringify(createdSecret.outputs)).not.toContain("secret-value");
    });
  });
});
