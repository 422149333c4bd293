/** How long a command waits for a service that fails for now, and what it takes for a response. */
import * as fc from "fast-check";
import { UnreadableResponse, requireReadable } from "../../../cli/network/readable";
import { toleratingOutages } from "../../../cli/network/outage";
import type { OutageLimits } from "../../../cli/network/outage";
import { send } from "../../../cli/network/send";
import { services } from "../../../cli/network/service";
import type { Service } from "../../../cli/network/service";

const limits: OutageLimits = { outageMs: 2000, firstDelayMs: 1, maxDelayMs: 1 };
const service = services.wandb;
const reply = (status: number, headers: Record<string, string> = {}) => ({
  status,
  headers: new Headers(headers),
});
const lost = (code: string) => Object.assign(new Error(code), { code });
let hosts = 0;
/** A host that no other test has reached. */
const newUrl = () => `https://host-${(hosts += 1)}.contoso.example/`;

let notices: string[];
beforeEach(() => {
  notices = [];
  jest.spyOn(console, "error").mockImplementation((line: unknown) => void notices.push(String(line)));
});
afterEach(() => jest.restoreAllMocks());

/** Sends a request whose attempts end one after the other. The last one goes on. */
async function sendTolerantly(ends: (Error | ReturnType<typeof reply>)[], url = newUrl(), own = limits) {
  let attempts = 0;
  const attempt = async () => {
    const end = ends[Math.min(attempts++, ends.length - 1)]!;
    if (end instanceof Error) {
      throw end;
    }
    return end;
  };
  const sent = toleratingOutages(() => send({ service, url, attempt }), { limits: own });
  return { result: await sent.catch((error: Error) => error), attempts: () => attempts };
}

describe("a command that follows a job", () => {
  test.each([429, 500, 502, 503, 504, 408])("waits for a service that returns %d", async (status) => {
    const failures = Array.from({ length: 8 }, () => reply(status));
    const { result, attempts } = await sendTolerantly([...failures, reply(200)]);
    expect(result).toMatchObject({ status: 200 });
    expect(attempts()).toBe(9);
    expect(notices).toEqual([
      `! W&B returned ${status}. Trying again for up to 2 seconds.`,
      "✔ W&B responds again.",
    ]);
  });

  test.each(["ECONNRESET", "ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "UND_ERR_SOCKET"])(
    "waits after %s of a host that has responded before, and not of one that has never responded",
    async (code) => {
      const failures = Array.from({ length: 8 }, () => lost(code));
      const first = await sendTolerantly([...failures, reply(200)]);
      expect(first.result).toMatchObject({ message: expect.stringContaining(code) });
      expect(first.attempts()).toBe(3);
      const url = newUrl();
      await sendTolerantly([reply(200)], url);
      expect((await sendTolerantly([...failures, reply(200)], url)).result).toMatchObject({ status: 200 });
    },
  );

  test.each(["SELF_SIGNED_CERT_IN_CHAIN", "ERR_TLS_CERT_ALTNAME_INVALID", "CERT_HAS_EXPIRED"])(
    "does not wait after %s, which no wait changes",
    async (code) => {
      const url = newUrl();
      await sendTolerantly([reply(200)], url);
      expect((await sendTolerantly([lost(code)], url)).attempts()).toBe(1);
    },
  );

  test("ends with the last failure when the outage lasts too long", async () => {
    const short = { ...limits, outageMs: 30 };
    const { result } = await sendTolerantly([reply(503)], newUrl(), short);
    expect(result).toMatchObject({ status: 503 });
    expect(notices).toEqual([expect.stringMatching(/^! W&B returned 503/)]);
  });

  test("ends at once when it is interrupted", async () => {
    const interrupt = new AbortController();
    const slow = { outageMs: 60_000, firstDelayMs: 30_000, maxDelayMs: 30_000 };
    const attempt = async () => reply(503, { "retry-after-ms": "1" });
    const sent = toleratingOutages(() => send({ service, url: newUrl(), attempt }), {
      limits: slow,
      signal: interrupt.signal,
    });
    while (notices.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    interrupt.abort();
    await expect(sent).rejects.toThrow(/abort/);
  });

  test("accepts a wait as long as an outage may last, and tells a longer one", async () => {
    const long = { ...limits, outageMs: 15 * 60_000 };
    const sent = await sendTolerantly([reply(429, { "retry-after": "1000" })], newUrl(), long);
    expect(sent.result).toMatchObject({
      message: expect.stringContaining("longer than the CLI waits (15 minutes)"),
    });
  });
});

test("a command that does not follow gives up after three attempts", async () => {
  const attempt = jest.fn(async () => reply(503, { "retry-after-ms": "1" }));
  expect((await send({ service, url: newUrl(), attempt })).status).toBe(503);
  expect(attempt).toHaveBeenCalledTimes(3);
});

const received = (url: string, text: string, status = 200, method = "GET") => ({
  method,
  url: new URL(url),
  status,
  headers: new Headers(),
  text,
});
const account = "https://a.openai.azure.com/openai";
const arm =
  "https://management.azure.com/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults";
const page = "<!DOCTYPE html><html><head><title>Guest Wi-Fi</title></head></html>";

describe("a response is not the service's", () => {
  test.each<[string, Service, ReturnType<typeof received>, string]>([
    [
      "a list without its items",
      services.openAi,
      received(`${account}/fine_tuning/jobs`, "{}"),
      'JSON without "data"',
    ],
    [
      "a list of models that is null",
      services.openAi,
      received(`${account}/models`, '{"data": null}'),
      'JSON without "data"',
    ],
    [
      "a job without an ID",
      services.openAi,
      received(`${account}/fine_tuning/jobs/ftjob-1`, "{}"),
      'JSON without "id"',
    ],
    ["an array", services.openAi, received(`${account}/models`, "[]"), "JSON without an object"],
    ["a text", services.openAi, received(`${account}/models`, '"ok"'), "JSON without an object"],
    ["half of a body", services.openAi, received(`${account}/models`, '{"data": [{"id": "a'), "is cut off"],
    ["an empty body", services.openAi, received(`${account}/models`, ""), "an empty body"],
    [
      "an empty result file",
      services.openAi,
      received(`${account}/files/file-1/content`, ""),
      "an empty body",
    ],
    [
      "a page as a result file",
      services.openAi,
      received(`${account}/files/file-1/content`, page),
      "a web page",
    ],
    [
      "an error as a list",
      services.openAi,
      received(`${account}/models`, '{"error": {"code": "x"}}'),
      'an error as a success: {"code":"x"}',
    ],
    ["a page", services.openAi, received(`${account}/models`, page), 'a web page ("Guest Wi-Fi")'],
    ["a page that is not found", services.azure, received(`${arm}/kv`, page, 404), "a web page"],
    [
      "a page that is forbidden",
      services.wandb,
      received("https://api.wandb.ai/graphql", page, 403, "POST"),
      "a web page",
    ],
    [
      "a network's sign-in",
      services.wandb,
      received("https://api.wandb.ai/graphql", "", 511, "POST"),
      "request to sign in",
    ],
    ["resources without a list", services.azure, received(arm, "{}"), 'JSON without "value"'],
    ["a resource without an ID", services.azure, received(`${arm}/kv`, "{}"), 'JSON without "id"'],
    [
      "a secret without a value",
      services.azure,
      received("https://kv.vault.azure.net/secrets/x/", "{}"),
      'JSON without "value"',
    ],
    [
      "a directory without its objects",
      services.graph,
      received("https://graph.microsoft.com/v1.0/x", "{}", 200, "POST"),
      'JSON without "value"',
    ],
    [
      "a token response that is a page",
      services.signIn,
      received("https://login.microsoftonline.com/t/oauth2/v2.0/token", page, 200, "POST"),
      "a web page",
    ],
  ])("where it is %s", (_what, service, response, what) => {
    expect(() => requireReadable(service, response)).toThrow(UnreadableResponse);
    expect(() => requireReadable(service, response)).toThrow(what);
  });

  test.each<[string, Service, ReturnType<typeof received>]>([
    ["an empty list", services.openAi, received(`${account}/fine_tuning/jobs`, '{"data": []}')],
    [
      "a failed job with its error",
      services.openAi,
      received(`${account}/fine_tuning/jobs/ftjob-1`, '{"id": "ftjob-1", "error": {"code": "x"}}'),
    ],
    [
      "a result file",
      services.openAi,
      received(`${account}/files/file-1/content`, "step,train_loss\n1,0.5\n"),
    ],
    [
      "a 404 as JSON",
      services.openAi,
      received(`${account}/fine_tuning/jobs/ftjob-1`, '{"error": {"code": "notFound"}}', 404),
    ],
    ["a 401 without a body", services.azure, received(arm, "", 401)],
    [
      "a 503 with a page, which is a failure for now",
      services.wandb,
      received("https://api.wandb.ai/graphql", page, 503, "POST"),
    ],
    ["a deletion without a body", services.openAi, received(`${account}/files/file-1`, "", 200, "DELETE")],
    ["nothing, as 204", services.azure, received(`${arm}/kv`, "", 204, "DELETE")],
    [
      "no user, which is a refused key",
      services.wandb,
      received("https://api.wandb.ai/graphql", '{"data": {"viewer": null}}', 200, "POST"),
    ],
  ])("but is where it is %s", (_what, service, response) => {
    expect(() => requireReadable(service, response)).not.toThrow();
  });

  test("wherever a body of JSON is cut", () => {
    const body = JSON.stringify({ data: [{ id: "ftjob-1", status: "running" }], has_more: false });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: body.length - 1 }), (length) => {
        expect(() =>
          requireReadable(services.openAi, received(`${account}/models`, body.slice(0, length))),
        ).toThrow(UnreadableResponse);
      }),
    );
  });
});
