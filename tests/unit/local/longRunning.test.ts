/** What a provider does with the waits and the URLs that an operation's response has. */
import type { AzureClient, AzureResponse } from "../../../local/providers/azureClient";
import { untilDone } from "../../../local/providers/azureNative/longRunning";

const operation = "https://management.azure.com/operations/1";
const response = (headers: Record<string, string>, body: object = {}): AzureResponse => ({
  status: 202,
  headers: new Headers(headers),
  body,
});

/** @param polls Responses to the polls, the last of which repeats. */
function follow(started: AzureResponse, ...polls: AzureResponse[]) {
  const call = jest.fn(async () => (polls.length > 1 ? polls.shift()! : polls[0]!));
  const azure = { connection: { retryBaseMs: 1 }, call } as unknown as AzureClient;
  return { call, end: untilDone(azure, started, new AbortController().signal) };
}

describe("a provider that waits for an operation", () => {
  const started = (headers: Record<string, string> = {}) =>
    response({ "azure-asyncoperation": operation, ...headers });
  const succeeded = response({}, { status: "Succeeded" });

  test.each<[string, () => string]>([
    ["seconds", () => "100000"],
    ["a date", () => new Date(Date.now() + 100_000_000).toUTCString()],
  ])("fails at once where Azure asks to wait too long, in %s", async (_what, value) => {
    const wait = { "retry-after": value() };
    const words =
      /asks to wait 1 day 3 hours .*longer than the provider waits \(2 minutes\).*continues in Azure/;
    const first = follow(started(wait), succeeded);
    await expect(first.end).rejects.toThrow(words);
    expect(first.call).not.toHaveBeenCalled();
    const later = follow(started(), response(wait, { status: "InProgress" }), succeeded);
    await expect(later.end).rejects.toThrow(words);
    expect(later.call).toHaveBeenCalledTimes(1);
  });

  test.each(["-5", "NaN", "soon", ""])("polls as usual where Retry-After is %j", async (value) => {
    const { call, end } = follow(started({ "retry-after": value }), succeeded);
    await end;
    expect(call).toHaveBeenCalledTimes(1);
  });

  test.each(["https://contoso.example/operations/1", "http://management.azure.com/operations/1"])(
    "sends no token to %s, which a response leads to",
    async (url) => {
      for (const header of ["azure-asyncoperation", "location"]) {
        const { call, end } = follow(response({ [header]: url }), succeeded);
        await expect(end).rejects.toThrow(`leads to ${new URL(url).origin}`);
        expect(call).not.toHaveBeenCalled();
      }
    },
  );
});
