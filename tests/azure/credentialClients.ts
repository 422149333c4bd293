/** Every client that sends a credential, with the host that receives it. */
import { randomUUID } from "node:crypto";
import { chooseWay } from "../../cli/azure/credential";
import type { Credential } from "../../cli/azure/credential";
import { azureClients } from "../../cli/azure/clients";
import { findPrincipals } from "../../cli/azure/directory";
import { signIn } from "../../cli/azure/signIn";
import { openAiClient } from "../../cli/openai/client";
import { toUserError } from "../../cli/openai/errors";
import { listJobs } from "../../cli/openai/jobs";
import { azureResources } from "../../cli/recover/azureResources";
import { findViewer } from "../../cli/wandb/viewer";
import { AzureClient } from "../../local/providers/azureClient";
import { connectionFrom } from "../../local/providers/connection";

export interface CredentialClient {
  name: string;
  host: string;
  /** What the error asks to check. */
  setting: string;
  /** Which of the requests to the host carry the credential. */
  isAuthorized: (request: { url: string; headers: Record<string, unknown> }) => boolean;
  /** Sends a request. @returns What a user reads of its failure. */
  fail: (signal: AbortSignal) => Promise<string>;
}

const arm = "https://management.azure.com";
const vault = "hostile.vault.azure.net";
const account = "hostile.openai.azure.com";

const messageOf = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    (result) => `returned ${JSON.stringify(result)}`,
    (error: Error) => toUserError("the call", account, error).message,
  );

/** Calls with environment variables of this process. */
async function withVariables<Result>(
  variables: Record<string, string | undefined>,
  call: () => Promise<Result>,
): Promise<Result> {
  const before = { ...process.env };
  Object.entries(variables).forEach(([name, value]) =>
    value === undefined ? delete process.env[name] : (process.env[name] = value),
  );
  try {
    return await call();
  } finally {
    Object.keys(variables).forEach((name) => delete process.env[name]);
    Object.assign(process.env, before);
  }
}

const environment = () => process.env as Record<string, string>;
const hasToken = ({ headers }: { headers: Record<string, unknown> }) =>
  "authorization" in headers || "api-key" in headers;
const isTokenRequest = ({ url }: { url: string }) => url.includes("/oauth2/v2.0/token");

const jobs = async (signal: AbortSignal) =>
  listJobs((await openAiClient({ endpoint: `https://${account}/` })).client, signal);
const providerCall = (variables: Record<string, string>, signal?: AbortSignal) => {
  const connection = connectionFrom(
    {},
    { ...environment(), ...variables },
    { retryBaseMs: 1, requestTimeoutMs: 5000 },
  );
  return new AzureClient(connection).call("GET", `${arm}/subscriptions/x?api-version=2021-04-01`, {
    resource: arm,
    ...(signal ? { signal } : {}),
  });
};
const pipeline = (url: string) => ({
  ARM_USE_OIDC: "true",
  ARM_OIDC_REQUEST_URL: url,
  ARM_OIDC_REQUEST_TOKEN: "pipeline-token",
});
const withoutSecret = { ARM_CLIENT_SECRET: "", AZURE_CLIENT_SECRET: "" };

export const cliClients: readonly CredentialClient[] = [
  {
    name: "the OpenAI client with a key",
    host: account,
    setting: "AZURE_OPENAI_ENDPOINT",
    isAuthorized: hasToken,
    fail: (signal) => withVariables({ AZURE_OPENAI_API_KEY: "api-key" }, () => messageOf(jobs(signal))),
  },
  {
    name: "the OpenAI client with a token",
    host: account,
    setting: "AZURE_OPENAI_ENDPOINT",
    isAuthorized: hasToken,
    fail: (signal) => messageOf(jobs(signal)),
  },
  {
    name: "Azure Resource Manager's client",
    host: "management.azure.com",
    setting: "HTTPS_PROXY",
    isAuthorized: hasToken,
    fail: async (abortSignal) => {
      const { accounts } = await azureClients(environment().AZURE_SUBSCRIPTION_ID!);
      return messageOf(accounts.accounts.get("rg", "account", { abortSignal }));
    },
  },
  {
    name: "Key Vault's client",
    host: vault,
    setting: "HTTPS_PROXY",
    isAuthorized: hasToken,
    fail: async (abortSignal) => {
      const { secrets } = await azureClients(environment().AZURE_SUBSCRIPTION_ID!);
      return messageOf(secrets(`https://${vault}/`).getSecret("secret", { abortSignal }));
    },
  },
  {
    name: "recover's reads",
    host: "management.azure.com",
    setting: "HTTPS_PROXY",
    isAuthorized: hasToken,
    fail: async () => messageOf((await azureResources()).find("/subscriptions/x", "2021-04-01")),
  },
  {
    name: "Microsoft Graph",
    host: "graph.microsoft.com",
    setting: "HTTPS_PROXY",
    isAuthorized: hasToken,
    fail: async () => {
      const credential = await signIn(`${arm}/.default`);
      return JSON.stringify(await findPrincipals(credential, [randomUUID()]));
    },
  },
  {
    name: "W&B",
    host: "api.wandb.ai",
    setting: "WANDB_BASE_URL",
    isAuthorized: hasToken,
    fail: (signal) => messageOf(findViewer("wandb-key", signal)),
  },
  {
    name: "the sign-in with a secret",
    host: "login.microsoftonline.com",
    setting: "AZURE_AUTHORITY_HOST",
    isAuthorized: isTokenRequest,
    fail: () => messageOf(signIn(`${arm}/.default`)),
  },
  {
    name: "the deployment's sign-in with a secret",
    host: "login.microsoftonline.com",
    setting: "AZURE_AUTHORITY_HOST",
    isAuthorized: isTokenRequest,
    fail: () => withVariables({ AZURE_CLIENT_SECRET: undefined }, () => messageOf(signIn(`${arm}/.default`))),
  },
  {
    name: "the sign-in of a pipeline",
    host: "pipeline.contoso.example",
    setting: "ARM_OIDC_REQUEST_URL",
    isAuthorized: hasToken,
    fail: () => {
      const { credential } = chooseWay({
        ARM_TENANT_ID: randomUUID(),
        ARM_CLIENT_ID: randomUUID(),
        ...pipeline("https://pipeline.contoso.example/token"),
      });
      return messageOf(credential.getToken(`${arm}/.default`));
    },
  },
];

/** The emulated providers. They wait as the official ones do. */
export const providerClients: readonly CredentialClient[] = [
  {
    name: "a provider's call",
    host: "management.azure.com",
    setting: "HTTPS_PROXY",
    isAuthorized: hasToken,
    fail: (signal) => messageOf(providerCall({}, signal)),
  },
  {
    name: "a provider's sign-in with a secret",
    host: "login.microsoftonline.com",
    setting: "AZURE_AUTHORITY_HOST",
    isAuthorized: isTokenRequest,
    fail: () => messageOf(providerCall({})),
  },
];

/** One for all requests, like the client's: it keeps the first in the process. */
let machineCredential: Credential | undefined;

/** Clients of unencrypted endpoints on this machine. @param url of the endpoint */
export const clientsOnThisMachine = (url: string): readonly CredentialClient[] => [
  {
    name: "a managed identity",
    host: new URL(url).host,
    setting: "IDENTITY_ENDPOINT",
    isAuthorized: ({ headers }) => "x-identity-header" in headers,
    fail: () =>
      withVariables({ IDENTITY_ENDPOINT: `${url}/token`, IDENTITY_HEADER: "header" }, () =>
        messageOf(
          (machineCredential ??= chooseWay({ ARM_USE_MSI: "true" }).credential).getToken(`${arm}/.default`),
        ),
      ),
  },
  {
    name: "a provider's managed identity",
    host: new URL(url).host,
    setting: "IDENTITY_ENDPOINT",
    isAuthorized: ({ headers }) => "x-identity-header" in headers,
    fail: () =>
      messageOf(
        Promise.resolve().then(() =>
          providerCall({
            ...withoutSecret,
            ARM_USE_MSI: "true",
            IDENTITY_ENDPOINT: `${url}/token`,
            IDENTITY_HEADER: "header",
          }),
        ),
      ),
  },
  {
    name: "a provider's pipeline",
    host: new URL(url).host,
    setting: "ARM_OIDC_REQUEST_URL",
    isAuthorized: hasToken,
    fail: () =>
      messageOf(
        Promise.resolve().then(() => providerCall({ ...withoutSecret, ...pipeline(`${url}/token`) })),
      ),
  },
];
