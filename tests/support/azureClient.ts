import * as fs from "node:fs";
import { fetch, ProxyAgent } from "undici";

/** An answer of Azure, read as JSON. */
export interface Answer {
  status: number;
  // Bodies are as different as Azure's services: each test knows what it asked for.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

/** Who a client acts as: an application with a secret. */
export interface Credentials {
  clientId: string;
  clientSecret: string;
}

/** Calls Azure's REST APIs the way any client does, for changes made behind Pulumi's back. */
export class AzureClient {
  private readonly dispatcher: ProxyAgent;
  private readonly tokens = new Map<string, string>();

  /** @param environment What `npm run local --` gives to commands. Acts as the deployer unless told otherwise. */
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

  /** A call of Azure Resource Manager; `path` begins with `/subscriptions` and has its api-version. */
  arm(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.call(method, `https://management.azure.com${path}`, "https://management.azure.com", body);
  }

  /** A call of a vault's data plane. */
  vault(method: string, url: string, body?: unknown): Promise<Answer> {
    return this.call(method, url, "https://vault.azure.net", body);
  }

  /** A call of an Azure OpenAI account's data plane. */
  openai(method: string, url: string, body?: unknown): Promise<Answer> {
    return this.call(method, url, "https://cognitiveservices.azure.com", body);
  }

  /** A call of the local Azure's own control routes, such as `/_local/clock`. */
  async control(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.environment.LOCAL_AZURE_URL}${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: await readJson(response) };
  }

  /** A GraphQL query of W&B, as whoever holds a key. */
  async wandb(key: string, query: string): Promise<Answer> {
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

  async close(): Promise<void> {
    await this.dispatcher.close();
  }

  private async call(method: string, url: string, resource: string, body: unknown): Promise<Answer> {
    const response = await fetch(url, {
      method,
      dispatcher: this.dispatcher,
      headers: { authorization: `Bearer ${await this.token(resource)}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, body: await readJson(response) };
  }

  private async token(resource: string): Promise<string> {
    const known = this.tokens.get(resource);
    if (known) {
      return known;
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
