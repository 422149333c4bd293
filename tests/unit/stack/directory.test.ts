import * as pulumi from "@pulumi/pulumi";
import { findPrincipals } from "../../../stack/directory";
import type { Problem } from "../../../stack/problem";

/** What azuread returns for a look-up: the list of its errors, as the engine passes it on. */
const azureadError = (token: string, ...errors: string[]) =>
  `invocation of ${token} returned an error: invoking ${token}: ${errors.length} error${errors.length === 1 ? "" : "s"} occurred:\n` +
  `${errors.map((error) => `\t* ${error}\n`).join("")}\n`;

const refused =
  "unexpected status 403 (403 Forbidden) with error: Authorization_RequestDenied: Insufficient privileges to complete the operation.";

let failures: Record<string, string[]> = {};

beforeAll(() =>
  pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
    call({ token }) {
      const details = azureadError(token, ...(failures[token] ?? []));
      // As gRPC's errors: Pulumi reads the details.
      throw Object.assign(new Error(details), { details });
    },
  }),
);

async function problemsOf(...entries: string[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  await findPrincipals("fineTuningPrincipals", entries, problems);
  return problems;
}

describe("a look-up in the directory that fails", () => {
  test("is reported with azuread's reason, not with the line that counts its errors", async () => {
    failures = {
      "azuread:index/getGroup:getGroup": [
        "No group found matching specified filter (displayName eq 'Team')",
        "another error\n\nof two lines",
      ],
    };
    expect(await problemsOf("Team")).toEqual([
      {
        setting: "fineTuningPrincipals[0]",
        reason:
          `is "Team": the group could not be looked up (No group found matching specified filter (displayName eq 'Team'); ` +
          "another error of two lines): check the name, or give Group:GUID with its object id",
      },
    ]);
  });

  test("names the refusal of the directory, for groups and for users", async () => {
    failures = {
      "azuread:index/getGroup:getGroup": [
        `No group found matching specified filter (displayName eq 'Team'): ${refused}`,
      ],
      "azuread:index/getUsers:getUsers": [`Finding user with UPN: "ada@contoso.example": ${refused}`],
    };
    const problems = await problemsOf("Team", "ada@contoso.example", "grace@contoso.example");
    expect(problems.map(({ setting }) => setting).sort()).toEqual(
      [0, 1, 2].map((index) => `fineTuningPrincipals[${index}]`),
    );
    for (const { reason } of problems) {
      expect(reason).toContain("Authorization_RequestDenied: Insufficient privileges");
      expect(reason).toMatch(/or give (Group|User):GUID with (its|the) object id$/);
    }
  });
});
