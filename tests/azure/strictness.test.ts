import * as net from "node:net";
import { generateKeyPairSync, sign } from "node:crypto";
import {
  armToken,
  control,
  controlUrl,
  deployer,
  resourceGroup,
  subscription,
  tenantId,
  unique,
  vault,
} from "./localAzure";
import { raw } from "./raw";

const arm = "https://management.azure.com";
const group = (name: string, version = "2024-03-01") =>
  `${arm}${subscription}/resourceGroups/${name}?api-version=${version}`;

describe("requests without a valid token", () => {
  test("receive a 401 with a body, since an empty body breaks the clients' retry of a challenge", async () => {
    const created = await vault(await resourceGroup());
    const { status, headers, json } = await raw(
      "GET",
      `${created.properties.vaultUri}secrets/a?api-version=7.4`,
    );
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toBe(
      `Bearer authorization="https://login.microsoftonline.com/${tenantId}", resource="https://vault.azure.net"`,
    );
    expect(json.error).toMatchObject({
      code: "Unauthorized",
      message: expect.stringContaining("missing a Bearer or PoP token"),
    });
  });

  test("receive ARM's error code for the token", async () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const [header, payload] = (await armToken()).split(".");
    const signature = sign("sha256", Buffer.from(`${header}.${payload}`), privateKey).toString("base64url");
    const forged = `${header}.${payload}.${signature}`;
    const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.x`;
    const elsewhere = (await deployer.getToken("https://graph.microsoft.com/.default")).token;
    for (const [token, code] of [
      [undefined, "AuthenticationFailed"],
      ["nonsense", "InvalidAuthenticationToken"],
      [forged, "InvalidAuthenticationToken"],
      [none, "InvalidAuthenticationToken"],
      [elsewhere, "InvalidAuthenticationTokenAudience"],
    ] as const) {
      const { status, json } = await raw("GET", group("rg"), { token });
      expect([status, json.error.code]).toEqual([401, code]);
    }
  });
});

describe("an api-version of Resource Manager", () => {
  const answered = async (path: string, version: string) => {
    await control("DELETE", "requests");
    const token = await armToken();
    const { status } = await raw("GET", `${arm}${subscription}${path}?api-version=${version}`, { token });
    const { requests } = await control("GET", "requests");
    const { answeredAs } = requests.find(({ url }: { url: string }) => url.includes(version));
    return [status, answeredAs];
  };
  const accounts = "/providers/Microsoft.CognitiveServices/accounts";

  test("that is newer than all that are known is answered as the newest stable one, and the record shows which", async () => {
    const newest = expect.stringMatching(/^\d{4}-\d\d-\d\d$/);
    for (const path of [
      accounts,
      "/providers/Microsoft.KeyVault/vaults",
      "/providers/Microsoft.Authorization/roleAssignments",
      "/resourceGroups",
    ]) {
      expect(await answered(path, "2030-01-01")).toEqual([200, newest]);
      expect(await answered(path, "2030-06-30-preview")).toEqual([200, newest]);
    }
  });

  // The version that `az cognitiveservices` of 2026 asks for.
  test.each(["2017-04-18", "2022-03-01", "2026-05-15-preview"])(
    "that is published is answered as itself (%s)",
    async (version) => {
      expect(await answered(accounts, version)).toEqual([200, undefined]);
    },
  );
});

describe("what Azure does not offer is refused", () => {
  test.each([
    ["no api-version", "", "MissingApiVersionParameter"],
    ["an unknown api-version", "?api-version=1999-01-01", "InvalidApiVersionParameter"],
    ["two api-versions", "?api-version=2024-03-01&api-version=2024-03-01", "InvalidApiVersionParameter"],
    ["an unknown query parameter", "?api-version=2024-03-01&verbose=true", "InvalidQueryParameter"],
  ])("%s", async (_what, query, code) => {
    const { status, json } = await raw("GET", `${arm}${subscription}/resourceGroups/rg${query}`, {
      token: await armToken(),
    });
    expect([status, json.error.code]).toEqual([400, code]);
  });

  test.each([
    ["a version of no date", "2030-13-01"],
    ["a version without a day", "2030-01"],
    ["a version of an unknown stage", "2030-01-01-nightly"],
    ["a version between those that are published", "2023-05-02"],
  ])("%s", async (_what, version) => {
    for (const path of ["/resourceGroups/rg", "/providers/Microsoft.CognitiveServices/accounts"]) {
      const { status, json } = await raw("GET", `${arm}${subscription}${path}?api-version=${version}`, {
        token: await armToken(),
      });
      expect([status, json.error.code]).toEqual([400, "InvalidApiVersionParameter"]);
    }
  });

  test.each<[string, unknown, number, string]>([
    ["JSON that is none", "{", 400, "InvalidRequestContent"],
    ["no body", undefined, 400, "InvalidRequestContent"],
    ["a list", [], 400, "InvalidRequestContent"],
    ["an unknown property", { location: "swedencentral", color: "blue" }, 400, "InvalidRequestContent"],
    ["a property of the wrong type", { location: 5 }, 400, "InvalidRequestContent"],
  ])("a body with %s", async (_what, body, status, code) => {
    const response = await raw("PUT", group(unique("rg-")), { token: await armToken(), body });
    expect([response.status, response.json.error.code]).toEqual([status, code]);
  });

  test("another content type, an unknown route, and an unsupported method", async () => {
    const token = await armToken();
    const text = await raw("PUT", group("rg"), {
      token,
      body: "{}",
      headers: { "content-type": "text/plain" },
    });
    expect([text.status, text.json.error.code]).toEqual([415, "UnsupportedMediaType"]);
    const nowhere = await raw("GET", `${arm}${subscription}/nowhere?api-version=2024-03-01`, { token });
    expect(nowhere.status).toBe(404);
    const method = await raw("POST", group("rg"), { token, body: {} });
    expect([method.status, method.headers.get("allow")?.split(", ").sort()]).toEqual([
      405,
      ["DELETE", "GET", "HEAD", "PATCH", "PUT"],
    ]);
  });

  test("a message about a malformed body does not repeat it", async () => {
    const created = await vault(await resourceGroup());
    const url = `${arm}${created.id}/secrets/key?api-version=2023-07-01`;
    const { text, status } = await raw("PUT", url, {
      token: await armToken(),
      body: '{"properties":{"value":"a-secret-value"',
    });
    expect(status).toBe(400);
    expect(text).not.toContain("a-secret-value");
  });
});

describe("the proxy", () => {
  test("returns the host that it does not serve, and forwards nothing", async () => {
    for (const host of [
      "example.com:443",
      "management.azure.com:80",
      `${unique("no-vault-")}.vault.azure.net:443`,
    ]) {
      const response = await connect(host);
      expect(response).toMatch(/^HTTP\/1\.1 502/);
      expect(response).toContain(`does not serve ${host}`);
    }
  });

  test("serves its control routes at its own URL alone", async () => {
    const response = await send(
      `GET /_local/seed HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
    );
    expect(response).toMatch(/^HTTP\/1\.1 502/);
    expect(response).not.toContain("clientSecret");
    expect((await fetch(`${controlUrl}/_local/nowhere`)).status).toBe(404);
  });
});

describe("the record of requests", () => {
  test("has the URL and the caller of each request, and no secrets", async () => {
    const created = await vault(await resourceGroup());
    await control("DELETE", "requests");
    const url = `${arm}${created.id}/secrets/key?api-version=2023-07-01`;
    const token = await armToken();
    await raw("PUT", url, { token, body: { properties: { value: "a-secret-value" } } });
    const recorded = await control("GET", "requests");
    const { deployer: application } = await control("GET", "seed");
    expect(recorded.requests).toContainEqual({
      number: expect.any(Number),
      service: "arm",
      method: "PUT",
      url,
      status: 201,
      caller: application.objectId,
    });
    expect(JSON.stringify(recorded)).not.toContain("a-secret-value");
    expect(JSON.stringify(recorded)).not.toContain(token);
  });
});

describe("injected faults", () => {
  afterEach(() => control("DELETE", "faults"));

  test("apply to the matching requests, the specified number of times, before authorization", async () => {
    await control("POST", "faults", [
      {
        service: "arm",
        method: "GET",
        path: "/resourceGroups/faulty",
        skip: 1,
        count: 2,
        status: 429,
        headers: { "retry-after": "7" },
      },
    ]);
    const statuses: number[] = [];
    for (let request = 0; request < 4; request++) {
      statuses.push((await raw("GET", group("faulty"))).status);
    }
    expect(statuses).toEqual([401, 429, 429, 401]);
    expect((await raw("GET", group("other"))).status).toBe(401);
  });

  test("reset the connection, or delay the response", async () => {
    await control("POST", "faults", [{ path: "/resourceGroups/reset", reset: true, count: 1 }]);
    await expect(raw("GET", group("reset"))).rejects.toThrow();
    await control("POST", "faults", [{ path: "/resourceGroups/late", delayMs: 300 }]);
    const begin = Date.now();
    await raw("GET", group("late"));
    expect(Date.now() - begin).toBeGreaterThanOrEqual(290);
  });
});

function connect(host: string): Promise<string> {
  return send(`CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
}

function send(text: string): Promise<string> {
  const { port } = new URL(controlUrl);
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: "127.0.0.1", port: Number(port) }, () => socket.write(text));
    let response = "";
    socket.on("data", (data) => (response += data.toString()));
    socket.on("close", () => resolve(response));
    socket.on("error", reject);
  });
}
