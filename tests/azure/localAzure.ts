/** What the tests of the local Azure share. `npm run local --` runs them, as it runs any command. */
import { randomBytes, randomUUID } from "node:crypto";
import { ClientSecretCredential } from "@azure/identity";
import { AuthorizationManagementClient } from "@azure/arm-authorization";
import { CognitiveServicesManagementClient } from "@azure/arm-cognitiveservices";
import { KeyVaultManagementClient } from "@azure/arm-keyvault";
import type { Vault } from "@azure/arm-keyvault";
import { ResourceManagementClient } from "@azure/arm-resources";
import { raw } from "./raw";
import type { RawResponse } from "./raw";

const variable = (name: string): string => {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set. Run these tests with \`npm test\` or through \`npm run local --\`.`);
  }
  return value;
};

export const tenantId = variable("AZURE_TENANT_ID");
export const subscriptionId = variable("AZURE_SUBSCRIPTION_ID");
export const subscription = `/subscriptions/${subscriptionId}`;
export const controlUrl = variable("LOCAL_AZURE_URL");
export const controlToken = variable("LOCAL_AZURE_TOKEN");

/** The deployer: Owner of the subscription, without data actions. */
export const deployer = new ClientSecretCredential(
  tenantId,
  variable("AZURE_CLIENT_ID"),
  variable("AZURE_CLIENT_SECRET"),
);

/** Without retries, so that a test sees a failure at once. */
export const options = { retryOptions: { maxRetries: 0 } };

export const clients = (credential = deployer) => ({
  resources: new ResourceManagementClient(credential, subscriptionId, options),
  vaults: new KeyVaultManagementClient(credential, subscriptionId, options).vaults,
  keyVault: new KeyVaultManagementClient(credential, subscriptionId, options),
  cognitive: new CognitiveServicesManagementClient(credential, subscriptionId, options),
  authorization: new AuthorizationManagementClient(credential, subscriptionId, options),
});

export const roles = {
  owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  secretsOfficer: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
  secretsUser: "4633458b-17de-408a-b874-0445c86b69e6",
  cryptoOfficer: "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
  cryptoUser: "12338af0-0e69-4776-bea7-57ae8d297424",
  aiUser: "53ca6127-db72-4b80-b1b0-d745d6d5456d",
};

export const roleDefinitionId = (role: string) =>
  `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`;

export const unique = (prefix: string) => `${prefix}${randomBytes(4).toString("hex")}`;

/** Calls a control route. */
// The format of the response depends on the route.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export async function control(method: string, path: string, body?: unknown): Promise<any> {
  const response = await fetch(`${controlUrl}/_local/${path}`, {
    method,
    headers: { authorization: `Bearer ${controlToken}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${response.status} ${text}`);
  }
  return text === "" ? undefined : JSON.parse(text);
}

/** A token of the deployer for Resource Manager. */
export const armToken = async (): Promise<string> =>
  (await deployer.getToken("https://management.azure.com/.default")).token;

/** Sends a request to Resource Manager as it is, as the deployer. @param path With its api-version; or a URL that it returned. */
export const arm = async (method: string, path: string, body?: unknown): Promise<RawResponse> =>
  raw(method, path.startsWith("https:") ? path : `https://management.azure.com${path}`, {
    token: await armToken(),
    body,
  });

/** Creates an application with role assignments, and returns its credential. */
export async function application(
  assigned: { role: string; scope: string }[] = [],
): Promise<{ credential: ClientSecretCredential; objectId: string; clientId: string }> {
  const { clientId, objectId, clientSecret } = await control("POST", "directory/applications", {
    displayName: unique("app-"),
    roles: assigned.map(({ role, scope }) => ({ roleDefinitionId: role, scope })),
  });
  return { credential: new ClientSecretCredential(tenantId, clientId, clientSecret), objectId, clientId };
}

export async function resourceGroup(name = unique("rg-")): Promise<string> {
  await clients().resources.resourceGroups.createOrUpdate(name, { location: "swedencentral" });
  return name;
}

/**
 * The files of these tests share one subscription, and Azure allows it 30 accounts of kind OpenAI in a region: those of a file are
 * deleted at its end. A lock may keep one.
 */
afterAll(async () => {
  const { accounts } = clients().cognitive;
  for await (const { id = "", name = "" } of accounts.list()) {
    const [, group = ""] = /\/resourceGroups\/([^/]+)/i.exec(id) ?? [];
    await accounts.beginDeleteAndWait(group, name, { updateIntervalInMs: 10 }).catch(() => undefined);
  }
});

export async function vault(
  group: string,
  properties: Partial<Vault["properties"]> = {},
  name = unique("kv-"),
): Promise<Vault> {
  const parameters = {
    location: "swedencentral",
    properties: {
      tenantId,
      sku: { family: "A", name: "standard" } as const,
      enableRbacAuthorization: true,
      accessPolicies: [],
      ...properties,
    },
  };
  return clients().vaults.beginCreateOrUpdateAndWait(group, name, parameters, { updateIntervalInMs: 10 });
}

export async function assign(
  scope: string,
  role: string,
  principalId: string,
  principalType = "ServicePrincipal",
): Promise<string> {
  const name = randomUUID();
  await clients().authorization.roleAssignments.create(scope, name, {
    principalId,
    principalType,
    roleDefinitionId: roleDefinitionId(role),
  });
  return name;
}

/** Returns the status and code with which a call is refused: `403 AuthorizationFailed`. Throws if the call succeeds. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const { statusCode, code, details } = error as {
      statusCode?: number;
      code?: string;
      details?: { error?: { innerError?: { code?: string } } };
    };
    const inner = details?.error?.innerError?.code;
    return [statusCode, code, inner].filter(Boolean).join(" ");
  }
  throw new Error("the call succeeded");
}
