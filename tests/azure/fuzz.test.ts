import { randomBytes } from "node:crypto";
import * as net from "node:net";
import * as fc from "fast-check";
import { controlUrl, control, deployer, resourceGroup, subscription, vault } from "./localAzure";
import { raw } from "./raw";

jest.setTimeout(120_000);

const arm = "https://management.azure.com";

/** Throws unless a response is an error of the service that discloses nothing of its internals. */
function requireError(request: string, status: number, text: string): void {
  const isUnexpected =
    status < 400 || status === 500 || status > 503 || /\n\s+at |node_modules|\.ts:\d/.test(text);
  if (isUnexpected) {
    throw new Error(`${request} returned ${status}: ${text.slice(0, 500)}`);
  }
}

/** Runs a property with a number of cases, 20 at a time. */
async function forAll<T>(
  cases: number,
  arbitrary: fc.Arbitrary<T>,
  run: (value: T) => Promise<void>,
): Promise<void> {
  const values = fc.sample(arbitrary, cases);
  const next = values[Symbol.iterator]();
  const worker = async () => {
    for (let step = next.next(); !step.done; step = next.next()) {
      await run(step.value);
    }
  };
  await Promise.all(Array.from({ length: 20 }, worker));
}

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("..", "%", "%00", "%ff", "a".repeat(5000), "__proto__", "constructor", "{scope+}"),
);
const segment = fc.oneof(
  text.map(encodeURIComponent),
  fc.string({ unit: fc.constantFrom(..."abc%.;:@&=+$,~!*'()[]{}|^`\\\"<>") }),
);
const method = fc.constantFrom("GET", "PUT", "POST", "PATCH", "DELETE");
const body = fc.oneof(
  fc.json(),
  fc.string(),
  fc.constantFrom(
    "",
    "null",
    "[]",
    "{}",
    '{"__proto__":{"a":1}}',
    `{"a":${"[".repeat(2000)}`,
    `{"properties":${'{"properties":'.repeat(100)}`,
  ),
);

describe("malformed requests never succeed, crash nothing and disclose no internals", () => {
  afterEach(async () => {
    expect((await control("GET", "clock")).now).toBeDefined();
  });

  test("2,000 with invalid tokens, on every service", async () => {
    const { properties } = await vault(await resourceGroup());
    const hosts = [arm, properties.vaultUri!.slice(0, -1), "https://graph.microsoft.com"];
    const paths = [
      "/subscriptions?api-version=2022-12-01",
      "/secrets?api-version=7.4",
      "/v1.0/users",
      "/secrets/a?api-version=7.4",
    ];
    const validToken = (await deployer.getToken(`${arm}/.default`)).token;
    const token = fc.oneof(
      fc.base64String(),
      fc.tuple(fc.base64String(), fc.base64String(), fc.base64String()).map((parts) => parts.join(".")),
      fc
        .nat(validToken.length - 2)
        .map(
          (at) => validToken.slice(0, at) + (validToken[at] === "A" ? "B" : "A") + validToken.slice(at + 1),
        ),
      fc.nat(validToken.length - 10).map((length) => validToken.slice(0, length)),
    );
    await forAll(
      2000,
      fc.tuple(fc.constantFrom(...hosts), fc.constantFrom(...paths), token),
      async ([host, path, invalidToken]) => {
        const response = await raw("GET", host + path, { token: invalidToken });
        // The last characters of a signature can encode the same bits: such a token is valid.
        if (response.status !== 200 || !sameToken(invalidToken, validToken)) {
          requireError(`${host}${path} with an invalid token`, response.status, response.text);
        }
      },
    );
  });

  test("2,000 with random paths and queries", async () => {
    const { token } = await deployer.getToken(`${arm}/.default`);
    const path = fc.tuple(
      fc.constantFrom("", subscription, `${subscription}/resourceGroups`, `${subscription}/providers`),
      fc.array(segment, { minLength: 1, maxLength: 8 }),
    );
    const query = fc.oneof(
      fc.constant("api-version=2024-03-01"),
      text.map((version) => `api-version=${encodeURIComponent(version)}`),
    );
    await forAll(2000, fc.tuple(method, path, query), async ([verb, [start, parts], search]) => {
      const target = `${start}/nowhere/${parts.join("/")}?${search}`;
      try {
        new URL(arm + target);
      } catch {
        return;
      }
      const { status, text: content } = await raw(verb, arm + target, { token });
      requireError(`${verb} ${target}`, status, content);
    });
  });

  test("2,000 with random bodies, on routes with a body", async () => {
    const group = await resourceGroup();
    const existing = await vault(group);
    const { token } = await deployer.getToken(`${arm}/.default`);
    const routes: [string, string][] = [
      ["PUT", `${subscription}/resourceGroups/fuzz?api-version=2024-03-01`],
      [
        "PUT",
        `${subscription}/resourceGroups/${group}/providers/Microsoft.KeyVault/vaults/fuzz-vault?api-version=2023-07-01`,
      ],
      ["PUT", `${existing.id}/secrets/fuzz?api-version=2023-07-01`],
      [
        "PUT",
        `${subscription}/resourceGroups/${group}/providers/Microsoft.CognitiveServices/accounts/fuzz?api-version=2024-10-01`,
      ],
      [
        "PUT",
        `${existing.id}/providers/Microsoft.Authorization/roleAssignments/${"0".repeat(8)}-0000-4000-8000-000000000000?api-version=2022-04-01`,
      ],
      ["POST", `${subscription}/providers/Microsoft.KeyVault/checkNameAvailability?api-version=2023-07-01`],
    ];
    await forAll(2000, fc.tuple(fc.constantFrom(...routes), body), async ([[verb, path], content]) => {
      const response = await raw(verb, arm + path, { token, body: content });
      requireError(`${verb} ${path}`, response.status, response.text);
    });
  });

  test("300 that are not HTTP, to the proxy's own port", async () => {
    const { port } = new URL(controlUrl);
    const starts = [
      "",
      "GET ",
      "CONNECT ",
      "CONNECT management.azure.com:443 HTTP/1.1\r\n\r\n",
      "POST /_local/clock HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\n",
    ];
    await forAll(300, fc.tuple(fc.constantFrom(...starts), fc.nat(400)), async ([start, size]) => {
      const received = await new Promise<string>((resolve) => {
        let response = "";
        const socket = net.connect({ host: "127.0.0.1", port: Number(port) }, () =>
          socket.end(Buffer.concat([Buffer.from(start), randomBytes(size)])),
        );
        socket.on("data", (data) => (response += data.toString("latin1")));
        socket.on("error", () => resolve(response));
        socket.on("close", () => resolve(response));
      });
      expect(received).not.toMatch(/\n\s+at |node_modules/);
    });
  });
});

function sameToken(one: string, other: string): boolean {
  const bytes = (token: string) =>
    token
      .split(".")
      .map((part) => Buffer.from(part, "base64url").toString("hex"))
      .join(".");
  return bytes(one) === bytes(other);
}
