import {
  clients,
  control,
  deployer,
  refusal,
  resourceGroup,
  subscription,
  subscriptionId,
  unique,
  vault,
} from "./localAzure";
import { raw } from "./raw";

afterEach(() => control("DELETE", "settings"));

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
    expect(await refusal(vaults.get(group, name!))).toBe("404 ResourceNotFound");
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

describe("the subscription", () => {
  test("is the only one: others are not found", async () => {
    const { token } = await deployer.getToken("https://management.azure.com/.default");
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
