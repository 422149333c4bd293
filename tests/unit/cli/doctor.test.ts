import { allChecks } from "../../../cli/doctor/allChecks";
import { defineCheck, failed, passed, warning } from "../../../cli/doctor/check";
import type { Check, CheckId, Examination, Facts } from "../../../cli/doctor/check";
import { runChecks } from "../../../cli/doctor/runChecks";

const examination = { target: { accountName: "account" } } as Examination;
const account = { id: "account-id", location: "swedencentral" } as Facts["account"];

const accountExists = (run: () => Promise<ReturnType<typeof passed<{ account: Facts["account"] }>>>) =>
  defineCheck({ id: "account.exists", title: "account", needs: [], documentation: "docs", run });
const accountKind = defineCheck({
  id: "account.kind",
  title: "kind",
  needs: ["account.exists"],
  documentation: "docs",
  run: async ({ account: { location } }) => passed(location),
});

const statuses = async (...checks: Check[]) =>
  (await runChecks(checks, examination, () => undefined)).map(({ id, status }) => [id, status]);

describe("the checks", () => {
  const all = allChecks({ model: "m", entity: "e", assumedEndpoint: true }, []);

  test("have unique IDs, and run after the checks that they need", () => {
    const before = new Set<CheckId>();
    for (const { id, needs } of all) {
      expect(before).not.toContain(id);
      expect(needs.filter((need) => !before.has(need))).toEqual([]);
      before.add(id);
    }
  });

  test("have a title and documentation", () => {
    for (const { title, documentation } of all) {
      expect(title).not.toBe("");
      expect(documentation).toMatch(/^https:\/\/(learn\.microsoft\.com|github\.com\/azure-openai-wandb)\//);
    }
  });

  test("depend on the options, and on whether a stack is specified", () => {
    const ids = (checks: readonly Check[]) => checks.map(({ id }) => id);
    const optional = ["training.modelAndType", "stack.roleAssignments", "stack.principals", "wandb.entity"];
    expect(ids(allChecks({}, undefined))).toEqual(ids(all).filter((id) => !optional.includes(id)));
  });
});

describe("the runner", () => {
  test("passes facts on, and reports each finding at once", async () => {
    const reported: string[] = [];
    const exists = accountExists(async () => passed("there", { account }));
    const findings = await runChecks([exists, accountKind], examination, ({ id }) => reported.push(id));
    expect(findings).toEqual([
      { id: "account.exists", title: "account", status: "passed", detail: "there", documentation: "docs" },
      { id: "account.kind", title: "kind", status: "passed", detail: "swedencentral", documentation: "docs" },
    ]);
    expect(reported).toEqual(["account.exists", "account.kind"]);
  });

  test("skips a check whose needs failed", async () => {
    const missing = defineCheck({
      ...accountKind,
      id: "account.exists",
      needs: [],
      run: async () => failed("404", "npx pulumi up"),
    });
    expect(await statuses(missing, accountKind)).toEqual([
      ["account.exists", "failed"],
      ["account.kind", "skipped"],
    ]);
  });

  test("runs a check whose needs passed with a warning", async () => {
    const expiring = defineCheck({
      ...accountKind,
      id: "secret.expiry",
      needs: [],
      run: async () => warning("expires in 2 days", "rotate"),
    });
    const next = defineCheck({
      ...accountKind,
      id: "secret.enabled",
      needs: ["secret.expiry"],
      run: async () => passed("enabled"),
    });
    expect(await statuses(expiring, next)).toEqual([
      ["secret.expiry", "warning"],
      ["secret.enabled", "passed"],
    ]);
  });

  test("warns of a check that throws, skips what needs it, and runs the others", async () => {
    const unreachable = accountExists(() => Promise.reject(new Error("ETIMEDOUT")));
    const other = defineCheck({
      ...accountKind,
      id: "vault.network",
      needs: [],
      run: async () => passed("open"),
    });
    expect(await statuses(unreachable, accountKind, other)).toEqual([
      ["account.exists", "warning"],
      ["account.kind", "skipped"],
      ["vault.network", "passed"],
    ]);
  });
});
