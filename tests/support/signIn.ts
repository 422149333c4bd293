/** Environments in which a command signs in to the local Azure without a client secret. */
import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

type Variables = Record<string, string>;

/** What a way to sign in is prepared with. */
export interface SignInTarget {
  /** The environment of `npm run local --`. */
  environment: Record<string, string | undefined>;
  /** A folder for its files. */
  directory: string;
  /** Calls a control route. @returns The body. */
  // The format of the response depends on the route.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  control(method: string, path: string, body?: unknown): Promise<any>;
}

const owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

/** An empty variable is removed. */
const withoutSecret: Variables = { ARM_CLIENT_SECRET: "", AZURE_CLIENT_SECRET: "" };
const withoutApplication: Variables = {
  ...withoutSecret,
  ARM_CLIENT_ID: "",
  AZURE_CLIENT_ID: "",
  ARM_TENANT_ID: "",
  AZURE_TENANT_ID: "",
};

/** The request URL and the bearer token of a pipeline's job, which has a federated identity credential of the deployer. */
async function pipelineJob({ environment, control }: SignInTarget) {
  const subject = `repo:contoso/fine-tuning:environment:${randomUUID()}`;
  await control("POST", "directory/federatedCredentials", { clientId: environment.ARM_CLIENT_ID, subject });
  const url = `${environment.LOCAL_AZURE_URL}/_local/oidc/token?api-version=2.0&subject=${encodeURIComponent(subject)}`;
  const { oidcRequestToken } = (await control("GET", "seed")) as { oidcRequestToken: string };
  return { url, token: oidcRequestToken };
}

/** OIDC with a file that a pipeline has written. Azure's clients read it under another name. */
export async function oidcFile(target: SignInTarget): Promise<Variables> {
  const { url, token } = await pipelineJob(target);
  const response = await fetch(`${url}&audience=${encodeURIComponent("api://AzureADTokenExchange")}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const file = path.join(target.directory, "oidc-token");
  fs.writeFileSync(file, ((await response.json()) as { value: string }).value, { mode: 0o600 });
  return { ...withoutSecret, ARM_USE_OIDC: "true", ARM_OIDC_TOKEN_FILE_PATH: file };
}

/** OIDC as in GitHub Actions, where a job requests its token. */
export async function oidcRequest(target: SignInTarget): Promise<Variables> {
  const { url, token } = await pipelineJob(target);
  return {
    ...withoutSecret,
    ARM_USE_OIDC: "true",
    ACTIONS_ID_TOKEN_REQUEST_URL: url,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: token,
  };
}

/** The managed identity of a machine, by App Service's endpoint. */
export async function appServiceIdentity(target: SignInTarget): Promise<Variables> {
  const { objectId, identityHeader } = await machineIdentity(target);
  return {
    ...withoutApplication,
    ARM_USE_MSI: "true",
    IDENTITY_ENDPOINT: `${target.environment.LOCAL_AZURE_URL}/_local/identity/${objectId}/token`,
    IDENTITY_HEADER: identityHeader,
  };
}

/** The managed identity of a machine, by the endpoint of a virtual machine. */
export async function machineEndpointIdentity(target: SignInTarget): Promise<Variables> {
  const { objectId } = await machineIdentity(target);
  const host = `${target.environment.LOCAL_AZURE_URL}/_local/identity/${objectId}`;
  return {
    ...withoutApplication,
    ARM_USE_MSI: "true",
    ARM_MSI_ENDPOINT: `${host}/metadata/identity/oauth2/token`,
    // Under this name the clients for JavaScript, Python and .NET read the host of the endpoint.
    AZURE_POD_IDENTITY_AUTHORITY_HOST: host,
  };
}

async function machineIdentity({ environment, control }: SignInTarget) {
  const scope = `/subscriptions/${environment.ARM_SUBSCRIPTION_ID}`;
  const { objectId } = (await control("POST", "directory/managedIdentities", {
    displayName: `agent-${randomUUID()}`,
    roles: [{ roleDefinitionId: owner, scope }],
  })) as { objectId: string };
  const { identityHeader } = (await control("GET", "seed")) as { identityHeader: string };
  return { objectId, identityHeader };
}

/** The Azure CLI, signed in as the deployer: an `az` on PATH. */
export async function azureCli(target: SignInTarget): Promise<Variables> {
  const variables = azureCliWithoutLogin(target);
  const { environment, directory } = target;
  const profile = {
    tenantId: environment.ARM_TENANT_ID,
    subscriptionId: environment.ARM_SUBSCRIPTION_ID,
    clientId: environment.ARM_CLIENT_ID,
    clientSecret: environment.ARM_CLIENT_SECRET,
    proxy: environment.HTTPS_PROXY,
    certificates: environment.NODE_EXTRA_CA_CERTS,
  };
  fs.writeFileSync(path.join(directory, "az-profile.json"), JSON.stringify(profile), { mode: 0o600 });
  return variables;
}

/** The same before `az login`. */
export function azureCliWithoutLogin({ environment, directory }: SignInTarget): Variables {
  const bin = path.join(directory, "az-bin");
  fs.mkdirSync(bin, { recursive: true });
  const command = [
    process.execPath,
    path.join(__dirname, "azureCli.mjs"),
    path.join(directory, "az-profile.json"),
  ];
  const script = `#!/bin/sh\nexec ${command.map((word) => `'${word}'`).join(" ")} "$@"\n`;
  fs.writeFileSync(path.join(bin, "az"), script, { mode: 0o755 });
  return { ...withoutApplication, PATH: `${bin}${path.delimiter}${environment.PATH}` };
}
