/** An account with the W&B integration, and OpenAI's clients for it. */
import * as fs from "node:fs";
import type { Account } from "@azure/arm-cognitiveservices";
import { SecretClient } from "@azure/keyvault-secrets";
import type { Vault } from "@azure/arm-keyvault";
import type { TokenCredential } from "@azure/identity";
import OpenAI, { AzureOpenAI, toFile } from "openai";
import type { APIError } from "openai";
import { fetch as undiciFetch, ProxyAgent } from "undici";
import {
  assign,
  clients,
  control,
  deployer,
  options,
  resourceGroup,
  roles,
  unique,
  vault,
} from "./localAzure";
import { raw } from "./raw";

const dispatcher = new ProxyAgent({
  uri: process.env.HTTPS_PROXY!,
  requestTls: { ca: fs.readFileSync(process.env.NODE_EXTRA_CA_CERTS!, "utf8") },
});

/** Sends OpenAI's requests over the proxy: undici's own fetch and its dispatcher. */
export const overProxy = {
  fetch: undiciFetch as unknown as typeof fetch,
  fetchOptions: { dispatcher } as object,
  maxRetries: 0,
};

export const apiVersion = "2025-04-01-preview";
export const scope = "https://cognitiveservices.azure.com/.default";
export const model = "gpt-4.1-mini-2025-04-14";

export interface TrainingAccount {
  group: string;
  account: Account;
  vault: Vault;
  endpoint: string;
  wandbKey: string;
  client: AzureOpenAI;
}

export const entraClient = (endpoint: string, credential: TokenCredential = deployer) =>
  new AzureOpenAI({
    endpoint,
    apiVersion,
    azureADTokenProvider: async () => (await credential.getToken(scope))!.token,
    ...overProxy,
  });

/** A client of the v1 paths, which need no api-version. */
export const v1Client = (endpoint: string, apiKey: string) =>
  new OpenAI({ baseURL: `${endpoint}openai/v1/`, apiKey, ...overProxy });

/** Everything that "Integrate Azure OpenAI fine-tuning with Weights & Biases" sets up, by official clients. */
export async function trainingAccount({
  location = "swedencentral",
  assignIdentityRole = true,
}: { location?: string; assignIdentityRole?: boolean } = {}): Promise<TrainingAccount> {
  const group = await resourceGroup();
  const name = unique("openai-");
  const account = await clients().cognitive.accounts.beginCreateAndWait(group, name, {
    location,
    kind: "OpenAI",
    sku: { name: "S0" },
    identity: { type: "SystemAssigned" },
    properties: { customSubDomainName: name },
  });
  const deployerId = (await control("GET", "seed")).deployer.objectId as string;
  await assign(account.id!, roles.aiUser, deployerId);
  const created = await vault(group);
  await assign(created.id!, roles.secretsOfficer, deployerId);
  if (assignIdentityRole) {
    await assign(created.id!, roles.secretsUser, account.identity!.principalId!);
  }
  const wandbKey = `wandb_v1_${unique("a".repeat(20))}_${unique("b".repeat(40))}`;
  await control("POST", "wandb/keys", { key: wandbKey });
  await new SecretClient(created.properties.vaultUri!, deployer, options).setSecret(
    "wandb-api-key",
    wandbKey,
  );
  const endpoint = account.properties!.endpoint!;
  await configureWandbIntegration(endpoint, created.properties.vaultUri!);
  return { group, account, vault: created, endpoint, wandbKey, client: entraClient(endpoint) };
}

/** "Manage integrations" in the portal, by the endpoint that is assumed for it. @returns The status. */
export async function configureWandbIntegration(
  endpoint: string,
  keyVaultUrl: string,
  secretName = "wandb-api-key",
): Promise<number> {
  const { token } = await deployer.getToken(scope);
  const { status } = await raw("PUT", `${endpoint}openai/assumed/integrations/wandb`, {
    token,
    body: { keyVaultUrl, secretName },
  });
  return status;
}

export const example = (question: string, answer: string) =>
  JSON.stringify({
    messages: [
      { role: "system", content: "Answer briefly." },
      { role: "user", content: question },
      { role: "assistant", content: answer },
    ],
  });

/** A training file that a model can learn: each number's answer repeats. */
export const trainingText = (examples = 12, word = "then") =>
  Array.from({ length: examples }, (_, index) =>
    example(`What comes after ${index % 4}?`, `After ${index % 4} ${word} comes ${(index % 4) + 1}.`),
  ).join("\n");

/** The status, code and message of the error of a call. Fails where the call succeeds. */
export async function errorOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const { status, code, message } = error as APIError;
    return `${status} ${code} ${message}`;
  }
  throw new Error("the call succeeded");
}

/** Requests a job; OpenAI's types lack Azure's `trainingType`. */
export const createJob = (client: OpenAI, body: object) =>
  client.fineTuning.jobs.create(body as OpenAI.FineTuning.JobCreateParams);

/** The rows of a job's result file, by the names of its columns. */
export async function resultsOf(
  client: OpenAI,
  { result_files: [file] }: OpenAI.FineTuning.FineTuningJob,
): Promise<{ columns: string[]; rows: Record<string, number | undefined>[] }> {
  const [header, ...lines] = (await (await client.files.content(file!)).text()).trim().split("\n");
  const columns = header!.split(",");
  const rows = lines.map((line) => {
    const values = line.split(",");
    return Object.fromEntries(
      columns.map((name, index) => [name, values[index] ? Number(values[index]) : undefined]),
    );
  });
  return { columns, rows };
}

export async function upload(client: OpenAI, text: string, name = "training.jsonl"): Promise<string> {
  const { id } = await client.files.create({
    purpose: "fine-tune",
    file: await toFile(Buffer.from(text), name),
  });
  const file = await client.files.retrieve(id);
  expect(file.status).toBe("processed");
  return id;
}

/** Polls a job until it is over, at most 500 times. */
export async function finished(client: OpenAI, id: string): Promise<OpenAI.FineTuning.FineTuningJob> {
  for (let poll = 0; poll < 500; poll += 1) {
    const job = await client.fineTuning.jobs.retrieve(id);
    if (["succeeded", "failed", "cancelled"].includes(job.status)) {
      return job;
    }
  }
  throw new Error(`The job ${id} does not end.`);
}

export async function eventsOf(client: OpenAI, id: string): Promise<OpenAI.FineTuning.FineTuningJobEvent[]> {
  const events = [];
  for await (const event of client.fineTuning.jobs.listEvents(id, { limit: 50 })) {
    events.push(event);
  }
  return events.reverse();
}

/** Queries W&B's GraphQL. */
// The result depends on the query.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export async function wandb(key: string, query: string, variables: object = {}): Promise<any> {
  const { status, json } = await raw("POST", "https://api.wandb.ai/graphql", {
    body: { query, variables },
    headers: { authorization: `Basic ${Buffer.from(`api:${key}`).toString("base64")}` },
  });
  return { status, ...json };
}
