/**
 * The Azure CLI, unmodified, on the local Azure: the commands that the documents and the CLI's hints name, and the life cycle of
 * each resource. `unit/docs/azCommands.test.ts` verifies that none is forgotten.
 */
import { AzureCli, isInstalled } from "./azureCli";
import { control, subscription, subscriptionId, unique } from "./localAzure";

const describeWithCli = isInstalled ? describe : describe.skip;

jest.setTimeout(60_000);

describeWithCli("the Azure CLI", () => {
  const cli = new AzureCli();
  const az = (command: string) => cli.run(command);
  const group = unique("rg-az-");
  const groupId = `${subscription}/resourceGroups/${group}`;
  const principal = { clientId: "", objectId: "" };

  beforeAll(async () => {
    const { deployer } = await control("GET", "seed");
    Object.assign(principal, deployer);
    await az(
      `login --service-principal -u ${deployer.clientId} -p=${deployer.clientSecret} --tenant ${process.env.AZURE_TENANT_ID}`,
    );
    await az(`group create -n ${group} -l swedencentral`);
    for (const role of ["Key Vault Secrets Officer", "Key Vault Crypto Officer"]) {
      await az(`role assignment create --role "${role}" --assignee ${deployer.clientId} --scope ${groupId}`);
    }
  });

  afterAll(async () => {
    await az(`group delete -n ${group} --yes`);
    cli.close();
  });

  test("signs in with a secret, and prints the subscription", async () => {
    expect(await cli.shell("account show --query id -o tsv")).toBe(subscriptionId);
    expect(await az("account show")).toMatchObject({
      id: subscriptionId,
      user: { type: "servicePrincipal" },
    });
  });

  test("registers resource providers", async () => {
    await az("provider register -n Microsoft.CognitiveServices");
    expect(await az("provider show -n Microsoft.CognitiveServices --query registrationState")).toBe(
      "Registered",
    );
  });

  test("lists the resources of a group", async () => {
    const name = unique("kv-az-");
    const { id } = await az(`keyvault create -n ${name} -g ${group} -l swedencentral`);
    expect(await az(`resource list -g ${group} --query [].id`)).toContain(id);
    expect(
      await az(`resource list --resource-type Microsoft.KeyVault/vaults --name ${name} --query [].id`),
    ).toEqual([id]);
  });

  describe("on vaults", () => {
    const name = unique("kv-az-");

    test("creates, shows and lists them", async () => {
      const created = await az(
        `keyvault create -n ${name} -g ${group} -l swedencentral --enable-rbac-authorization`,
      );
      expect(created).toMatchObject({
        name,
        properties: { enableRbacAuthorization: true, provisioningState: "Succeeded" },
      });
      expect(await az(`keyvault show -n ${name} --query id -o tsv`)).toBe(created.id);
      expect(await az(`keyvault list -g ${group} --query [].name`)).toContain(name);
    });

    test("changes their network rules", async () => {
      await az(`keyvault update -n ${name} -g ${group} --default-action Deny --bypass AzureServices`);
      await az(`keyvault network-rule add -n ${name} --ip-address 203.0.113.7`);
      expect(await az(`keyvault network-rule list -n ${name}`)).toMatchObject({
        bypass: "AzureServices",
        defaultAction: "Deny",
        ipRules: [{ value: expect.stringContaining("203.0.113.7") }],
      });
      expect(await cli.error(`keyvault secret list --vault-name ${name}`)).toContain("ForbiddenByFirewall");
      await az(`keyvault network-rule remove -n ${name} --ip-address 203.0.113.7`);
      expect(await az(`keyvault network-rule list -n ${name} --query ipRules`)).toEqual([]);
      await az(`keyvault update -n ${name} --public-network-access Disabled`);
      expect(await cli.error(`keyvault secret list --vault-name ${name}`)).toContain("Forbidden");
      await az(`keyvault update -n ${name} --public-network-access Enabled --default-action Allow`);
      expect(await az(`keyvault secret list --vault-name ${name}`)).toEqual([]);
    });

    test("changes their access policies", async () => {
      const other = unique("kv-az-");
      await az(`keyvault create -n ${other} -g ${group} -l swedencentral --enable-rbac-authorization false`);
      const { properties } = await az(
        `keyvault set-policy -n ${other} --object-id ${principal.objectId} --secret-permissions get list set delete`,
      );
      expect(properties.accessPolicies).toContainEqual(
        expect.objectContaining({
          objectId: principal.objectId,
          permissions: expect.objectContaining({ secrets: ["get", "list", "set", "delete"] }),
        }),
      );
    });

    test("sets, shows, deletes, recovers and purges their secrets", async () => {
      const secret = `--vault-name ${name} -n wandb`;
      const { id } = await az(`keyvault secret set ${secret} --value first`);
      expect(await az(`keyvault secret show ${secret}`)).toMatchObject({ id, value: "first" });
      expect(await az(`keyvault secret list --vault-name ${name} --query [].name`)).toEqual(["wandb"]);
      await az(`keyvault secret delete ${secret}`);
      expect(await az(`keyvault secret list-deleted --vault-name ${name} --query [].name`)).toEqual([
        "wandb",
      ]);
      expect(await az(`keyvault secret show-deleted ${secret}`)).toMatchObject({
        recoveryId: expect.stringContaining("/deletedsecrets/wandb"),
      });
      await az(`keyvault secret recover ${secret}`);
      expect(await az(`keyvault secret show ${secret} --query value`)).toBe("first");
      await az(`keyvault secret delete ${secret}`);
      await az(`keyvault secret purge ${secret}`);
      expect(await cli.error(`keyvault secret show-deleted ${secret}`)).toContain("SecretNotFound");
    });

    test("deletes, recovers and purges them", async () => {
      await az(`keyvault delete -n ${name}`);
      expect(await az("keyvault list-deleted --query [].name")).toContain(name);
      expect(await az(`keyvault show-deleted -n ${name}`)).toMatchObject({ name });
      expect(await az(`keyvault recover -n ${name}`)).toMatchObject({ name });
      await az(`keyvault delete -n ${name}`);
      await az(`keyvault purge -n ${name}`);
      expect(await az("keyvault list-deleted --query [].name")).not.toContain(name);
    });
  });

  test("creates, lists and deletes role assignments", async () => {
    const user = (await control("GET", "seed")).users[0];
    const role = `--role "Key Vault Secrets User" --scope ${groupId}`;
    const { id } = await az(
      `role assignment create ${role} --assignee-object-id ${user.objectId} --assignee-principal-type User`,
    );
    expect(
      await az(`role assignment list --scope ${groupId} --assignee ${user.userPrincipalName}`),
    ).toMatchObject([
      { id, roleDefinitionName: "Key Vault Secrets User", principalName: user.userPrincipalName },
    ]);
    await az(`role assignment delete ${role} --assignee ${user.userPrincipalName}`);
    expect(await az(`role assignment list --scope ${groupId} --assignee ${user.objectId}`)).toEqual([]);
  });
});
