import type { Account } from "@azure/arm-cognitiveservices";
import { deprecationOf } from "../../local/azure/arm/cognitiveservices/model/deprecation";
import { findModel } from "../../local/azure/arm/cognitiveservices/model/models";
import { armToken, clients, control, refusal, resourceGroup, subscription, unique } from "./localAzure";
import { raw } from "./raw";
import type { RawResponse } from "./raw";

const openAi: Account = {
  location: "swedencentral",
  kind: "OpenAI",
  sku: { name: "S0" },
  identity: { type: "SystemAssigned" },
};

const accountUrl = (group: string, name: string, version = "2024-10-01") =>
  `https://management.azure.com${subscription}/resourceGroups/${group}/providers/Microsoft.CognitiveServices/accounts/${name}?api-version=${version}`;

const deletedAccountUrl = (group: string, name: string, location: string) =>
  `https://management.azure.com${subscription}/providers/Microsoft.CognitiveServices/locations/${location}/resourceGroups/${group}/deletedAccounts/${name}?api-version=2024-10-01`;

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
    expect(await change({ kind: "TextAnalytics" })).toBe("400 InvalidKind");
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
    const token = await armToken();
    const url = accountUrl(group, unique("openai-"));
    const put = () => raw("PUT", url, { token, body: { ...openAi, properties: {} } });
    const started = await put();
    expect([started.status, started.json.properties.provisioningState]).toEqual([201, "Creating"]);
    expect((await put()).json.error.code).toBe("RequestConflict");
    const states: string[] = [];
    for (let poll = 0; poll < 3; poll++) {
      states.push((await raw("GET", started.headers.get("azure-asyncoperation")!, { token })).json.status);
    }
    // Recorded, Azure/azure-cli, 26 October 2022; the states were assumed to be InProgress.
    expect(states).toEqual(["Creating", "Creating", "Succeeded"]);
    expect((await raw("GET", url, { token })).json.properties.provisioningState).toBe("Succeeded");
    await expect(account(group)).resolves.toMatchObject({ properties: { provisioningState: "Succeeded" } });
  });

  // Recorded, Azure/azure-cli, 26 October 2022 and 28 October 2025; Azure/azure-service-operator, 22 June 2026.
  test("are created, updated, deleted and purged with the statuses, states and headers of Azure", async () => {
    await control("PUT", "settings", { operations: { polls: 2 } });
    const group = await resourceGroup();
    const name = unique("openai-");
    const token = await armToken();
    const send = (method: string, url: string, body?: unknown) => raw(method, url, { token, body });
    const url = accountUrl(group, name);
    const body = { ...openAi, location: "SWEDENCENTRAL", properties: {} };
    const operation =
      /\/Microsoft\.CognitiveServices\/locations\/SWEDENCENTRAL\/operationResults\/[\w-]{36}\?api-version=2017-04-18$/;
    const location = new RegExp(operation.source.replace(/\$$/, "&operationResultResponseType=Location$"));
    const none = null;
    const headersOf = ({ headers }: RawResponse) =>
      ["azure-asyncoperation", "location", "retry-after"].map((header) => headers.get(header));
    const answer = (response: RawResponse) => [
      response.status,
      response.json?.properties.provisioningState,
      ...headersOf(response),
    ];
    const matching = (pattern: RegExp) => expect.stringMatching(pattern);
    const poll = async (response: RawResponse) =>
      (await send("GET", response.headers.get("azure-asyncoperation")!)).json;
    const polled = async (response: RawResponse) => [await poll(response), await poll(response)];

    const created = await send("PUT", url, body);
    expect(answer(created)).toEqual([201, "Creating", matching(operation), none, none]);
    const [running, ended] = await polled(created);
    const second = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
    const path = new URL(created.headers.get("azure-asyncoperation")!).pathname;
    const identified = { id: path, name: path.split("/").at(-1), startTime: matching(second) };
    expect(running).toEqual({ ...identified, status: "Creating" });
    expect(ended).toEqual({ ...identified, status: "Succeeded", endTime: matching(second) });

    const updated = await send("PUT", url, { ...body, tags: { team: "a" } });
    expect(answer(updated)).toEqual([200, "Accepted", matching(operation), none, none]);
    expect((await polled(updated)).map(({ status }) => status)).toEqual(["Updating", "Succeeded"]);

    const patched = await send("PATCH", url, { properties: { publicNetworkAccess: "Disabled" } });
    expect(answer(patched)).toEqual([202, "Accepted", matching(operation), matching(location), none]);
    const result = () => send("GET", patched.headers.get("location")!);
    expect([(await result()).status, (await result()).status, (await result()).text]).toEqual([202, 200, ""]);

    const tagged = await send("PATCH", url, { tags: { team: "b" }, properties: {} });
    expect(answer(tagged)).toEqual([200, "Succeeded", none, none, none]);
    expect(tagged.headers.get("etag")).toBe(tagged.json.etag);

    const deleted = await send("DELETE", url);
    expect([deleted.status, deleted.text, ...headersOf(deleted)]).toEqual([200, "", none, none, none]);
    expect((await send("GET", url)).status).toBe(404);

    const inSoftDelete = deletedAccountUrl(group, name, "swedencentral");
    expect((await send("GET", inSoftDelete)).json).toMatchObject({
      type: "Microsoft.CognitiveServices/deletedAccounts",
      location: "SWEDENCENTRAL",
      properties: { provisioningState: "Succeeded", scheduledPurgeDate: expect.any(String) },
    });
    const purged = await send("DELETE", inSoftDelete);
    expect([purged.status, purged.text, ...headersOf(purged)]).toEqual([
      202,
      "",
      matching(operation),
      matching(location),
      none,
    ]);
    expect((await polled(purged)).map(({ status }) => status)).toEqual(["Deleting", "Succeeded"]);
    expect((await send("GET", inSoftDelete)).status).toBe(404);
  });

  // Recorded, Azure/azure-cli, 26 October 2022.
  test("are restored at once by their location and the flag alone, and keep their internal id", async () => {
    const group = await resourceGroup();
    const { accounts } = clients().cognitive;
    const first = await account(group, { customSubDomainName: unique("sub-") });
    await accounts.beginDeleteAndWait(group, first.name!);
    await control("PUT", "settings", { operations: { polls: 2 } });
    const token = await armToken();
    const body = { location: "swedencentral", properties: { restore: true } };
    const restored = await raw("PUT", accountUrl(group, first.name!), { token, body });
    expect([restored.status, restored.headers.get("azure-asyncoperation")]).toEqual([201, null]);
    expect(restored.json).toMatchObject({
      kind: "OpenAI",
      sku: { name: "S0" },
      properties: {
        provisioningState: "Succeeded",
        internalId: first.properties!.internalId,
        customSubDomainName: first.properties!.customSubDomainName,
      },
    });
    const missing = await raw("PUT", accountUrl(group, unique("openai-")), {
      token,
      body: { location: "swedencentral", properties: {} },
    });
    expect([missing.status, missing.json.error.code]).toEqual([400, "InvalidRequestContent"]);
  });

  // Recorded, Azure/azure-cli, 26 October 2022 and 28 October 2025.
  test("have an ETag, the location as it was sent, and neither tags nor an identity that nobody set", async () => {
    const group = await resourceGroup();
    const token = await armToken();
    const url = accountUrl(group, unique("openai-"));
    const body = { kind: "OpenAI", sku: { name: "S0" }, location: "JAPANEAST", properties: {} };
    const { headers, json } = await raw("PUT", url, { token, body });
    expect(json).toMatchObject({ location: "JAPANEAST", etag: headers.get("etag") });
    expect(json).not.toHaveProperty("tags");
    expect(json).not.toHaveProperty("identity");
    const patch = (identity: object) => raw("PATCH", url, { token, body: { identity } });
    expect((await patch({ type: "SystemAssigned" })).json.identity.principalId).toBeDefined();
    expect((await patch({ type: "None" })).json.identity).toEqual({ type: "None" });
    expect(Object.keys(json.properties.endpoints)).toEqual([
      "OpenAI Language Model Instance API",
      "OpenAI Dall-E API",
      "OpenAI Sora API",
      "OpenAI Moderations API",
      "OpenAI Whisper API",
      "OpenAI Model Scaleset API",
      "OpenAI Realtime API",
      "Token Service API",
      "Azure OpenAI Legacy API - Latest moniker",
    ]);
    expect(new Set(Object.values(json.properties.endpoints))).toEqual(
      new Set(["https://japaneast.api.cognitive.microsoft.com/"]),
    );
  });

  // Recorded, Azure/azure-service-operator, 22 June 2026.
  test("of kind AIServices have endpoints on three domains", async () => {
    const sub = unique("sub-");
    const group = await resourceGroup();
    const { endpoint, endpoints } = (await clients().cognitive.accounts.beginCreateAndWait(group, sub, {
      ...openAi,
      kind: "AIServices",
      properties: { customSubDomainName: sub },
    }))!.properties!;
    expect(endpoint).toBe(`https://${sub}.cognitiveservices.azure.com/`);
    expect(endpoints).toMatchObject({
      "AI Foundry API": `https://${sub}.services.ai.azure.com/`,
      "OpenAI Language Model Instance API": `https://${sub}.openai.azure.com/`,
      "Content Safety": `https://${sub}.cognitiveservices.azure.com/`,
    });
  });

  test("are upgraded from OpenAI to AIServices and rolled back, where nothing prevents it", async () => {
    const group = await resourceGroup();
    const created = await account(group, { customSubDomainName: unique("sub-") });
    const { cognitive } = clients();
    const write = (kind: string, allowProjectManagement: boolean) =>
      cognitive.accounts.beginCreateAndWait(group, created.name!, {
        ...openAi,
        kind,
        properties: { allowProjectManagement },
      });
    expect(await refusal(write("AIServices", false))).toBe("400 InvalidKindChange");
    const upgraded = (await write("AIServices", true))!;
    expect(upgraded).toMatchObject({
      kind: "AIServices",
      identity: created.identity,
      properties: { endpoint: created.properties!.endpoint, internalId: created.properties!.internalId },
    });
    await cognitive.projects.beginCreateAndWait(group, created.name!, "first", { location: "swedencentral" });
    expect(await refusal(write("OpenAI", false))).toBe("400 InvalidKindChange");
    await cognitive.projects.beginDeleteAndWait(group, created.name!, "first");
    await control("PUT", "settings", { openAiAccountLimit: 0 });
    expect(await refusal(write("OpenAI", false))).toBe("400 InsufficientQuota");
    await control("DELETE", "settings");
    expect(await write("OpenAI", false)).toMatchObject({
      kind: "OpenAI",
      properties: { endpoint: created.properties!.endpoint, allowProjectManagement: false },
    });
  });

  // Recorded, Azure/azure-cli, 28 October 2025; Azure/azure-service-operator, 22 June 2026.
  test("list their limits of fine-tuning as texts among their capabilities", async () => {
    const { properties } = await account(await resourceGroup());
    const values = Object.fromEntries(properties!.capabilities!.map(({ name, value }) => [name, value]));
    expect(values).toMatchObject({
      MaxFineTuneCount: "500",
      MaxRunningFineTuneCount: "3",
      MaxUserFileCount: "100",
      MaxTrainingFileSize: "512000000",
    });
  });

  // Recorded, Azure/azure-service-operator, 4 August 2026.
  test("in a resource group that does not exist are refused for the group", async () => {
    const token = await armToken();
    for (const method of ["GET", "DELETE"]) {
      const { status, json } = await raw(method, accountUrl("no-group", "a1"), { token });
      expect([status, json.error]).toEqual([
        404,
        { code: "ResourceGroupNotFound", message: "Resource group 'no-group' could not be found." },
      ]);
    }
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
    const token = await armToken();
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
    const token = await armToken();
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

  // Recorded, Azure/azure-dev, 22 June 2026 (gpt-4.1).
  test.each([
    ["eastus", ["fineTune", "globalFineTune", "datazoneFineTune", "devTierFineTune"]],
    ["southeastasia", ["globalFineTune", "devTierFineTune"]],
    ["uaenorth", ["fineTune", "devTierFineTune"]],
    ["westus2", ["fineTune", "datazoneFineTune"]],
    ["northeurope", []],
  ])("of %s are trained as recorded", async (location, expected) => {
    for await (const { model } of clients().cognitive.models.list(location)) {
      if (model!.name === "gpt-4.1") {
        expect(Object.keys(model!.capabilities!).filter((key) => key.endsWith("ineTune"))).toEqual(expected);
      }
    }
  });

  // Recorded, Azure/azure-dev, 23 April 2026: gpt-35-turbo in swedencentral.
  test("that are retired keep their capabilities, and cannot be deployed any more", async () => {
    const retired = [];
    for await (const { model } of clients().cognitive.models.list("swedencentral")) {
      if (model!.name === "gpt-35-turbo") {
        retired.push(model!);
      }
    }
    expect(retired).toHaveLength(2);
    for (const { capabilities, lifecycleStatus, deprecation } of retired) {
      expect([capabilities!.fineTune, lifecycleStatus]).toEqual(["true", "Deprecated"]);
      expect(Date.parse(deprecation!.fineTune!)).toBeLessThan(Date.now());
    }
    const group = await resourceGroup();
    const { name } = await account(group);
    const deployed = clients().cognitive.deployments.beginCreateOrUpdateAndWait(group, name!, "old", {
      sku: { name: "Standard", capacity: 1 },
      properties: { model: { format: "OpenAI", name: "gpt-35-turbo", version: "0125" } },
    });
    await expect(deployed).rejects.toThrow(
      /Name:gpt-35-turbo,Version:0125' has been deprecated since 11\/14\/2025/,
    );
  });

  // Words of public reports, August to November 2026.
  test("that are deprecating are deployed no more for a subscription that has not used them", async () => {
    const group = await resourceGroup();
    const { name } = await account(group);
    const deploy = (deployment: string, capacity = 1) =>
      clients().cognitive.deployments.beginCreateOrUpdateAndWait(group, name!, deployment, {
        sku: { name: "Standard", capacity },
        properties: { model: { format: "OpenAI", name: "gpt-4.1-mini", version: "2025-04-14" } },
      });
    await deploy("before");
    await control("PUT", "settings", { existingCustomer: false });
    await expect(deploy("after")).rejects.toMatchObject({
      statusCode: 400,
      code: "ServiceModelDeprecating",
      message: expect.stringContaining(
        "The model 'Format:OpenAI,Name:gpt-4.1-mini,Version:2025-04-14' is in deprecating state and cannot be used for new deployments.",
      ),
    });
    await expect(deploy("before", 2)).resolves.toMatchObject({ sku: { capacity: 2 } });
    await control("DELETE", "settings");
    await expect(deploy("after")).resolves.toMatchObject({ name: "after" });
  });

  test("have their life cycle, with a date for each SKU", async () => {
    const found = new Map<string, unknown>();
    const datesOf = (name: string) => deprecationOf(findModel(name)!);
    for await (const { model } of clients().cognitive.models.list("swedencentral")) {
      const { name, version, lifecycleStatus, deprecation, skus } = model!;
      found.set(`${name}-${version}`, {
        lifecycleStatus,
        fineTune: deprecation!.fineTune,
        sku: new Date(skus![0]!.deprecationDate!).toISOString().slice(0, 10),
      });
    }
    expect(found.get("gpt-4.1-mini-2025-04-14")).toMatchObject({
      lifecycleStatus: "Deprecating",
      fineTune: datesOf("gpt-4.1-mini").fineTune,
      sku: datesOf("gpt-4.1-mini").inference.slice(0, 10),
    });
    expect(found.get("o4-mini-2025-04-16")).toMatchObject({
      fineTune: datesOf("o4-mini").fineTune,
      sku: "2026-10-16",
    });
    expect(found.get("gpt-5-2025-08-07")).toMatchObject({ lifecycleStatus: "GenerallyAvailable" });
  });

  // Recorded, Azure/azure-service-operator, 22 June and 4 August 2026.
  test("are deployed by the answer to the request, which adds the capacity and its rates", async () => {
    await control("PUT", "settings", { operations: { polls: 2 } });
    const group = await resourceGroup();
    const { name } = await account(group);
    const token = await armToken();
    const url = accountUrl(group, name!, "2025-06-01").replace("?", "/deployments/chat?");
    const body = (capacity: number) => ({
      name: "chat",
      sku: { name: "Standard", capacity },
      properties: { model: { format: "OpenAI", name: "gpt-4o", publisher: "OpenAI", version: "2024-11-20" } },
    });
    const missing = await raw("GET", url, { token });
    expect([missing.status, missing.json.error]).toEqual([
      404,
      {
        code: "NotFound",
        message: `Specified resource '${new URL(url).pathname}' cannot be found.`,
      },
    ]);
    const created = await raw("PUT", url, { token, body: body(1) });
    expect([created.status, created.headers.get("azure-asyncoperation")]).toEqual([201, null]);
    expect(created.json).toMatchObject({
      name: "chat",
      type: "Microsoft.CognitiveServices/accounts/deployments",
      sku: { name: "Standard", capacity: 1 },
      etag: created.headers.get("etag"),
      properties: {
        provisioningState: "Succeeded",
        model: { publisher: "OpenAI", name: "gpt-4o" },
        versionUpgradeOption: "OnceNewDefaultVersionAvailable",
        raiPolicyName: "Microsoft.DefaultV2",
        currentCapacity: 1,
        rateLimits: [
          { key: "request", renewalPeriod: 10, count: 1 },
          { key: "token", renewalPeriod: 60, count: 1000 },
        ],
      },
    });
    const scaled = await raw("PUT", url, { token, body: body(2) });
    expect([scaled.status, scaled.json.properties.rateLimits[1].count]).toEqual([200, 2000]);
    expect((await raw("DELETE", url, { token })).status).toBe(200);
  });

  // Recorded: a deployment ends with its answer, so that another change of the account alone can be in progress.
  test("are deployed one at a time on an account", async () => {
    const group = await resourceGroup();
    const { name } = await account(group);
    const { accounts, deployments } = clients().cognitive;
    await control("PUT", "settings", { operations: { polls: 2 } });
    const deployment = {
      sku: { name: "Standard", capacity: 1 },
      properties: { model: { format: "OpenAI", name: "gpt-4.1-mini", version: "2025-04-14" } },
    };
    const change = { properties: { publicNetworkAccess: "Disabled" } };
    const first = accounts.beginUpdate(group, name!, change, { updateIntervalInMs: 1 });
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

describe("usages and SKUs", () => {
  // Recorded, Azure/azure-dev, swedencentral, 23 April 2026.
  test("of a region count its accounts and the capacity of their deployments", async () => {
    const usages = async () => {
      const found = new Map<string, { currentValue?: number; limit?: number }>();
      for await (const { name, currentValue, limit, unit } of clients().cognitive.usages.list("norwayeast")) {
        expect(unit).toBe("Count");
        found.set(name!.value!, { currentValue, limit });
      }
      return found;
    };
    const before = await usages();
    expect([...before.keys()]).toEqual(
      expect.arrayContaining(["OpenAI.S0.AccountCount", "OpenAI.FineTuned.Deployments", "AccountCount"]),
    );
    const group = await resourceGroup();
    const name = unique("openai-");
    const { accounts, deployments } = clients().cognitive;
    await accounts.beginCreateAndWait(group, name, { ...openAi, location: "norwayeast", properties: {} });
    await deployments.beginCreateOrUpdateAndWait(group, name, "chat", {
      sku: { name: "Standard", capacity: 7 },
      properties: { model: { format: "OpenAI", name: "gpt-4.1-mini", version: "2025-04-14" } },
    });
    const after = await usages();
    const added = (quota: string) => after.get(quota)!.currentValue! - before.get(quota)!.currentValue!;
    expect(["OpenAI.S0.AccountCount", "AccountCount", "OpenAI.Standard.gpt4.1-mini"].map(added)).toEqual([
      1, 1, 7,
    ]);
    expect(after.get("OpenAI.S0.AccountCount")!.limit).toBe(30);
  });

  // Recorded, Azure/azure-cli, 28 November 2021 and 28 October 2025.
  test("of an account are the quotas of its kind", async () => {
    const group = await resourceGroup();
    const { accounts } = clients().cognitive;
    const usagesOf = async (name: string) => (await accounts.listUsages(group, name)).value;
    const { name } = await account(group);
    expect(await usagesOf(name!)).toEqual([]);
    const text = { ...openAi, kind: "TextAnalytics", sku: { name: "S" }, properties: {} };
    await accounts.beginCreateAndWait(group, "text", text);
    expect(await usagesOf("text")).toContainEqual(
      expect.objectContaining({ limit: 10000, status: "Included", quotaPeriod: "30.00:00:00" }),
    );
  });

  // Recorded, Azure/azure-cli, 28 March 2022.
  test("list the SKUs of an account by its kind, and those of the subscription by region", async () => {
    const group = await resourceGroup();
    const { accounts, resourceSkus } = clients().cognitive;
    const form = { ...openAi, kind: "FormRecognizer", properties: {} };
    await accounts.beginCreateAndWait(group, "form", form);
    expect((await accounts.listSkus(group, "form")).value!.map(({ sku }) => sku)).toEqual([
      { name: "F0", tier: "Free" },
      { name: "S0", tier: "Standard" },
      { name: "DC0", tier: "DisconnectedTier" },
    ]);
    const found = [];
    for await (const { kind, name, locations } of resourceSkus.list()) {
      found.push([kind, name, ...locations!]);
    }
    expect(found).toContainEqual(["OpenAI", "S0", "SWEDENCENTRAL"]);
  });

  // Recorded, azure-mgmt-cognitiveservices 11.0.0, 22 December 2020.
  test("are available in the regions", async () => {
    const type = "Microsoft.CognitiveServices/accounts";
    const { value } = await clients().cognitive.checkSkuAvailability("eastus", ["S0"], "OpenAI", type);
    expect(value).toEqual([
      { kind: "OpenAI", type, skuName: "S0", skuAvailable: true, reason: null, message: null },
    ]);
  });

  // Recorded, azure-mgmt-cognitiveservices 11.0.0, 22 December 2020; Azure/azure-cli, 28 November 2021 and 28 March 2022.
  test("accounts of some kinds are created by the answer, and older API versions show less", async () => {
    await control("PUT", "settings", { operations: { polls: 2 } });
    const group = await resourceGroup();
    const token = await armToken();
    const url = accountUrl(group, "multi", "2017-04-18");
    const body = { ...openAi, kind: "CognitiveServices", location: "West US" };
    const { status, headers, json } = await raw("PUT", url, { token, body });
    expect([status, headers.get("azure-asyncoperation"), json.location]).toEqual([201, null, "West US"]);
    expect(json.properties.provisioningState).toBe("Succeeded");
    expect(json.identity.userAssignedIdentities).toEqual({});
    for (const name of ["endpoints", "isMigrated", "privateEndpointConnections"]) {
      expect(json.properties).not.toHaveProperty(name);
    }
  });
});
