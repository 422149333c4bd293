/** How often requests are sent, how long the CLI waits in between, and which URLs may receive credentials. */
import * as fc from "fast-check";
import { describeDuration, maxWaitMs, retryAfterMs } from "../../../cli/network/retryAfter";
import { send } from "../../../cli/network/send";
import { requireSecureUrl, services } from "../../../cli/network/service";
import { invalidVariables } from "../../../cli/commandLine/validateOptions";
import { findEndpoint } from "../../../cli/openai/endpoint";

const headers = (values: Record<string, string>) => new Headers(values);
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toUTCString();

describe("the wait that a response asks for", () => {
  test.each<[string, Record<string, string>, number]>([
    ["seconds", { "retry-after": "20" }, 20_000],
    ["a fraction of seconds", { "retry-after": "0.5" }, 500],
    ["milliseconds, by OpenAI's header", { "retry-after-ms": "1500", "retry-after": "2" }, 1500],
    ["milliseconds, by Azure's header", { "x-ms-retry-after-ms": "1500" }, 1500],
    ["seconds, where the milliseconds are no number", { "retry-after-ms": "soon", "retry-after": "2" }, 2000],
    ["W&B's rate limit", { "ratelimit-reset": "12" }, 12_000],
    ["the requested wait before the rate limit's", { "retry-after": "2", "ratelimit-reset": "12" }, 2000],
    ["Azure OpenAI's limit of requests", { "x-ratelimit-reset-requests": "7" }, 7000],
    ["OpenAI's duration", { "x-ratelimit-reset-tokens": "6m0.5s" }, 360_500],
    ["OpenAI's milliseconds", { "x-ratelimit-reset-requests": "20ms" }, 20],
    [
      "the limit that is exceeded, of two",
      {
        "x-ratelimit-remaining-requests": "5",
        "x-ratelimit-reset-requests": "1",
        "x-ratelimit-remaining-tokens": "0",
        "x-ratelimit-reset-tokens": "30",
      },
      30_000,
    ],
  ])("is read from %s", (_what, values, ms) => {
    expect(retryAfterMs(headers(values))).toBe(ms);
  });

  test("is read from a date", () => {
    const ms = retryAfterMs(headers({ "retry-after": inSeconds(100) }))!;
    expect(ms).toBeGreaterThan(90_000);
    expect(ms).toBeLessThanOrEqual(100_000);
  });

  test("is read from a rate limit's time since the epoch", () => {
    const ms = retryAfterMs(headers({ "ratelimit-reset": String(Math.ceil(Date.now() / 1000) + 100) }))!;
    expect(ms).toBeGreaterThan(90_000);
    expect(ms).toBeLessThanOrEqual(101_000);
  });

  test("is not read from a rate limit that was not exceeded", () => {
    expect(retryAfterMs(headers({ "ratelimit-reset": "12" }), 503)).toBeUndefined();
    expect(retryAfterMs(headers({ "retry-after": "12" }), 503)).toBe(12_000);
  });

  test.each(["", " ", "-5", "NaN", "Infinity", "0", "soon", "1e9", "0x10", "5, 7", inSeconds(-100)])(
    "is none if the header is %j",
    (value) => {
      for (const name of [
        "retry-after",
        "retry-after-ms",
        "x-ms-retry-after-ms",
        "ratelimit-reset",
        "x-ratelimit-reset-tokens",
      ]) {
        expect(retryAfterMs(headers({ [name]: value }))).toBeUndefined();
      }
    },
  );

  test.each<[number, string]>([
    [1, "1 second"],
    [20_000, "20 seconds"],
    [90_000, "1 minute 30 seconds"],
    [100_000_000, "1 day 3 hours"],
    [86_400_000, "1 day"],
    [Infinity, "more than 10000 days"],
  ])("%d ms is described as %s", (ms, words) => {
    expect(describeDuration(ms)).toBe(words);
  });
});

describe("a request", () => {
  let notices: string[];
  beforeEach(() => {
    notices = [];
    jest.spyOn(console, "error").mockImplementation((line: string) => void notices.push(line));
  });
  afterEach(() => jest.restoreAllMocks());

  const service = services.wandb;
  const url = "https://api.wandb.ai/graphql";
  const reply = (status: number, values: Record<string, string> = {}) => ({
    status,
    headers: headers(values),
  });

  test.each([408, 429, 500, 502, 503, 504])("that fails with %d is sent three times", async (status) => {
    const attempt = jest.fn(async () => reply(status, { "retry-after-ms": "1" }));
    expect((await send({ service, url, attempt })).status).toBe(status);
    expect(attempt).toHaveBeenCalledTimes(3);
    expect(notices).toEqual([]);
  });

  test.each([200, 304, 400, 401, 403, 404, 409, 501])("that ends with %d is sent once", async (status) => {
    const attempt = jest.fn(async () => reply(status, { "retry-after": "100000" }));
    expect((await send({ service, url, attempt })).status).toBe(status);
    expect(attempt).toHaveBeenCalledTimes(1);
  });

  test("that must not reach the service twice is sent once, whatever happens", async () => {
    const throttled = jest.fn(async () => reply(429, { "retry-after": "100000" }));
    expect((await send({ service, url, attempt: throttled, maxRetries: 0 })).status).toBe(429);
    expect(throttled).toHaveBeenCalledTimes(1);
    const lost = jest.fn(async () => Promise.reject(Object.assign(new Error(), { code: "ECONNRESET" })));
    await expect(send({ service, url, attempt: lost, maxRetries: 0 })).rejects.toThrow();
    expect(lost).toHaveBeenCalledTimes(1);
  });

  test("that waits longer than two seconds tells for how long and why", async () => {
    const replies = [reply(429, { "retry-after-ms": "2001" }), reply(200)];
    await send({ service, url, attempt: async () => replies.shift()! });
    expect(notices).toEqual(["… W&B returned 429. Trying again in 3 seconds."]);
  });

  test.each<[string, () => Promise<unknown>]>([
    ["a response", async () => reply(503, { "retry-after": "60" })],
  ])("whose wait is interrupted ends at once: after %s", async (_what, attempt) => {
    const interrupt = new AbortController();
    const sent = send({
      service,
      url,
      signal: interrupt.signal,
      attempt: attempt as () => Promise<ReturnType<typeof reply>>,
    });
    while (notices.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    interrupt.abort();
    await expect(sent).rejects.toThrow(/abort/);
  });

  test("never waits longer than the CLI's maximum, whatever the header", async () => {
    fc.assert(
      fc.property(
        fc.constantFrom("retry-after", "retry-after-ms", "x-ms-retry-after-ms"),
        fc.oneof(
          fc.double().map(String),
          fc.integer().map(String),
          fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
        ),
        (name, value) => {
          const ms = retryAfterMs(headers({ [name]: value }));
          expect(ms === undefined || ms > 0).toBe(true);
        },
      ),
    );
    const attempt = async () => reply(429, { "retry-after": String(maxWaitMs / 1000 + 1) });
    await expect(send({ service, url, attempt })).rejects.toThrow(
      "W&B returned 429 and asks to wait 1 minute 1 second, longer than the CLI waits (1 minute)",
    );
  });
});

describe("credentials", () => {
  test.each([
    "https://api.wandb.ai",
    "https://10.0.0.4:8080",
    "http://localhost:8080",
    "http://127.0.0.1/token",
    "http://[::1]:1/",
    "http://169.254.169.254/metadata",
  ])("may be sent to %s", (url) => {
    expect(requireSecureUrl(url, services.wandb).href).toBe(new URL(url).href);
  });

  test.each([
    "http://api.wandb.ai",
    "http://10.0.0.4",
    "http://localhost.contoso.com",
    "http://127.0.0.1.contoso.com",
    "http://0.0.0.0",
    "http://169.254.169.254.contoso.com",
    "ftp://127.0.0.1",
    "HTTP://contoso.com",
  ])("are not sent to %s", (url) => {
    expect(() => requireSecureUrl(url, services.wandb)).toThrow(/unencrypted.*https:\/\/ as WANDB_BASE_URL/);
  });

  test("are not sent to a URL with a password, which the error does not contain", () => {
    for (const url of ["https://user:hunter2@contoso.com", "https://hunter2@contoso.com"]) {
      expect(() => requireSecureUrl(url, services.wandb)).toThrow(/\(contoso\.com\).*WANDB_BASE_URL/);
      expect(() => requireSecureUrl(url, services.wandb)).not.toThrow(/hunter2/);
    }
  });

  test.each([
    ["http://wandb.contoso.com", false],
    ["http://localhost.contoso.com", false],
    ["http://localhost:8080", true],
    ["http://127.0.0.1:8080/", true],
    ["https://wandb.contoso.com/", true],
    ["https://user:hunter2@wandb.contoso.com", false],
  ])("WANDB_BASE_URL=%s is accepted: %s", (value, isValid) => {
    const problems = invalidVariables({ WANDB_BASE_URL: value });
    expect(problems).toHaveLength(isValid ? 0 : 1);
    expect(problems.join("")).not.toContain("hunter2");
  });

  test.each(["https://user:hunter2@contoso.com/", "http://contoso.com/", "https://contoso.com?sig=hunter2"])(
    "--endpoint %s is refused",
    async (endpoint) => {
      await expect(findEndpoint({ endpoint })).rejects.toThrow(/--endpoint .* is not an account's endpoint/);
    },
  );
});
