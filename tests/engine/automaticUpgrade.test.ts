import type { Finding } from "../../cli/doctor/check";
import { cli } from "../support/cli";
import { StackProject } from "../support/stackProject";

jest.setTimeout(300_000);

const version = "api-version=2026-01-15-preview";
const week = 7 * 86_400;

describe("Azure's automatic upgrade of an account to Foundry", () => {
  let project: StackProject;
  let id: string;

  beforeAll(async () => {
    project = await StackProject.create();
    const { body } = await project.azure.control("GET", "/_local/seed");
    await project.init({ fineTuningPrincipals: [`ServicePrincipal:${body.deployer.objectId}`] });
    await project.up();
    id = (await project.resources()).get("cognitiveservices:Account wandb-account")!.id;
  });
  afterAll(() => project?.close());

  const account = async () => (await project.azure.arm("GET", `${id}?${version}`)).body;
  const modeOf = async () => (await account()).properties.foundryAutoUpgrade?.mode;
  const doctor = async (...flags: string[]) => {
    const { code, stdout } = await cli(project, ["doctor", "--json", ...flags]);
    const { findings, ...rest } = JSON.parse(stdout) as {
      findings: Finding[];
      fixed: string[];
      prevented: string[];
      notFixed: string[];
    };
    return { code, ...rest, found: Object.fromEntries(findings.map((finding) => [finding.id, finding])) };
  };
  const upgrade = async (...flags: string[]) => (await doctor(...flags)).found["account.automaticUpgrade"];
  const plan = (keepsOptOut = true) =>
    project.azure.control("PUT", "/_local/settings", { foundryUpgrade: { afterSeconds: week, keepsOptOut } });
  const pass = (weeks: number) => project.azure.control("POST", "/_local/clock", { seconds: weeks * week });

  test("is warned of, found, rolled back by up, prevented by doctor --fix, and does not happen again", async () => {
    expect(await upgrade()).toMatchObject({
      status: "warning",
      detail: expect.stringMatching(/^Azure returns no plan so far\. .*nothing prevents it unless/),
      remedy: expect.stringContaining("npx azure-openai-wandb doctor --fix"),
    });
    await plan();
    const { scheduledAt } = (await account()).properties.foundryAutoUpgrade;
    expect(await upgrade()).toMatchObject({
      status: "warning",
      detail: expect.stringContaining(
        `planned for ${scheduledAt.slice(0, 16).replace("T", " ")} UTC (mode Enabled, planned by Microsoft: yes, reason: Eligible)`,
      ),
    });

    await pass(1.1);
    const { code, found } = await doctor();
    expect(code).toBe(1);
    expect(found["account.kind"]).toMatchObject({
      status: "failed",
      detail: expect.stringMatching(/^AIServices/),
    });
    expect(found["account.rollback"]).toMatchObject({ status: "passed" });
    expect(found["account.automaticUpgrade"]).toMatchObject({ status: "skipped" });

    await project.up();
    expect(await account()).toMatchObject({ kind: "OpenAI" });
    expect(await project.preview()).toEqual([]);

    const { stdout } = await cli(project, ["doctor", "--fix"]);
    const lines = stdout.split("\n");
    const plannedAt = lines.findIndex((line) => /^→ opt \S+ out of the automatic upgrade/.test(line));
    expect(lines[plannedAt + 1]).toMatch(/^✔ Fixed: opted \S+ out of the automatic upgrade to Foundry$/);
    expect(await modeOf()).toBe("Disabled");
    expect(await doctor("--fix")).toMatchObject({ code: 0, fixed: [], prevented: [], notFixed: [] });

    await pass(3);
    expect(await account()).toMatchObject({ kind: "OpenAI" });
    expect(await upgrade()).toMatchObject({ status: "passed", detail: expect.stringMatching(/^opted out/) });
    expect(await project.preview()).toEqual([]);
  });

  test.each([
    [true, "passed"],
    [false, "warning"],
  ])("is looked at after an up, by which Azure keeps the opt-out or not: %s", async (keepsOptOut, status) => {
    await plan(keepsOptOut);
    await doctor("--fix");
    expect(await modeOf()).toBe("Disabled");
    await project.set({ disableLocalAuth: String(keepsOptOut) });
    expect(await project.preview()).toContain("update cognitiveservices:Account wandb-account");
    // Where the opt-out is lost, the schedule that has passed would upgrade the account at once.
    await project.azure.control("PUT", "/_local/settings", {
      foundryUpgrade: { afterSeconds: 100 * week, keepsOptOut },
    });
    await project.up();
    expect(await upgrade()).toMatchObject({ status });
  });

  test("is prevented by the W&B integration, which doctor sees where its endpoint exists", async () => {
    expect(await upgrade("--assumed-endpoint")).toMatchObject({ status: "warning" });
    expect(await cli(project, ["link", "--assumed-endpoint"])).toMatchObject({ code: 0 });
    expect(await upgrade("--assumed-endpoint")).toMatchObject({
      status: "passed",
      detail: expect.stringMatching(/The W&B integration prevents it$/),
    });
    await pass(200);
    expect(await account()).toMatchObject({ kind: "OpenAI" });
  });

  test("is not opted out of without the permission, and the error names it", async () => {
    const principal = "55555555-5555-4555-8555-555555555555";
    await project.azure.control("POST", "/_local/faults", [
      {
        service: "arm",
        method: "PATCH",
        path: "/accounts/",
        status: 403,
        code: "AuthorizationFailed",
        message: `The client 'x' with object id '${principal}' does not have authorization to perform action 'Microsoft.CognitiveServices/accounts/write' over scope '${id}'.`,
      },
    ]);
    const { code, prevented, notFixed } = await doctor("--fix");
    expect({ code, prevented }).toEqual({ code: 1, prevented: [] });
    expect(notFixed).toEqual([
      expect.stringMatching(
        /^account\.automaticUpgrade: 403 AuthorizationFailed .*accounts\/write.* --role "Cognitive Services Contributor" --assignee 55555555-/,
      ),
    ]);
    await project.azure.control("DELETE", "/_local/faults");
    const { stdout } = await cli(project, ["doctor"]);
    expect(stdout).toContain("Automatic upgrade to Foundry");
  });

  test.each([
    ["the later preview version", 1, { status: "warning" }],
    ["none of the preview versions", 2, { status: "warning", notChecked: true }],
  ])("is read by %s where Azure has no other", async (_what, count, expected) => {
    await project.azure.control("POST", "/_local/faults", [
      // The first read is that of the account itself.
      {
        service: "arm",
        method: "GET",
        path: "/accounts/[^/]+$",
        status: 400,
        code: "InvalidApiVersionParameter",
        skip: 1,
        count,
      },
    ]);
    expect(await upgrade()).toMatchObject(expected);
    await project.azure.control("DELETE", "/_local/faults");
  });
});
