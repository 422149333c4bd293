/** Who may ask the local Azure, and what it answers when its disk fails. One local Azure for all tests. */
import * as fs from "node:fs";
import * as http from "node:http";
import * as os from "node:os";
import * as path from "node:path";
import { controlRoutes } from "../../../local/azure/control/routes";
import { AzureClient } from "../../support/azureClient";
import { startFailingAzure } from "../../support/failingAzureProcess";
import type { FailingAzure } from "../../support/failingAzureProcess";

let directory: string;
let azure: FailingAzure;
let client: AzureClient;

beforeAll(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "control-test-"));
  azure = await startFailingAzure(path.join(directory, "azure"), "ENOSPC");
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
});
