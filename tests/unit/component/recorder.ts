import * as pulumi from "@pulumi/pulumi";
import { getMonitor } from "@pulumi/pulumi/runtime/settings";

/** One resource, as the program registered it. */
export interface Registered {
  type: string;
  name: string;
  /** Inputs as the engine gets them; secrets are unwrapped, and listed in `secrets`. */
  inputs: Record<string, unknown>;
  /** Names of the top-level inputs that hold a secret. */
  secrets: string[];
  /** Names of the resources that it depends on, by `dependsOn` or through its inputs. */
  dependsOn: string[];
}

const secretSignature = "4dabf18193072939515e22adb298388d";

export const tenantId = "11111111-1111-4111-8111-111111111111";
export const subscriptionId = "22222222-2222-4222-8222-222222222222";
export const deployerId = "33333333-3333-4333-8333-333333333333";
export const identityId = "44444444-4444-4444-8444-444444444444";

const token = (claims: object) =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`;

const ids: Record<string, (inputs: Record<string, unknown>, group: string) => string> = {
  "azure-native:cognitiveservices:Account": (inputs, group) =>
    `${group}/providers/Microsoft.CognitiveServices/accounts/${String(inputs.accountName)}`,
  "azure-native:keyvault:Vault": (inputs, group) =>
    `${group}/providers/Microsoft.KeyVault/vaults/${String(inputs.vaultName)}`,
};

/** What Azure answers. */
interface Answers {
  /** Claims of the deployer's access token. Default: an application's. */
  claims?: object;
  /** The permission model of every vault that is read. Default: true. */
  existingVaultUsesRbac?: boolean;
  /** Further properties of every vault that is read. Default: none. */
  existingVault?: object;
  /** How every reading of an account fails. Default: it does not. */
  accountError?: string;
  /** Whether the program runs as in a preview. Default: false. */
  preview?: boolean;
}

/** Runs a program against Pulumi's mocks and returns what it registered, in order, once everything has settled. */
export async function record(
  program: () => unknown,
  {
    claims = { idtyp: "app" },
    existingVaultUsesRbac = true,
    existingVault = {},
    accountError,
    preview,
  }: Answers = {},
): Promise<Registered[]> {
  // Pulumi records a stack trace for each promise, which is half of a run's time; Pulumi.yaml sets the same.
  Error.stackTraceLimit = 4;
  const registered: Registered[] = [];
  const dependencies = new Map<string, string[]>();
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        const plain: Record<string, unknown> = {};
        const secrets: string[] = [];
        for (const [key, value] of Object.entries(inputs as Record<string, unknown>)) {
          const wrapped = (value as Record<string, unknown> | null)?.[secretSignature] !== undefined;
          plain[key] = wrapped ? (value as { value: unknown }).value : value;
          if (wrapped) {
            secrets.push(key);
          }
        }
        registered.push({
          type,
          name,
          inputs: plain,
          secrets,
          dependsOn: dependencies.get(`${type} ${name}`) ?? [],
        });
        return { id: idOf(type, name, plain), state: stateOf(type, name, plain) };
      },
      call: ({ token: called }) => {
        switch (called) {
          case "azure-native:authorization:getClientConfig":
            return { tenantId, subscriptionId, objectId: deployerId, clientId: deployerId };
          case "azure-native:authorization:getClientToken":
            return { token: token(claims) };
          case "azure-native:cognitiveservices:getAccount":
            if (accountError !== undefined) {
              // As gRPC gives it.
              throw Object.assign(new Error(), { details: accountError });
            }
            return {
              id: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/hand-made",
              name: "hand-made",
              kind: "OpenAI",
              location: "swedencentral",
              identity: { principalId: identityId, type: "SystemAssigned" },
              properties: { endpoint: "https://hand-made.openai.azure.com/" },
            };
          case "azure-native:keyvault:getVault":
            return {
              id: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-hand-made",
              name: "kv-hand-made",
              location: "swedencentral",
              properties: {
                vaultUri: "https://kv-hand-made.vault.azure.net/",
                enableRbacAuthorization: existingVaultUsesRbac,
                ...existingVault,
              },
            };
          default:
            throw new Error(`unexpected call of ${called}`);
        }
      },
    },
    "project",
    "stack",
    preview,
  );
  recordDependencies(dependencies);
  await pulumi.runtime.runInPulumiStack(async () => {
    await program();
    return {};
  });
  await pulumi.runtime.disconnect();
  return registered.filter(({ type }) => type !== "pulumi:pulumi:Stack");
}

interface Registration {
  getType(): string;
  getName(): string;
  getDependenciesList(): string[];
}

/** Mocks are not told what a resource depends on; the monitor that calls them is. */
function recordDependencies(dependencies: Map<string, string[]>): void {
  const monitor = getMonitor() as unknown as {
    registerResource(request: Registration, ...rest: unknown[]): unknown;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, ...rest) => {
    dependencies.set(
      `${request.getType()} ${request.getName()}`,
      request.getDependenciesList().map((urn) => urn.split("::").pop() ?? ""),
    );
    return register(request, ...rest);
  };
}

function idOf(type: string, name: string, inputs: Record<string, unknown>): string {
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${String(inputs.resourceGroupName)}`;
  return ids[type]?.({ vaultName: `${name}0badcafe`, ...inputs }, group) ?? `${name}-id`;
}

function stateOf(type: string, name: string, inputs: Record<string, unknown>): Record<string, unknown> {
  switch (type) {
    case "random:index/randomString:RandomString":
      return { ...inputs, result: "abcd1234" };
    case "azure-native:cognitiveservices:Account":
      return {
        ...inputs,
        name: inputs.accountName,
        properties: { endpoint: `https://${String(inputs.accountName)}.openai.azure.com/` },
        identity: { type: "SystemAssigned", principalId: identityId },
      };
    case "azure-native:keyvault:Vault": {
      const vaultName = inputs.vaultName ?? `${name}0badcafe`;
      const properties = inputs.properties as Record<string, unknown>;
      return {
        ...inputs,
        name: vaultName,
        // Without a slash, as in the response to the PUT of a new vault (recorded, azure-cli, Mar 2023).
        properties: { ...properties, vaultUri: `https://${String(vaultName)}.vault.azure.net` },
      };
    }
    case "azure-native:keyvault:Secret":
      return { ...inputs, name: inputs.secretName };
    default:
      return { ...inputs, name };
  }
}
