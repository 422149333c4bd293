/**
 * The local Azure and the CLI on a machine whose date is years ahead: both are processes, with a moved clock (support/movedClock.js). TLS
 * has a clock of its own, which nothing here moves: certificates of the future are accepted.
 */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { fetch, ProxyAgent } from "undici";
import { startAzureProcess } from "../../support/startAzureProcess";
import type { AzureProcess } from "../../support/startAzureProcess";

jest.setTimeout(300_000);

const root = path.join(__dirname, "../../..");
const years = 2;
const dayMs = 86_400_000;
const variables = {
  NODE_OPTIONS: `--require ${path.join(root, "tests/support/movedClock.js")}`,
  NODE_TLS_REJECT_UNAUTHORIZED: "0",
  MOVED_CLOCK_DAYS: String(years * 365),
};
const wandbKey = `wandb_v1_${"a".repeat(20)}_${"b".repeat(40)}`;
const name = "years-later";
const group = { name: "rg", location: "swedencentral" };

let directory: string;
let azure: AzureProcess;
beforeAll(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "years-later-"));
  azure = await startAzureProcess(path.join(directory, "azure"), undefined, variables);
  await deploy();
});
afterAll(async () => {
  await azure?.kill();
  fs.rmSync(directory, { recursive: true, force: true });
});

/** What the responses have that is used here. */
interface Answer {
  access_token?: string;
  identity?: { principalId: string };
}

/** Sends a request, and returns its response as JSON. */
async function send(
  method: string,
  url: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Answer> {
  const dispatcher = new ProxyAgent({
    uri: azure.environment.HTTPS_PROXY!,
    requestTls: { rejectUnauthorized: false },
  });
  const response = await fetch(url, { method, headers, body, dispatcher });
  const text = await response.text();
  await dispatcher.close();
  if (!response.ok) {
    throw new Error(`${method} ${url}: ${response.status} ${text}`);
  }
  return JSON.parse(text || "{}") as Answer;
}

async function signIn(scope: string): Promise<Record<string, string>> {
  const { AZURE_TENANT_ID, AZURE_CLIENT_ID = "", AZURE_CLIENT_SECRET = "" } = azure.environment;
  const form = {
    grant_type: "client_credentials",
    client_id: AZURE_CLIENT_ID,
    client_secret: AZURE_CLIENT_SECRET,
    scope: `${scope}/.default`,
  };
  const { access_token: token } = await send(
    "POST",
    `https://login.microsoftonline.com/${AZURE_TENANT_ID}/oauth2/v2.0/token`,
    { "content-type": "application/x-www-form-urlencoded" },
    new URLSearchParams(form).toString(),
  );
  return { authorization: `Bearer ${token}`, "content-type": "application/json" };
}

/** The account, the vault and the roles of "Integrate Azure OpenAI fine-tuning with Weights & Biases". */
async function deploy(): Promise<void> {
  const { AZURE_SUBSCRIPTION_ID, AZURE_TENANT_ID, LOCAL_AZURE_URL, LOCAL_AZURE_TOKEN } = azure.environment;
  const subscription = `/subscriptions/${AZURE_SUBSCRIPTION_ID}`;
  const manager = await signIn("https://management.azure.com");
  const put = (id: string, version: string, body: object) =>
    send("PUT", `https://management.azure.com${id}?api-version=${version}`, manager, JSON.stringify(body));
  const control = async (method: string, route: string, body?: object) => {
    const headers = { authorization: `Bearer ${LOCAL_AZURE_TOKEN}`, "content-type": "application/json" };
    const response = await fetch(`${LOCAL_AZURE_URL}/_local/${route}`, {
      method,
      headers,
      body: body && JSON.stringify(body),
    });
    return (await response.text()) || "{}";
  };
  const place = `${subscription}/resourceGroups/${group.name}`;
  const { location } = group;
  await put(place, "2024-03-01", { location });
  const account = `${place}/providers/Microsoft.CognitiveServices/accounts/${name}`;
  await put(account, "2024-10-01", {
    location,
    kind: "OpenAI",
    sku: { name: "S0" },
    identity: { type: "SystemAssigned" },
    properties: { customSubDomainName: name },
  });
  const { identity } = await send(
    "GET",
    `https://management.azure.com${account}?api-version=2024-10-01`,
    manager,
  );
  const vault = `${place}/providers/Microsoft.KeyVault/vaults/${name}`;
  await put(vault, "2023-07-01", {
    location,
    properties: {
      tenantId: AZURE_TENANT_ID,
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
      accessPolicies: [],
    },
  });
  const { deployer } = JSON.parse(await control("GET", "seed")) as { deployer: { objectId: string } };
  const assign = (scope: string, role: string, principalId: string, id: number) =>
    put(
      `${scope}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-00000000000${id}`,
      "2022-04-01",
      {
        properties: {
          principalId,
          principalType: "ServicePrincipal",
          roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
        },
      },
    );
  await assign(account, "53ca6127-db72-4b80-b1b0-d745d6d5456d", deployer.objectId, 1);
  await assign(vault, "b86a8fe4-44ce-4948-aee5-eccb2c155cd7", deployer.objectId, 2);
  await assign(vault, "b86a8fe4-44ce-4948-aee5-eccb2c155cd7", identity!.principalId, 3);
  await control("POST", "wandb/keys", { key: wandbKey });
  await put(`${vault}/secrets/wandb-api-key`, "2023-07-01", { properties: { value: wandbKey } });
}

/** Runs a command of the CLI in the same time. */
function cli(args: string[], moved: Record<string, string> = variables) {
  const child = spawn(process.execPath, [path.join(root, "cli/bin/azure-openai-wandb.js"), ...args], {
    cwd: directory,
    env: { ...process.env, ...azure.environment, HOME: directory, WANDB_API_KEY: wandbKey, ...moved },
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (data: string) => (text += data));
  }
  return new Promise<{ code: number | null; text: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, text })),
  );
}

const deployment = ["--resource-group", group.name, "--account", name, "--vault", name];
const endpoint = ["--endpoint", `https://${name}.openai.azure.com/`];

describe(`${years} years after today`, () => {
  test("doctor finds nothing that is over, and the integration is configured", async () => {
    const linked = await cli(["link", "--assumed-endpoint", ...deployment]);
    expect(linked).toMatchObject({ code: 0 });
    const checked = await cli(["doctor", ...deployment]);
    expect(checked).toMatchObject({ code: 0, text: expect.stringMatching(/gpt-4\.1-mini/) });
    expect(checked.text).not.toMatch(/training (ended|ends)|retired|deprecated/i);
  });

  test("a job is trained and logged, without a warning", async () => {
    const examples = ["training", "validation"].map((file) => path.join(root, `examples/${file}.jsonl`));
    const [training = "", validation = ""] = examples;
    const trained = await cli([
      "finetune",
      training,
      "--validation-file",
      validation,
      "--poll",
      "0.2",
      ...endpoint,
    ]);
    expect(trained).toMatchObject({ code: 0, text: expect.stringContaining("✔ The model is") });
    expect(trained.text).not.toMatch(/^!|training (ended|ends)/m);
  });

  test("models are listed with dates that are ahead of that time", async () => {
    const { code, text } = await cli(["finetune", "models", ...endpoint]);
    expect(code).toBe(0);
    const [, date = ""] = /gpt-4\.1-mini.*training until (\d{4}-\d\d-\d\d)/.exec(text) ?? [];
    expect(Date.parse(date)).toBeGreaterThan(Date.now() + (years * 365 + 90) * dayMs);
  });
});
