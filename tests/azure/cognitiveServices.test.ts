import type { Account } from "@azure/arm-cognitiveservices";
import { clients, control, deployer, refusal, resourceGroup, subscription, unique } from "./localAzure";
import { raw } from "./raw";

const openAi: Account = {
  location: "swedencentral",
  kind: "OpenAI",
  sku: { name: "S0" },
  identity: { type: "SystemAssigned" },
};

async function account(
  group: string,
  properties: Account["properties"] = {},
  name = unique("openai-"),
): Promise<Account> {
  return clients().cognitive.accounts.beginCreateAndWait(group, name, { ...openAi, properties });
}

afterEach(async () => {
  await control("DELETE", "settings");
  await control("DELETE", "faults");
});

describe("accounts", () => {
  test("have an endpoint of their own with a subdomain, and the region's endpoint without one", async () => {
    const group = await resourceGroup();
    const subdomain = unique("sub-");
    const own = await account(group, { customSubDomainName: subdomain });
    expect(own.properties).toMatchObject({
      endpoint: `https://${subdomain}.openai.azure.com/`,
      provisioningState: "Succeeded",
    });
    expect((await account(group)).properties?.endpoint).toBe(
      "https://swedencentral.api.cognitive.microsoft.com/",
    );
  });

  test("keep their subdomain, kind and location", async () => {
    const group = await resourceGroup();
    const { name } = await account(group, { customSubDomainName: unique("sub-") });
    const { accounts } = clients().cognitive;
    const change = (to: Partial<Account>) =>
      refusal(accounts.beginCreateAndWait(group, name!, { ...openAi, properties: {}, ...to }));
    expect(await change({ properties: { customSubDomainName: unique("sub-") } })).toBe(
      "400 CustomDomainCannotBeChanged",
    );
    expect(await change({ kind: "AIServices" })).toBe("400 InvalidKind");
    expect(await change({ location: "westeurope" })).toBe("409 InvalidResourceLocation");
  });

  test("have subdomains that are unique in all of Azure, until 48 hours after the deletion", async () => {
    const group = await resourceGroup();
    const customSubDomainName = unique("sub-");
    const { name } = await account(group, { customSubDomainName });
    const { accounts, checkDomainAvailability } = {
      ...clients().cognitive,
      checkDomainAvailability: clients().cognitive,
    };
    expect(await refusal(account(group, { customSubDomainName }))).toBe("409 CustomDomainInUse");
    await accounts.beginDeleteAndWait(group, name!);
    expect(await refusal(account(group, { customSubDomainName }))).toBe("409 CustomDomainInUse");
    const availability = await checkDomainAvailability.checkDomainAvailability(
      customSubDomainName,
      "Microsoft.CognitiveServices/accounts",
    );
    expect(availability.isSubdomainAvailable).toBe(false);
    await control("POST", "clock", { seconds: 49 * 3600 });
    await expect(account(group, { customSubDomainName })).resolves.toBeDefined();
  });

  test("in soft delete must be restored or purged before their name is used again", async () => {
    const group = await resourceGroup();
    const { accounts, deletedAccounts } = clients().cognitive;
    const customSubDomainName = unique("sub-");
    const first = await account(group, { customSubDomainName });
    await accounts.beginDeleteAndWait(group, first.name!);
    expect(await refusal(account(group, {}, first.name))).toBe("409 FlagMustBeSetForRestore");
    const restored = await account(group, { restore: true }, first.name);
    expect(restored.properties?.endpoint).toBe(first.properties?.endpoint);
    expect(restored.identity?.principalId).not.toBe(first.identity?.principalId);
    await accounts.beginDeleteAndWait(group, first.name!);
    await deletedAccounts.beginPurgeAndWait("swedencentral", group, first.name!);
    await expect(account(group, { customSubDomainName }, first.name)).resolves.toBeDefined();
    expect(await refusal(account(group, { restore: true }))).toBe("400 CanNotRestoreANonExistingResource");
  });

  test("are written for as many polls as the settings specify, and refuse changes meanwhile", async () => {
    await control("PUT", "settings", { operations: { polls: 3 } });
    const group = await resourceGroup();
    const { token } = await deployer.getToken("https://management.azure.com/.default");
    const url = `https://management.azure.com${subscription}/resourceGroups/${group}/providers/Microsoft.CognitiveServices/accounts/${unique("openai-")}?api-version=2024-10-01`;
    const put = () => raw("PUT", url, { token, body: { ...openAi, properties: {} } });
    const started = await put();
    expect([started.status, started.json.properties.provisioningState]).toEqual([201, "Creating"]);
    expect((await put()).json.error.code).toBe("RequestConflict");
    const states: string[] = [];
    for (let poll = 0; poll < 3; poll++) {
      states.push((await raw("GET", started.headers.get("azure-asyncoperation")!, { token })).json.status);
    }
    expect(states).toEqual(["InProgress", "InProgress", "Succeeded"]);
    expect((await raw("GET", url, { token })).json.properties.provisioningState).toBe("Succeeded");
    await expect(account(group)).resolves.toMatchObject({ properties: { provisioningState: "Succeeded" } });
  });

  test("can end in failure", async () => {
    await control("PUT", "settings", { operations: { polls: 1 } });
    await control("POST", "faults", [
      {
        method: "PUT",
        path: "/accounts/",
        count: 1,
        operation: "Failed",
        code: "InternalServerError",
        message: "no capacity",
      },
    ]);
    await expect(account(await resourceGroup())).rejects.toThrow(/no capacity/);
  });

  test("refuse a change with the ETag of an earlier version", async () => {
    const group = await resourceGroup();
    const created = await account(group);
    const { token } = await deployer.getToken("https://management.azure.com/.default");
    const url = `https://management.azure.com${created.id}?api-version=2024-10-01`;
    const patch = (etag: string) =>
      raw("PATCH", url, { token, body: { tags: { a: "b" } }, headers: { "if-match": etag } });
    expect((await patch('"other"')).status).toBe(412);
    expect((await patch(created.etag!)).status).toBe(200);
    expect((await patch(created.etag!)).status).toBe(412);
  });

  test("list their keys unless local authentication is disabled", async () => {
    const group = await resourceGroup();
    const { accounts } = clients().cognitive;
    const open = await account(group);
    const keys = await accounts.listKeys(group, open.name!);
    expect(keys.key1).not.toBe(keys.key2);
    expect((await accounts.regenerateKey(group, open.name!, "Key1")).key1).not.toBe(keys.key1);
    const closed = await account(group, { disableLocalAuth: true });
    expect(await refusal(accounts.listKeys(group, closed.name!))).toBe("400 BadRequest");
  });

  test("the preview version alone accepts the setting of the upgrade to Foundry", async () => {
    const group = await resourceGroup();
    const { token } = await deployer.getToken("https://management.azure.com/.default");
    const put = (version: string) =>
      raw(
        "PUT",
        `https://management.azure.com${subscription}/resourceGroups/${group}/providers/Microsoft.CognitiveServices/accounts/${unique("openai-")}?api-version=${version}`,
        {
          token,
          body: { ...openAi, properties: { foundryAutoUpgrade: { mode: "Disabled" } } },
        },
      );
    expect((await put("2026-01-15-preview")).status).toBe(201);
    expect((await put("2024-10-01")).json.error.code).toBe("InvalidRequestContent");
  });

  test("require their resource provider to be registered", async () => {
    const group = await resourceGroup();
    const { providers } = clients().resources;
    await providers.unregister("Microsoft.CognitiveServices");
    try {
      expect(await refusal(account(group))).toBe("409 MissingSubscriptionRegistration");
    } finally {
      await providers.register("Microsoft.CognitiveServices");
    }
    await expect(account(group)).resolves.toBeDefined();
  });
});

describe("models", () => {
  test("have the capabilities of fine-tuning of each region, as text as in ARM", async () => {
    const capabilities = async (location: string) => {
      const found = new Map<string, Record<string, string> | undefined>();
      for await (const { model } of clients().cognitive.models.list(location)) {
        found.set(model!.name!, model!.capabilities);
      }
      return found.get("gpt-4.1-mini")!;
    };
    expect(await capabilities("swedencentral")).toMatchObject({
      fineTune: "true",
      globalFineTune: "true",
      devTierFineTune: "true",
    });
    const eastus2 = await capabilities("eastus2");
    expect(eastus2).toMatchObject({ globalFineTune: "true" });
    expect(eastus2).not.toHaveProperty("fineTune");
    expect(await capabilities("northeurope")).not.toHaveProperty("globalFineTune");
  });

  test("are deployed one at a time on an account", async () => {
    await control("PUT", "settings", { operations: { polls: 2 } });
    const group = await resourceGroup();
    const { name } = await account(group);
    const { deployments } = clients().cognitive;
    const deployment = {
      sku: { name: "Standard", capacity: 1 },
      properties: { model: { format: "OpenAI", name: "gpt-4.1-mini", version: "2025-04-14" } },
    };
    const first = deployments.beginCreateOrUpdate(group, name!, "one", deployment);
    await first;
    expect(await refusal(deployments.beginCreateOrUpdateAndWait(group, name!, "two", deployment))).toBe(
      "409 RequestConflict",
    );
    await (await first).pollUntilDone();
    await expect(
      deployments.beginCreateOrUpdateAndWait(group, name!, "two", deployment),
    ).resolves.toMatchObject({ name: "two" });
    const unknownModel = {
      ...deployment,
      properties: { model: { format: "OpenAI", name: "gpt-0", version: "1" } },
    };
    expect(await refusal(deployments.beginCreateOrUpdateAndWait(group, name!, "three", unknownModel))).toBe(
      "400 DeploymentModelNotSupported",
    );
  });
});
