import type { PipelineRequest } from "@azure/core-rest-pipeline";
import { optOutOfUpgrade, readAutomaticUpgrade } from "../../../cli/azure/automaticUpgrade";
import type { AutomaticUpgrade } from "../../../cli/azure/automaticUpgrade";
import type { AzureClients } from "../../../cli/azure/clients";
import { planOf } from "../../../cli/doctor/checks/automaticUpgrade";

const accountId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a";

interface Answer {
  status: number;
  body: unknown;
}

/** Azure, as a list of answers; the last one repeats. */
function azureWith(...answers: Answer[]) {
  const sent: { method: string; version: string | null; body: unknown }[] = [];
  const azure = {
    accounts: {
      $host: "https://management.azure.com",
      sendRequest: async ({ method, url, body }: PipelineRequest) => {
        const parsed = typeof body === "string" ? (JSON.parse(body) as unknown) : undefined;
        sent.push({ method, version: new URL(url).searchParams.get("api-version"), body: parsed });
        const { status, body: answer } = answers.length > 1 ? answers.shift()! : answers[0]!;
        return { status, bodyAsText: typeof answer === "string" ? answer : JSON.stringify(answer) };
      },
    },
  } as unknown as AzureClients;
  return { azure, sent };
}

const withUpgrade = (
  foundryAutoUpgrade?: AutomaticUpgrade | null,
  provisioningState = "Succeeded",
): Answer => ({
  status: 200,
  body: { properties: { foundryAutoUpgrade, provisioningState } },
});
const refusedWith = (status: number, code: string): Answer => ({
  status,
  body: { error: { code, message: "a reason" } },
});

describe("the automatic upgrade is read", () => {
  test.each<[string, AutomaticUpgrade | null | undefined]>([
    ["with what Azure returns", { mode: "Enabled", scheduledAt: "2026-04-15T00:00:00Z", statusReason: "x" }],
    ["as none where Azure returns null", null],
    ["as none where Azure returns nothing", undefined],
  ])("%s", async (_how, upgrade) => {
    const { azure, sent } = azureWith(withUpgrade(upgrade));
    expect((await readAutomaticUpgrade(azure, accountId))?.upgrade).toEqual(upgrade ?? undefined);
    expect(sent).toEqual([{ method: "GET", version: "2026-01-15-preview", body: undefined }]);
  });

  test.each([
    [400, "InvalidApiVersionParameter"],
    [400, "NoRegisteredProviderFound"],
    [404, "InvalidResourceType"],
  ])("by the later version where Azure returns %s %s", async (status, code) => {
    const { azure, sent } = azureWith(refusedWith(status, code), withUpgrade({ mode: "Enabled" }));
    expect(await readAutomaticUpgrade(azure, accountId)).toMatchObject({ apiVersion: "2026-07-15-preview" });
    expect(sent.map(({ version }) => version)).toEqual(["2026-01-15-preview", "2026-07-15-preview"]);
    expect(await readAutomaticUpgrade(azureWith(refusedWith(status, code)).azure, accountId)).toBeUndefined();
  });

  test.each([
    [403, "AuthorizationFailed"],
    [404, "ResourceNotFound"],
    [429, "TooManyRequests"],
    [503, "ServiceUnavailable"],
  ])("not at all where Azure returns %s %s, which is no answer", async (statusCode, code) => {
    const { azure, sent } = azureWith(refusedWith(statusCode, code));
    await expect(readAutomaticUpgrade(azure, accountId)).rejects.toMatchObject({ statusCode, code });
    expect(sent).toHaveLength(1);
  });

  test("not at all where the answer is no account", async () => {
    const { azure } = azureWith({ status: 502, body: "<html>" });
    await expect(readAutomaticUpgrade(azure, accountId)).rejects.toMatchObject({ statusCode: 502 });
    for (const body of ["<html>", "", {}]) {
      const unreadable = azureWith({ status: 200, body });
      await expect(readAutomaticUpgrade(unreadable.azure, accountId)).rejects.toThrow(
        /no properties of the account/,
      );
    }
  });
});

describe("the opt-out", () => {
  const opt = (...answers: Answer[]) => {
    const { azure, sent } = azureWith(...answers);
    return { sent, done: optOutOfUpgrade(azure, accountId, "2026-07-15-preview") };
  };

  test("is a PATCH of the mode alone, and is read again", async () => {
    const { sent, done } = opt(withUpgrade(), withUpgrade({ mode: "Disabled" }));
    await done;
    expect(sent).toEqual([
      {
        method: "PATCH",
        version: "2026-07-15-preview",
        body: { properties: { foundryAutoUpgrade: { mode: "Disabled" } } },
      },
      { method: "GET", version: "2026-01-15-preview", body: undefined },
    ]);
  });

  test("waits until the account is written", async () => {
    const { sent, done } = opt(
      { status: 202, body: "" },
      withUpgrade({ mode: "Disabled" }, "Accepted"),
      withUpgrade({ mode: "Disabled" }),
    );
    await done;
    expect(sent).toHaveLength(3);
  });

  test.each<[string, AutomaticUpgrade | undefined, string]>([
    ["Azure goes on to return Enabled", { mode: "Enabled" }, "Succeeded"],
    ["Azure returns no mode", undefined, "Succeeded"],
    ["the write fails", { mode: "Enabled" }, "Failed"],
  ])("has failed where %s", async (_what, upgrade, state) => {
    await expect(opt(withUpgrade(), withUpgrade(upgrade, state)).done).rejects.toThrow(
      new RegExp(`returns mode ${upgrade?.mode ?? "\\(none\\)"} \\(provisioning state ${state}\\)`),
    );
  });

  test("has failed where Azure refuses it, with Azure's code", async () => {
    await expect(opt(refusedWith(403, "AuthorizationFailed")).done).rejects.toMatchObject({
      statusCode: 403,
      code: "AuthorizationFailed",
      message: "a reason",
    });
  });
});

describe("the plan is described", () => {
  test.each<[AutomaticUpgrade | undefined, string]>([
    [undefined, "Azure returns no plan so far"],
    [{}, "not planned for a date (mode not set)"],
    [
      { mode: "Enabled", plannedByMicrosoft: false },
      "not planned for a date (mode Enabled, planned by Microsoft: no)",
    ],
    [
      {
        mode: "Enabled",
        plannedByMicrosoft: true,
        scheduledAt: "2026-04-15T00:00:00Z",
        statusReason: "Eligible",
      },
      "planned for 2026-04-15 00:00 UTC (mode Enabled, planned by Microsoft: yes, reason: Eligible)",
    ],
    [{ mode: "Enabled", scheduledAt: "soon" }, "planned for soon (mode Enabled)"],
  ])("of %j as %s", (upgrade, text) => {
    expect(planOf(upgrade)).toBe(text);
  });
});
