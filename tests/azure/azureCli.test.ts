/**
 * The Azure CLI, unmodified, on the local Azure: the commands that the documents and the CLI's hints name, and the life cycle of
 * each resource. `unit/docs/azCommands.test.ts` verifies that none is forgotten.
 */
import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { currentCloud } from "../../cli/azure/clouds";
import { AzureCli, isInstalled } from "./azureCli";
import { control, subscription, subscriptionId, unique } from "./localAzure";

const describeWithCli = isInstalled ? describe : describe.skip;

jest.setTimeout(60_000);

describeWithCli("the Azure CLI", () => {
  const cli = new AzureCli();
  const az = (command: string) => cli.run(command);
  /** Repeats a command until it succeeds with what is expected: what was deleted or recovered appears after a while. */
  const until = async (command: string, expected: unknown) => {
    const outputOf = () => az(command).catch((error: Error) => error.message);
    for (let attempt = 1; attempt < 20 && !isDeepStrictEqual(await outputOf(), expected); attempt++) {
      await delay(200);
    }
    expect(await outputOf()).toEqual(expected);
  };
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
    await cli.close();
  });

  test("signs in with a secret, and prints the subscription", async () => {
    expect(await cli.shell("account show --query id -o tsv")).toBe(subscriptionId);
    expect(await az("account show")).toMatchObject({
      id: subscriptionId,
      user: { type: "servicePrincipal" },
    });
  });

  test.each(["AzureCloud", "AzureUSGovernment"])(
    "has the hosts that the project uses in %s",
    async (name) => {
      const signedOut = new AzureCli();
      const az = (command: string) => signedOut.run(command);
      await az(`cloud set --name ${name}`);
      const { endpoints, suffixes } = await az("cloud show");
      const { resourceManager, authority, graph, vaultSuffix } = currentCloud({ AZURE_CLOUD: name });
      expect({
        resourceManager: endpoints.resourceManager.replace(/\/$/, ""),
        authority: endpoints.activeDirectory.replace(/\/$/, ""),
        graph: endpoints.microsoftGraphResourceId.replace(/\/$/, ""),
        vaultSuffix: suffixes.keyvaultDns.replace(/^\./, ""),
      }).toEqual({ resourceManager, authority, graph, vaultSuffix });
      await signedOut.close();
    },
  );

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
          permissions: expect.objectContaining({
            secrets: expect.arrayContaining(["get", "list", "set", "delete"]),
          }),
        }),
      );
    });

    test("sets, shows, deletes, recovers and purges their secrets", async () => {
      const secret = `--vault-name ${name} -n wandb`;
      const { id } = await az(`keyvault secret set ${secret} --value first`);
      expect(await az(`keyvault secret show ${secret}`)).toMatchObject({ id, value: "first" });
      expect(await az(`keyvault secret list --vault-name ${name} --query [].name`)).toEqual(["wandb"]);
      await az(`keyvault secret delete ${secret}`);
      await until(`keyvault secret list-deleted --vault-name ${name} --query [].name`, ["wandb"]);
      expect(await az(`keyvault secret show-deleted ${secret}`)).toMatchObject({
        recoveryId: expect.stringContaining("/deletedsecrets/wandb"),
      });
      await az(`keyvault secret recover ${secret}`);
      await until(`keyvault secret show ${secret} --query value`, "first");
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

  test("creates and rotates keys of vaults", async () => {
    const name = unique("kv-az-");
    await az(
      `keyvault create -n ${name} -g ${group} -l swedencentral --enable-rbac-authorization --enable-purge-protection`,
    );
    const key = `--vault-name ${name} -n stacks`;
    const created = await az(`keyvault key create ${key} --kty RSA --size 3072`);
    expect(created.key).toMatchObject({
      kid: expect.stringMatching(new RegExp(`^https://${name}.vault.azure.net/keys/stacks/[0-9a-f]{32}$`)),
      kty: "RSA",
    });
    const rotated = await az(`keyvault key rotate ${key}`);
    expect(rotated.key.kid).not.toBe(created.key.kid);
  });

  describe("on accounts", () => {
    const account = unique("openai-az-");
    const named = `-n ${account} -g ${group}`;
    let id = "";

    test("creates, shows, lists and updates them", async () => {
      ({ id } = await az(
        `cognitiveservices account create ${named} -l swedencentral --kind OpenAI --sku S0 --custom-domain ${account} --assign-identity --yes`,
      ));
      expect(await az(`cognitiveservices account show ${named} --query id -o tsv`)).toBe(id);
      expect(await az(`cognitiveservices account list -g ${group} --query [].id`)).toEqual([id]);
      expect(await az(`cognitiveservices account update ${named} --tags team=ml`)).toMatchObject({
        tags: { team: "ml" },
        identity: { type: "SystemAssigned" },
      });
    });

    test("removes and assigns their identity", async () => {
      await az(`cognitiveservices account identity remove ${named}`);
      expect(await az(`cognitiveservices account identity assign ${named}`)).toMatchObject({
        type: "SystemAssigned",
        principalId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
    });

    test("sets single properties, and sends the others back as they were", async () => {
      await az(
        `resource update --ids ${id} --set properties.allowedFqdnList='["api.wandb.ai","${account}.vault.azure.net"]'`,
      );
      await az(`resource update --ids ${id} --set properties.disableLocalAuth=true`);
      expect(await cli.error(`cognitiveservices account keys list ${named}`)).toContain("disableLocalAuth");
      await az(`resource update --ids ${id} --set properties.disableLocalAuth=false`);
      expect(await az(`cognitiveservices account show ${named}`)).toMatchObject({
        tags: { team: "ml" },
        properties: {
          allowedFqdnList: ["api.wandb.ai", `${account}.vault.azure.net`],
          customSubDomainName: account,
          disableLocalAuth: false,
        },
      });
      expect(await az(`cognitiveservices account keys list ${named}`)).toMatchObject({
        key1: expect.any(String),
      });
    });

    test("creates, lists and deletes their deployments", async () => {
      const deployment = `${named} --deployment-name chat`;
      const model = await az(
        `cognitiveservices account list-models ${named} --query "[?name=='gpt-4.1-mini'] | [0]"`,
      );
      expect(
        await az(
          `cognitiveservices account deployment create ${deployment} --model-name ${model.name} --model-version ${model.version} --model-format OpenAI --sku-name GlobalStandard --sku-capacity 1`,
        ),
      ).toMatchObject({ name: "chat", sku: { name: "GlobalStandard", capacity: 1 } });
      expect(await az(`cognitiveservices account deployment list ${named} --query [].name`)).toEqual([
        "chat",
      ]);
      await az(`cognitiveservices account deployment delete ${deployment}`);
      expect(await az(`cognitiveservices account deployment list ${named}`)).toEqual([]);
    });

    test("writes and shows their diagnostic settings", async () => {
      const workspace = await az(
        `resource create -g ${group} -n ${unique("logs-")} --resource-type Microsoft.OperationalInsights/workspaces --properties {}`,
      );
      const setting = `--name audit --resource ${id}`;
      await az(
        `monitor diagnostic-settings create ${setting} --workspace ${workspace.id} --logs '[{"category":"Audit","enabled":true}]'`,
      );
      expect(await az(`monitor diagnostic-settings show ${setting}`)).toMatchObject({
        name: "audit",
        logs: [{ category: "Audit", enabled: true }],
      });
      expect(await az(`monitor diagnostic-settings list --resource ${id} --query [].name`)).toEqual([
        "audit",
      ]);
      await az(`monitor diagnostic-settings delete ${setting}`);
      expect(await az(`monitor diagnostic-settings list --resource ${id}`)).toEqual([]);
    });

    test("deletes, recovers and purges them", async () => {
      const located = `${named} -l swedencentral`;
      await az(`cognitiveservices account delete ${named}`);
      expect(await az("cognitiveservices account list-deleted --query [].name")).toContain(account);
      expect(await az(`cognitiveservices account show-deleted ${located}`)).toMatchObject({ name: account });
      expect(await az(`cognitiveservices account recover ${located}`)).toMatchObject({
        id,
        kind: "OpenAI",
        sku: { name: "S0" },
        properties: { customSubDomainName: account, provisioningState: "Succeeded" },
      });
      await az(`cognitiveservices account delete ${named}`);
      await az(`cognitiveservices account purge ${located}`);
      expect(await az("cognitiveservices account list-deleted --query [].name")).not.toContain(account);
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
    // The columns of docs/how-to/adopt.md. A table has no column "id": the Azure CLI leaves it out.
    const columns = '"[].{assignment:id,who:principalId,role:roleDefinitionName}" -o table';
    expect(await az(`role assignment list --scope ${groupId} --query ${columns}`)).toContain(id);
    await az(`role assignment delete ${role} --assignee ${user.userPrincipalName}`);
    expect(await az(`role assignment list --scope ${groupId} --assignee ${user.objectId}`)).toEqual([]);
  });
});
