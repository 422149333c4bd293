/** Who may ask the local Azure, and what it answers when its disk fails. One local Azure for all tests. */
import * as fs from "node:fs";
import * as http from "node:http";
import * as os from "node:os";
import * as path from "node:path";
import { controlRoutes } from "../../../local/azure/control/routes";
import { AzureClient } from "../../support/azureClient";
import { startAzureProcess } from "../../support/startAzureProcess";
import type { AzureProcess } from "../../support/startAzureProcess";

let directory: string;
let azure: AzureProcess;
let client: AzureClient;

beforeAll(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "control-test-"));
  azure = await startAzureProcess(path.join(directory, "azure"), "ENOSPC");
  client = new AzureClient(azure.environment);
});
afterAll(async () => {
  await client.close();
  await azure.kill();
  fs.rmSync(directory, { recursive: true });
});

interface Answer {
  status: number;
  text: string;
}

/** Sends a request with exactly these headers. */
const send = (method: string, target: string, headers: Record<string, string> = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: "127.0.0.1",
        port: new URL(azure.environment.LOCAL_AZURE_URL!).port,
        method,
        path: target,
        headers,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
        );
      },
    );
    request.on("error", reject);
    request.end();
  });

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const withToken = () => bearer(azure.environment.LOCAL_AZURE_TOKEN!);

/** Every route, with some value for each parameter. */
const routes = controlRoutes.map(({ method, path: pattern }) => [method, pattern] as const);
const targetOf = (pattern: string) => pattern.replace(/\{\w+\}/g, "00000000-0000-0000-0000-000000000001");

describe.each(routes)("%s %s", (method, pattern) => {
  test("answers 401 without its secret, and with a wrong one", async () => {
    const { identityHeader } = (await client.control("GET", "/_local/seed")).body as Record<string, string>;
    const token = azure.environment.LOCAL_AZURE_TOKEN!;
    const attempts: Record<string, string>[] = [
      {},
      { metadata: "true" },
      bearer(""),
      bearer("x"),
      bearer(token.slice(0, -1)),
      bearer(`${token}x`),
      bearer(token.toUpperCase()),
      { authorization: `Basic ${token}` },
      { "x-identity-header": token },
      // The secret of one contract is not that of another.
      ...(pattern.includes("oidc") ? [] : [bearer(identityHeader!)]),
    ];
    for (const headers of attempts) {
      const answer = await send(method, targetOf(pattern), headers);
      expect([headers, answer.status]).toEqual([headers, 401]);
      expect(answer.text).not.toContain(token);
      expect(answer.text).not.toContain(identityHeader);
    }
  });

  test("answers 403 to a page of another origin, and 502 to another host name, whatever the token", async () => {
    for (const origin of ["http://evil.example", "null", "https://127.0.0.1", "http://localhost:3000"]) {
      const { status } = await send(method, targetOf(pattern), { ...withToken(), origin });
      expect([origin, status]).toEqual([origin, 403]);
    }
    for (const host of ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80"]) {
      const { status } = await send(method, targetOf(pattern), { ...withToken(), host });
      expect([host, status]).toEqual([host, 502]);
    }
  });
});

test("a refused request names the place of the token, and the file has it for its owner alone", async () => {
  const { text } = await send("GET", "/_local/seed");
  expect(text).toContain("LOCAL_AZURE_TOKEN");
  const [, name = ""] = /the file azure\/(\S+) of the state directory/.exec(text) ?? [];
  const token = fs.readFileSync(path.join(directory, "azure", name), "utf8").trim();
  expect((await send("GET", "/_local/clock", bearer(token))).status).toBe(200);
  const own = { ...withToken(), origin: azure.environment.LOCAL_AZURE_URL! };
  expect((await send("GET", "/_local/clock", own)).status).toBe(200);
});

test("a virtual machine's endpoint has its secret in the URL, and the record of requests does not show it", async () => {
  const { body: seed } = await client.control("GET", "/_local/seed");
  const { body: machine } = await client.control("POST", "/_local/directory/managedIdentities", {
    displayName: "agent",
  });
  const endpoint = (key: string) =>
    `/_local/identity/${machine.objectId}/${key}/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fvault.azure.net`;
  const metadata = { metadata: "true" };
  expect((await send("GET", endpoint("wrong"), metadata)).status).toBe(401);
  expect((await send("GET", endpoint(seed.identityHeader), metadata)).status).toBe(401);
  expect((await send("GET", endpoint(seed.machineKey), metadata)).status).toBe(200);
  const { body } = await client.control("GET", "/_local/requests");
  expect(JSON.stringify(body)).toContain("/KEY/metadata/");
  expect(JSON.stringify(body)).not.toContain(seed.machineKey);
});

test("faults for every service and path leave the control routes alone", async () => {
  await client.control("POST", "/_local/faults", [
    { reset: true },
    { status: 500 },
    { path: "_local", status: 503 },
  ]);
  expect((await client.control("GET", "/_local/clock")).status).toBe(200);
  const { body } = await client.control("GET", "/_local/faults");
  expect(body.faults).toMatchObject([{ matched: 0 }, { matched: 0 }, { matched: 0 }]);
  expect((await client.control("DELETE", "/_local/faults")).status).toBe(204);
});

describe("a malformed request", () => {
  const condition = { path: "location", operator: "equals", value: "x" };
  const policy = (conditions: object[]) => [
    { effect: "deny", displayName: "p", resourceTypes: ["Microsoft.KeyVault/vaults"], conditions },
  ];

  /** Method, route, body, and what the message names. */
  const malformed: [string, string, unknown, string][] = [
    ["POST", "faults", [{ path: "(" }], "0.path: Not a regular expression"],
    ["POST", "faults", [{ service: "arm" }, { host: "[" }], "1.host: Not a regular expression"],
    ["POST", "faults", [{ path: "a{2,1}" }], "0.path"],
    ["POST", "faults", [{ path: "*" }], "0.path"],
    ["POST", "faults", [{ path: "(?<a>)(?<a>)" }], "0.path"],
    ["POST", "faults", [{ path: 5 }], "0.path"],
    ["POST", "faults", [{ method: "GET /" }], "0.method: Not an HTTP method"],
    ["POST", "faults", [{ status: 500, headers: { "a b": "x" } }], "0.headers"],
    ["POST", "faults", [{ status: 500, headers: { "": "x" } }], "0.headers"],
    ["POST", "faults", [{ status: 500, headers: { a: "x\r\nset-cookie: y" } }], "0.headers.a"],
    ["POST", "faults", [{ status: 500, headers: { a: "\u4e2d" } }], "0.headers.a"],
    ["POST", "faults", [{ status: 200 }], "0.status"],
    ["POST", "faults", [{ status: 1000 }], "0.status"],
    ["POST", "faults", [{ delayMs: -1 }], "0.delayMs"],
    ["POST", "faults", [{ count: 0 }], "0.count"],
    ["POST", "faults", [{ every: 0 }], "0.every"],
    ["POST", "faults", [{ unknown: 1 }], "unknown"],
    ["POST", "faults", { status: 500 }, "The body"],
    ["POST", "faults", [null], "0"],
    ["PUT", "policies", policy([{ ...condition, operator: "in" }]), "0.conditions.0.value: Specify a list"],
    ["PUT", "policies", policy([{ ...condition, operator: "notIn", value: true }]), "0.conditions.0.value"],
    ["PUT", "policies", policy([{ ...condition, operator: "exists" }]), "0.conditions.0.value"],
    ["PUT", "policies", policy([{ ...condition, value: ["x"] }]), "0.conditions.0.value"],
    ["PUT", "policies", policy([{ ...condition, operator: "constructor" }]), "0.conditions.0.operator"],
    ["PUT", "policies", policy([{ ...condition, path: "" }]), "0.conditions.0.path"],
    ["PUT", "policies", [{ effect: "constructor" }], "0.effect"],
    ["POST", "clock", { seconds: -1 }, "seconds"],
    ["POST", "clock", { seconds: 1e12 }, "seconds"],
    ["POST", "clock", { seconds: "1" }, "seconds"],
    ["PUT", "settings", { operations: { polls: 0.5 } }, "operations.polls"],
    ["PUT", "settings", { constructor: 1 }, "constructor"],
    ["POST", "wandb/keys", { key: "" }, "key"],
    ["POST", "directory/users", { name: "a b" }, "name: "],
    ["POST", "directory/applications", { displayName: "a", roles: [{ scope: "x" }] }, "roles.0"],
    ["POST", "directory/certificates", { clientId: "x", pem: "nothing" }, "pem: Not a certificate"],
  ];

  test.each(malformed)(
    "%s %s %j is answered with 400 and the field",
    async (method, route, content, field) => {
      const { status, body } = await client.control(method, `/_local/${route}`, content);
      expect([status, body.error.message]).toEqual([400, expect.stringContaining(field)]);
      // Nothing of it applies.
      expect((await client.control("GET", "/_local/faults")).body.faults).toEqual([]);
      expect((await client.control("GET", "/_local/policies")).body.policies).toEqual([]);
    },
  );

  test.each(["lifetimeSeconds=abc", "lifetimeSeconds=", "lifetimeSeconds=1e999", "lifetimeSeconds=0.5"])(
    "for a pipeline's token with %s is answered with 400 and the parameter",
    async (query) => {
      const { body: seed } = await client.control("GET", "/_local/seed");
      const answer = await send("GET", `/_local/oidc/token?${query}`, bearer(seed.oidcRequestToken));
      expect(answer).toMatchObject({ status: 400, text: expect.stringContaining("lifetimeSeconds") });
    },
  );
});

/** Names that every object of JavaScript inherits. */
const inherited = ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"];

describe.each(inherited)("the name %s", (name) => {
  test("is a name like any other in filters, kinds, queries and bodies", async () => {
    const arm = (method: string, rest: string, body?: unknown) =>
      client.arm(method, `${client.subscription}${rest}`, body);
    const accounts = "/resourceGroups/names/providers/Microsoft.CognitiveServices/accounts";
    await arm("PUT", "/resourceGroups/names?api-version=2021-04-01", { location: "swedencentral" });
    const { body: seed } = await client.control("GET", "/_local/seed");
    const { body: machine } = await client.control("POST", "/_local/directory/managedIdentities", {
      displayName: "named",
    });
    const filter = encodeURIComponent(`${name} eq 'x'`);
    const token = `/_local/identity/${machine.objectId}/token?api-version=2019-08-01&resource=${name}`;
    const statuses = [
      (await arm("GET", `/resources?api-version=2021-04-01&$filter=${filter}`)).status,
      (await arm("GET", `/resourceGroups?api-version=2021-04-01&$filter=${filter}`)).status,
      (await arm("GET", `/providers/${name}?api-version=2021-04-01`)).status,
      (await arm("GET", `/resourceGroups/names/providers/${name}/${name}/a?api-version=2021-04-01`)).status,
      (
        await arm("PUT", `${accounts}/named?api-version=2024-10-01`, {
          location: "swedencentral",
          kind: name,
          sku: { name: "S0" },
          properties: JSON.parse(`{"${name}":"x"}`) as object,
          tags: JSON.parse(`{"${name}":"x"}`) as object,
        })
      ).status,
      (await send("GET", token, { "x-identity-header": seed.identityHeader })).status,
      (
        await client.control("PUT", "/_local/policies", [
          {
            effect: "deny",
            displayName: name,
            resourceTypes: ["Microsoft.Resources/subscriptions/resourceGroups"],
            conditions: [{ path: `tags.${name}.${name}`, operator: "exists", value: true }],
          },
        ])
      ).status,
      // The policy applies to no group: none has such a tag.
      (
        await arm("PUT", "/resourceGroups/names?api-version=2021-04-01", {
          location: "swedencentral",
          tags: {},
        })
      ).status,
    ];
    await client.control("DELETE", "/_local/policies");
    expect(statuses).toEqual([400, 400, 404, 404, 400, 400, 200, 200]);
  });

  test("is a metric of a run like any other", async () => {
    const key = `${"k".repeat(39)}${inherited.indexOf(name)}`;
    await client.control("POST", "/_local/wandb/keys", { key });
    const run = `run${inherited.indexOf(name)}`;
    await client.wandb(
      key,
      `mutation { upsertBucket(input: {name: "${run}", modelName: "names", entityName: "contoso"}) { bucket { name } } }`,
    );
    expect(await client.wandbHistory(key, `contoso/names/${run}`, [`{"_step":0,"${name}":1.5}`])).toBe(200);
    const { status, body } = await client.wandb(
      key,
      `{ project(name: "names", entityName: "contoso") { run(name: "${run}") { historyKeys summaryMetrics } } }`,
    );
    expect(status).toBe(200);
    const read = body.data.project.run;
    const keys = typeof read.historyKeys === "string" ? JSON.parse(read.historyKeys) : read.historyKeys;
    expect(Object.entries(keys.keys)).toContainEqual([
      name,
      { typeCounts: [{ type: "number", count: 1 }], monotonic: false },
    ]);
    expect(Object.entries(JSON.parse(read.summaryMetrics))).toContainEqual([name, 1.5]);
  });
});

test("no other user can read what is stored", async () => {
  const group = `${client.subscription}/resourceGroups/modes?api-version=2021-04-01`;
  await client.arm("PUT", group, { location: "swedencentral" });
  const stored = fs.readdirSync(path.join(directory, "azure"), { recursive: true, encoding: "utf8" });
  expect(stored.length).toBeGreaterThan(4);
  for (const name of [".", ...stored]) {
    expect([name, fs.statSync(path.join(directory, "azure", name)).mode & 0o077]).toEqual([name, 0]);
  }
});

describe("a full disk", () => {
  afterEach(() => azure.mendDisk());

  const put = (name: string) =>
    client.arm("PUT", `${client.subscription}/resourceGroups/${name}?api-version=2021-04-01`, {
      location: "swedencentral",
    });
  const groups = async () => {
    const { status, body } = await client.arm(
      "GET",
      `${client.subscription}/resourceGroups?api-version=2021-04-01`,
    );
    return status === 200 ? (body.value as { name: string }[]).map(({ name }) => name) : status;
  };

  test("answers each request with 507 and the reason, and changes nothing more", async () => {
    await put("before");
    await azure.breakDisk();
    for (const name of ["first", "second", "third"]) {
      const { status, body } = await put(name);
      expect(status).toBe(507);
      expect(body.error.code).toBe("InsufficientStorage");
      expect(body.error.message).toMatch(
        /cannot write .*state\.jsonl: no space .* \(ENOSPC\)\. Free some space/,
      );
    }
    // A read would show what a crash loses.
    expect(await groups()).toBe(507);
    expect((await client.control("GET", "/_local/clock")).status).toBe(507);
    await azure.mendDisk();
    // The first change waited; those after it were refused before they changed anything.
    expect(await groups()).toEqual(expect.arrayContaining(["before", "first"]));
    expect(await groups()).not.toEqual(expect.arrayContaining(["second"]));
    expect((await put("second")).status).toBe(201);
    const text = fs.readFileSync(path.join(directory, "azure", "state.jsonl"), "utf8");
    expect(text).not.toMatch(/ \[\]$/m);
    expect(text.split("\n").filter((line) => line.includes("resourceGroups/first"))).toHaveLength(1);
  });

  test("fails neither a job nor the validation of its file: both go on once there is space", async () => {
    const { objectId } = (await client.control("GET", "/_local/seed")).body.deployer;
    await put("jobs");
    const account = `${client.subscription}/resourceGroups/jobs/providers/Microsoft.CognitiveServices/accounts/full-disk`;
    const created = await client.arm("PUT", `${account}?api-version=2024-10-01`, {
      location: "swedencentral",
      kind: "OpenAI",
      sku: { name: "S0" },
      properties: { customSubDomainName: "full-disk" },
    });
    expect(created.status).toBe(201);
    const role = `${client.subscription}/providers/Microsoft.Authorization/roleDefinitions/53ca6127-db72-4b80-b1b0-d745d6d5456d`;
    await client.arm(
      "PUT",
      `${account}/providers/Microsoft.Authorization/roleAssignments/5b1f1c1e-0000-4000-8000-000000000001?api-version=2022-04-01`,
      { properties: { principalId: objectId, principalType: "ServicePrincipal", roleDefinitionId: role } },
    );
    await client.control("PUT", "/_local/settings", {
      fineTuning: { filePolls: 1, stepsPerPoll: 10, jobLimit: 500 },
    });
    const endpoint = "https://full-disk.openai.azure.com/";
    const example = JSON.stringify({
      messages: [
        { role: "user", content: "What comes after 1?" },
        { role: "assistant", content: "After 1 comes 2." },
      ],
    });
    const training = Array.from({ length: 12 }, () => example).join("\n");
    const openai = (method: string, route: string, body?: object) =>
      client.openai(method, `${endpoint}openai/${route}?api-version=2025-04-01-preview`, body);

    await azure.breakDisk();
    expect((await client.upload(endpoint, training)).status).toBe(507);
    await azure.mendDisk();
    const { body: file } = await client.upload(endpoint, training);
    await azure.breakDisk();
    expect((await openai("GET", `files/${file.id}`)).status).toBe(507);
    await azure.mendDisk();
    const statusOf = async (route: string) => (await openai("GET", route)).body.status as string;
    const ended = ["processed", "error", "succeeded", "failed"];
    /** Polls with a full disk every other time. */
    const poll = async (route: string) => {
      for (let polls = 0; polls < 60; polls += 1) {
        await azure.breakDisk();
        expect((await openai("GET", route)).status).toBe(507);
        await azure.mendDisk();
        const status = await statusOf(route);
        if (ended.includes(status)) {
          return status;
        }
      }
      return "none";
    };
    expect(await poll(`files/${file.id}`)).toBe("processed");
    const job = await openai("POST", "fine_tuning/jobs", {
      model: "gpt-4.1-mini-2025-04-14",
      training_file: file.id,
      seed: 5,
    });
    expect(job.status).toBe(201);
    expect(await poll(`fine_tuning/jobs/${job.body.id}`)).toBe("succeeded");
  });
});
