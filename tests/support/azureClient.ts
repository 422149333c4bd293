import * as fs from "node:fs";
import { fetch, FormData, ProxyAgent } from "undici";

/** A response of Azure, its body read as JSON. */
export interface AzureResponse {
  status: number;
  // Bodies are as different as Azure's services.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

/** The application that a client signs in as. */
export interface Credentials {
  clientId: string;
  clientSecret: string;
}

/** Calls Azure's REST APIs as any client does, for out-of-band changes. */
export class AzureClient {
  private readonly dispatcher: ProxyAgent;
  private readonly tokens = new Map<string, string>();

  /**
   * @param environment The environment of `npm run local --`.
   * @param credentials The deployer's by default.
   */
  constructor(
    private readonly environment: Record<string, string>,
    private readonly credentials: Credentials = {
      clientId: environment.ARM_CLIENT_ID!,
      clientSecret: environment.ARM_CLIENT_SECRET!,
    },
  ) {
    this.dispatcher = new ProxyAgent({
      uri: environment.HTTPS_PROXY!,
      requestTls: { ca: fs.readFileSync(environment.NODE_EXTRA_CA_CERTS!, "utf8") },
    });
  }

  get subscription(): string {
    return `/subscriptions/${this.environment.ARM_SUBSCRIPTION_ID}`;
  }

  /** Calls Azure Resource Manager. @param path Begins with `/subscriptions` and includes the api-version. */
  arm(method: string, path: string, body?: unknown): Promise<AzureResponse> {
    return this.call(method, `https://management.azure.com${path}`, "https://management.azure.com", body);
  }

  /** Calls a vault's data plane. */
  vault(method: string, url: string, body?: unknown): Promise<AzureResponse> {
    return this.call(method, url, "https://vault.azure.net", body);
  }

  /** Reads from a vault's data plane as a managed identity. @param principalId The identity's object id. */
  async vaultAs(principalId: string, url: string): Promise<AzureResponse> {
    const { body: seed } = await this.control("GET", "/_local/seed");
    const resource = encodeURIComponent("https://vault.azure.net");
    const issued = await fetch(
      `${this.environment.LOCAL_AZURE_URL}/_local/identity/${principalId}/token?api-version=2019-08-01&resource=${resource}`,
      { headers: { "x-identity-header": seed.identityHeader } },
    );
    const { access_token: token } = (await issued.json()) as { access_token: string };
    return this.callWith(token, "GET", url, undefined);
  }

  /** Calls the data plane of an Azure OpenAI account. */
  openai(method: string, url: string, body?: unknown): Promise<AzureResponse> {
    return this.call(method, url, "https://cognitiveservices.azure.com", body);
  }

  /** Uploads a training file to an Azure OpenAI account. @param endpoint That of the account, with a slash at the end. */
  async upload(endpoint: string, content: string): Promise<AzureResponse> {
    const form = new FormData();
    form.set("purpose", "fine-tune");
    form.set("file", new Blob([content]), "training.jsonl");
    const response = await fetch(`${endpoint}openai/files?api-version=2025-04-01-preview`, {
      method: "POST",
      dispatcher: this.dispatcher,
      headers: { authorization: `Bearer ${await this.token("https://cognitiveservices.azure.com")}` },
      body: form,
    });
    return { status: response.status, body: await readJson(response) };
  }

  /** Calls the local Azure's control routes, such as `/_local/clock`. */
  async control(method: string, path: string, body?: unknown): Promise<AzureResponse> {
    const response = await fetch(`${this.environment.LOCAL_AZURE_URL}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.environment.LOCAL_AZURE_TOKEN}`,
        "content-type": "application/json",
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: await readJson(response) };
  }

  /** Queries W&B's GraphQL API with an API key. */
  async wandb(key: string, query: string): Promise<AzureResponse> {
    const response = await fetch("https://api.wandb.ai/graphql", {
      method: "POST",
      dispatcher: this.dispatcher,
      headers: {
        authorization: `Basic ${Buffer.from(`api:${key}`).toString("base64")}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ query }),
    });
    return { status: response.status, body: await readJson(response) };
  }

  /** Sends lines of a run's history, as W&B's client does. @param run `ENTITY/PROJECT/RUN` @returns The status. */
  async wandbHistory(key: string, run: string, content: string[]): Promise<number> {
    const response = await fetch(`https://api.wandb.ai/files/${run}/file_stream`, {
      method: "POST",
      dispatcher: this.dispatcher,
      headers: {
        authorization: `Basic ${Buffer.from(`api:${key}`).toString("base64")}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ files: { "wandb-history.jsonl": { offset: 0, content } } }),
    });
    return response.status;
  }

  async close(): Promise<void> {
    await this.dispatcher.close();
  }

  private async call(method: string, url: string, resource: string, body: unknown): Promise<AzureResponse> {
    return this.callWith(await this.token(resource), method, url, body);
  }

  private async callWith(token: string, method: string, url: string, body: unknown): Promise<AzureResponse> {
    const response = await fetch(url, {
      method,
      dispatcher: this.dispatcher,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: await readJson(response) };
  }

  private async token(resource: string): Promise<string> {
    const cached = this.tokens.get(resource);
    if (cached) {
      return cached;
    }
    const response = await fetch(
      `https://login.microsoftonline.com/${this.environment.ARM_TENANT_ID}/oauth2/v2.0/token`,
      {
        method: "POST",
        dispatcher: this.dispatcher,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({
          grant_type: "client_credentials",
          client_id: this.credentials.clientId,
          client_secret: this.credentials.clientSecret,
          scope: `${resource}/.default`,
        }).toString(),
      },
    );
    const { access_token: token } = (await response.json()) as { access_token: string };
    this.tokens.set(resource, token);
    return token;
  }
}

async function readJson(response: { text(): Promise<string> }): Promise<unknown> {
  const text = await response.text();
  return text === "" ? undefined : JSON.parse(text);
}
