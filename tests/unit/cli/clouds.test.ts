/** Where each client sends its requests, and for what its tokens are, by cloud. */
import type { TokenCredential } from "@azure/core-auth";
import type { PipelineRequest } from "@azure/core-rest-pipeline";
import { createHttpHeaders } from "@azure/core-rest-pipeline";
import { readAutomaticUpgrade } from "../../../cli/azure/automaticUpgrade";
import { azureClients } from "../../../cli/azure/clients";
import { currentCloud, requireCurrentCloud } from "../../../cli/azure/clouds";
import { chooseWay } from "../../../cli/azure/credential";
import { vaultUrlOf } from "../../../cli/deployment/target";
import { link } from "../../../cli/link/command";
import { openAiClient } from "../../../cli/openai/client";
import { azureResources } from "../../../cli/recover/azureResources";
import { cloudNamed, cloudOfHost, cloudOfRegion } from "../../../components/clouds";

const requests: string[] = [];
const scopes: string[] = [];

jest.mock("@azure/core-rest-pipeline", () => ({
  ...jest.requireActual<object>("@azure/core-rest-pipeline"),
  createDefaultHttpClient: () => ({
    sendRequest: async (request: PipelineRequest) => {
      requests.push(request.url);
      return {
        request,
        status: 404,
        headers: createHttpHeaders(),
        bodyAsText: '{"error":{"code":"NotFound"}}',
      };
    },
  }),
}));
const credential: TokenCredential = {
  getToken: async (scope) => {
    scopes.push([scope].flat().join(" "));
    return { token: "token", expiresOnTimestamp: Date.now() + 3_600_000 };
  },
};
jest.mock("../../../cli/azure/signIn", () => ({
  signIn: async (scope: string) => {
    await credential.getToken(scope);
    return credential;
  },
  objectIdOf: () => undefined,
}));

const variables = ["AZURE_CLOUD", "ARM_ENVIRONMENT", "AZURE_AUTHORITY_HOST", "AZURE_OPENAI_API_KEY"];
const before = Object.fromEntries(variables.map((name) => [name, process.env[name]]));
const printed: string[] = [];

beforeEach(() => {
  requests.length = 0;
  scopes.length = 0;
  printed.length = 0;
  variables.forEach((name) => delete process.env[name]);
  jest.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line));
  jest.spyOn(globalThis, "fetch").mockImplementation(async (url) => {
    requests.push(url instanceof Request ? url.url : String(url));
    return new Response("{}", { status: 404 });
  });
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => {
  for (const [name, value] of Object.entries(before)) {
    if (value !== undefined) {
      process.env[name] = value;
    }
  }
});

const ignored = () => undefined;
const target = { subscriptionId: "s", resourceGroup: "g", accountName: "a", vaultName: "v", secretName: "k" };
const subscription = "11111111-1111-1111-1111-111111111111";

/** What a client does, the host that receives it, and the scope of its token. */
const clients = [
  {
    what: "the accounts of Resource Manager",
    call: async () => (await azureClients("s")).accounts.accounts.get("g", "a").catch(ignored),
    hosts: { AzureCloud: "management.azure.com", AzureUSGovernment: "management.usgovcloudapi.net" },
    scoped: true,
  },
  {
    what: "the vaults of Resource Manager",
    call: async () => (await azureClients("s")).vaults.vaults.get("g", "v").catch(ignored),
    hosts: { AzureCloud: "management.azure.com", AzureUSGovernment: "management.usgovcloudapi.net" },
    scoped: true,
  },
  {
    what: "the role assignments of Resource Manager",
    call: async () => (await azureClients("s")).authorization.roleAssignments.getById("/x").catch(ignored),
    hosts: { AzureCloud: "management.azure.com", AzureUSGovernment: "management.usgovcloudapi.net" },
    scoped: true,
  },
  {
    what: "the preview API version of the automatic upgrade",
    call: async () => readAutomaticUpgrade(await azureClients("s"), "/subscriptions/s/a").catch(ignored),
    hosts: { AzureCloud: "management.azure.com", AzureUSGovernment: "management.usgovcloudapi.net" },
    scoped: true,
  },
  {
    what: "recover's reads of Resource Manager",
    call: async () => (await azureResources()).find("/subscriptions/s/x", "2024-01-01").catch(ignored),
    hosts: { AzureCloud: "management.azure.com", AzureUSGovernment: "management.usgovcloudapi.net" },
    scoped: true,
  },
  {
    what: "Microsoft Graph",
    call: async () => (await azureClients("s")).findPrincipals(["x"]),
    hosts: { AzureCloud: "graph.microsoft.com", AzureUSGovernment: "graph.microsoft.us" },
    scoped: true,
  },
  {
    what: "the vault",
    // The vault tells the scope itself.
    call: async () => (await azureClients("s")).secrets(vaultUrlOf(target)).getSecret("k").catch(ignored),
    hosts: { AzureCloud: "v.vault.azure.net", AzureUSGovernment: "v.vault.usgovcloudapi.net" },
    scoped: false,
  },
] as const;

describe.each(["AzureCloud", "AzureUSGovernment"] as const)("in %s", (cloud) => {
  test.each(clients)(
    "requests of $what go to its host, with a token for it",
    async ({ call, hosts, scoped }) => {
      process.env.AZURE_CLOUD = cloud;
      await call();
      expect(requests.length).toBeGreaterThan(0);
      expect(new Set(requests.map((url) => new URL(url).host))).toEqual(new Set([hosts[cloud]]));
      if (scoped) {
        expect(scopes.at(-1)).toBe(`https://${hosts[cloud]}/.default`);
      }
    },
  );

  const openAi = {
    AzureCloud: ["https://a.openai.azure.com/", "https://cognitiveservices.azure.com/.default"],
    AzureUSGovernment: ["https://a.openai.azure.us/", "https://cognitiveservices.azure.us/.default"],
  } as const;

  test("requests of Azure OpenAI go to the endpoint, with a token for its cloud", async () => {
    process.env.AZURE_CLOUD = cloud;
    const [endpoint, scope] = openAi[cloud];
    const { client } = await openAiClient({ endpoint });
    await client.fineTuning.jobs.list().catch(ignored);
    expect(requests.map((url) => new URL(url).origin)).toEqual([new URL(endpoint).origin]);
    expect(new Set(scopes)).toEqual(new Set([scope]));
  });

  test("the endpoint of each other cloud is refused, with what to set", async () => {
    process.env.AZURE_CLOUD = cloud;
    const other = cloud === "AzureCloud" ? "AzureUSGovernment" : "AzureCloud";
    await expect(openAiClient({ endpoint: openAi[other][0] })).rejects.toThrow(
      new RegExp(
        `belongs to .*Set AZURE_CLOUD=${other}, run az cloud set --name ${other}, then az login\\.$`,
      ),
    );
    expect(scopes).toEqual([]);
    // A key belongs to the endpoint.
    process.env.AZURE_OPENAI_API_KEY = "key";
    await expect(openAiClient({ endpoint: openAi[other][0] })).resolves.toBeDefined();
  });

  test("link prints the portal's and the vault's URLs", async () => {
    process.env.AZURE_CLOUD = cloud;
    await link({ resourceGroup: "g", account: "a", vault: "v", subscription, json: true });
    const { address, vaultUrl } = JSON.parse(printed.join("\n")) as { address: string; vaultUrl: string };
    expect([new URL(address).host, new URL(vaultUrl).host]).toEqual(
      {
        AzureCloud: ["ai.azure.com", "v.vault.azure.net"],
        AzureUSGovernment: ["ai.azure.us", "v.vault.usgovcloudapi.net"],
      }[cloud],
    );
  });

  test("a credential signs in at its authority, unless AZURE_AUTHORITY_HOST names another", async () => {
    const authorities = {
      AzureCloud: "login.microsoftonline.com",
      AzureUSGovernment: "login.microsoftonline.us",
    };
    const application = {
      ARM_TENANT_ID: subscription,
      ARM_CLIENT_ID: subscription,
      ARM_CLIENT_SECRET: "x",
      AZURE_CLOUD: cloud,
    };
    await chooseWay(application).credential.getToken("https://x/.default").catch(ignored);
    expect(new URL(requests[0]!).host).toBe(authorities[cloud]);
    requests.length = 0;
    process.env.AZURE_AUTHORITY_HOST = "https://login.contoso.example";
    const ways = chooseWay({ ...application, AZURE_AUTHORITY_HOST: process.env.AZURE_AUTHORITY_HOST });
    await ways.credential.getToken("https://x/.default").catch(ignored);
    expect(requests.join(" ")).not.toContain(authorities.AzureUSGovernment);
  });
});

describe("the cloud", () => {
  test.each<[string, Record<string, string>, string]>([
    ["nothing", {}, "AzureCloud"],
    ["AZURE_CLOUD", { AZURE_CLOUD: "AzureUSGovernment" }, "AzureUSGovernment"],
    ["AZURE_CLOUD in any case", { AZURE_CLOUD: "azureusgovernment" }, "AzureUSGovernment"],
    ["an empty AZURE_CLOUD", { AZURE_CLOUD: "" }, "AzureCloud"],
    ["azure-native's variable", { ARM_ENVIRONMENT: "usgovernment" }, "AzureUSGovernment"],
    ["azure-native's default", { ARM_ENVIRONMENT: "public" }, "AzureCloud"],
    ["the authority", { AZURE_AUTHORITY_HOST: "https://login.microsoftonline.us/" }, "AzureUSGovernment"],
    [
      "an authority without a scheme",
      { AZURE_AUTHORITY_HOST: "login.microsoftonline.us" },
      "AzureUSGovernment",
    ],
    ["an authority of nobody's", { AZURE_AUTHORITY_HOST: "https://login.contoso.example" }, "AzureCloud"],
    [
      "variables that agree",
      { AZURE_CLOUD: "AzureUSGovernment", ARM_ENVIRONMENT: "usgovernment" },
      "AzureUSGovernment",
    ],
  ])("is read from %s", (_what, environment, name) => {
    expect(currentCloud(environment).name).toBe(name);
  });

  test.each<[Record<string, string>, RegExp]>([
    [
      { AZURE_CLOUD: "AzureCloud", ARM_ENVIRONMENT: "usgovernment" },
      /^AZURE_CLOUD AzureCloud and ARM_ENVIRONMENT usgovernment name different clouds\. /,
    ],
    [
      { ARM_ENVIRONMENT: "public", AZURE_AUTHORITY_HOST: "https://login.microsoftonline.us" },
      /^ARM_ENVIRONMENT public and AZURE_AUTHORITY_HOST https:\/\/login\.microsoftonline\.us name different/,
    ],
    [{ AZURE_CLOUD: "moon" }, /^AZURE_CLOUD moon is not a cloud of Azure\. Set it to AzureCloud or /],
    [
      { AZURE_CLOUD: "moon", ARM_ENVIRONMENT: "mars" },
      /^AZURE_CLOUD moon .*\nARM_ENVIRONMENT mars is not a cloud of Azure\./,
    ],
    [
      { AZURE_CLOUD: "AzureChinaCloud" },
      /21Vianet \(China\) does not offer Azure OpenAI\. Use an account in another/,
    ],
    [{ ARM_ENVIRONMENT: "china" }, /does not offer Azure OpenAI/],
    [{ AZURE_AUTHORITY_HOST: "https://login.chinacloudapi.cn/" }, /does not offer Azure OpenAI/],
  ])("of %j is refused", (environment, message) => {
    expect(() => currentCloud(environment)).toThrow(message);
  });

  test.each([
    ["https://v.vault.azure.net/", "AzureCloud"],
    ["https://A.OPENAI.AZURE.US", "AzureUSGovernment"],
    ["v.vault.usgovcloudapi.net", "AzureUSGovernment"],
    ["https://a.openai.azure.cn/", "AzureChinaCloud"],
    ["https://openai.azure.us.contoso.example/", undefined],
    ["https://notopenai.azure.us/", undefined],
    ["http://127.0.0.1:8080", undefined],
  ])("of %s is %s", (url, name) => {
    expect(cloudOfHost(url)).toBe(name);
  });

  test("of an endpoint without Azure OpenAI is refused as such", () => {
    expect(() => requireCurrentCloud("The endpoint", "https://a.openai.azure.cn/")).toThrow(
      /does not offer Azure OpenAI/,
    );
    expect(() => requireCurrentCloud("The endpoint", "https://proxy.contoso.example/")).not.toThrow();
  });

  test.each([
    [{ ARM_ENVIRONMENT: "usgovernment" }, "ARM_ENVIRONMENT"],
    [
      {
        ARM_ENVIRONMENT: "usgovernment",
        AZURE_AUTHORITY_HOST: "https://login.microsoftonline.us",
      },
      "ARM_ENVIRONMENT and AZURE_AUTHORITY_HOST",
    ],
  ])("of an endpoint other than that of %o is refused, with the variables to unset", (set, names) => {
    Object.assign(process.env, set);
    expect(() => requireCurrentCloud("The vault", "https://v.vault.azure.net/")).toThrow(
      `Set AZURE_CLOUD=AzureCloud, unset ${names}, run az cloud set --name AzureCloud, then az login.`,
    );
  });

  test.each([
    ["usgovvirginia", "AzureUSGovernment"],
    ["US Gov Arizona", "AzureUSGovernment"],
    ["chinanorth3", "AzureChinaCloud"],
    ["swedencentral", "AzureCloud"],
  ])("of the region %s is %s", (region, name) => {
    expect(cloudOfRegion(region)).toBe(name);
  });

  test.each([
    ["public", "AzureCloud"],
    ["AzureUSGovernmentCloud", "AzureUSGovernment"],
    ["china", "AzureChinaCloud"],
    ["constructor", undefined],
  ])("of the name %s is %s", (text, name) => {
    expect(cloudNamed(text)).toBe(name);
  });
});
