import { StackProject } from "../support/stackProject";

jest.setTimeout(240_000);

/** The stack on an Azure that is slow, busy or unwilling: success, or one clear error and a second `up` that finishes. */
describe("the stack is deployed", () => {
  let project: StackProject;

  beforeEach(async () => {
    project = await StackProject.create();
    await project.init();
  });
  afterEach(() => project.close());

  const settings = (values: object) => project.azure.control("PUT", "/_local/settings", values);
  const faults = (...list: object[]) => project.azure.control("POST", "/_local/faults", list);
  const failedUp = async () => {
    const { code, stdout, stderr } = await project.tryPulumi("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    return stdout + stderr;
  };
  const finishes = async () => {
    await project.up();
    await project.pulumi("preview", "--expect-no-changes");
  };

  test("while grants propagate slowly: up needs no grant on data, and a destroy that comes too early can be repeated", async () => {
    await settings({ propagation: { seconds: 0, checks: 1 } });
    await finishes();
    const early = await project.tryPulumi("destroy", "--yes", "--skip-preview");
    expect(early.code).not.toBe(0);
    expect(early.stdout).toContain("ForbiddenByRbac");
    expect(early.stdout).toContain("please observe propagation time");
    await project.pulumi("destroy", "--yes", "--skip-preview");
  });

  test("while the account takes its time", async () => {
    await settings({ operations: { polls: 5 } });
    await finishes();
  });

  test("while another operation runs on the account", async () => {
    await faults({
      service: "arm",
      method: "PUT",
      path: "/accounts/[^/]+$",
      count: 2,
      status: 409,
      code: "AnotherOperationInProgress",
      message: "Another operation is in progress.",
    });
    await finishes();
    await project.azure.control("DELETE", "/_local/faults");
    await faults({
      service: "arm",
      method: "PUT",
      path: "/accounts/[^/]+$",
      count: 1,
      status: 409,
      code: "RequestConflict",
      message: "Another operation is being performed on the parent resource.",
    });
    await project.set({ tags: ["a=b"] });
    expect(await failedUp()).toContain("Another operation is being performed");
    await finishes();
  });

  test("with every second call throttled", async () => {
    await faults({
      service: "arm",
      every: 2,
      status: 429,
      code: "TooManyRequests",
      message: "Slow down.",
      headers: { "retry-after": "0" },
    });
    await finishes();
    const { body } = await project.azure.control("GET", "/_local/requests");
    const throttled = (body.requests as { status: number }[]).filter(({ status }) => status === 429);
    expect(throttled.length).toBeGreaterThan(20);
  });

  test("although requests fail and connections break now and then", async () => {
    await faults(
      { service: "arm", every: 5, status: 503, code: "ServiceUnavailable", message: "Try again." },
      { service: "arm", method: "GET", skip: 2, every: 7, reset: true },
    );
    await finishes();
  });

  test("after names from an earlier life have been purged", async () => {
    await project.set({ vaultName: "kv-earlier-life", accountName: "openai-earlier-life" });
    await project.up();
    await project.pulumi("destroy", "--yes", "--skip-preview");
    const said = await failedUp();
    expect(said).toMatch(/exists in deleted state. You need to either recover or purge/);
    expect(said).toMatch(/has been soft-deleted.*please purge it first/);
    const { azure } = project;
    const place = "/locations/swedencentral";
    const vaults = `${azure.subscription}/providers/Microsoft.KeyVault${place}/deletedVaults/kv-earlier-life/purge`;
    const accounts = `${azure.subscription}/providers/Microsoft.CognitiveServices${place}/resourceGroups/rg-openai-wandb-test/deletedAccounts/openai-earlier-life`;
    expect((await azure.arm("POST", `${vaults}?api-version=2023-07-01`)).status).toBe(200);
    expect((await azure.arm("DELETE", `${accounts}?api-version=2024-10-01`)).status).toBe(200);
    await finishes();
  });

  test("once somebody who may assign roles deploys it", async () => {
    const { body: seed } = await project.azure.control("GET", "/_local/seed");
    const { clientId, clientSecret } = seed.contributor as { clientId: string; clientSecret: string };
    await project.set({ "azure-native:clientId": clientId });
    await project.run("pulumi", ["config", "set", "--secret", "azure-native:clientSecret"], clientSecret);
    const said = await failedUp();
    expect(said).toContain("AuthorizationFailed");
    expect(said).toContain("Microsoft.Authorization/roleAssignments/write");
    expect(said).not.toContain(clientSecret);
    await project.pulumi("config", "rm", "azure-native:clientId");
    await project.pulumi("config", "rm", "azure-native:clientSecret");
    await finishes();
  });

  test("after the creation of the account has failed in the middle", async () => {
    await faults({
      method: "PUT",
      path: "/accounts/",
      count: 1,
      operation: "Failed",
      code: "InternalServerError",
      message: "no capacity",
    });
    expect(await failedUp()).toContain("no capacity");
    // Azure has the account: the state must know it too, or the next up would meet it as a stranger.
    expect([...(await project.resources()).keys()]).toContain("cognitiveservices:Account wandb-account");
    await finishes();
  });
});
