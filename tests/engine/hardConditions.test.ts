import { StackProject } from "../support/stackProject";

jest.setTimeout(240_000);

/** The stack on an Azure that is slow, busy or failing: it succeeds, or ends in one clear error and a second `up` succeeds. */
describe("the stack is deployed", () => {
  let project: StackProject;

  beforeEach(async () => {
    project = await StackProject.create();
    await project.init();
  });
  afterEach(() => project.close());

  const settings = (values: object) => project.azure.control("PUT", "/_local/settings", values);
  const faults = (...list: object[]) => project.azure.control("POST", "/_local/faults", list);
  const failedUp = () => project.failingPulumi("up", "--yes", "--skip-preview");
  const finishes = async () => {
    await project.up();
    await project.pulumi("preview", "--expect-no-changes");
  };

  test("while role assignments propagate slowly: neither up nor destroy needs a data action", async () => {
    await settings({ propagation: { seconds: 0, checks: 1 } });
    await finishes();
    await project.pulumi("destroy", "--yes", "--skip-preview");
  });

  test("while role assignments propagate slowly: a destroy that comes too early for the secret of a specified vault can be repeated", async () => {
    await settings({ propagation: { seconds: 0, checks: 1 } });
    await project.set({ vaultName: "kv-slow-roles" });
    await finishes();
    const early = await project.tryPulumi("destroy", "--yes", "--skip-preview");
    expect(early.code).not.toBe(0);
    expect(early.stdout).toContain("ForbiddenByRbac");
    expect(early.stdout).toContain("please observe propagation time");
    await project.pulumi("destroy", "--yes", "--skip-preview");
    await project.pulumi("config", "rm", "vaultName");
  });

  test("while the account is created slowly", async () => {
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

  test("after soft-deleted resources with the same names have been purged", async () => {
    await project.set({ vaultName: "kv-earlier-life", accountName: "openai-earlier-life" });
    await project.up();
    await project.pulumi("destroy", "--yes", "--skip-preview");
    const output = await failedUp();
    expect(output).toMatch(/exists in deleted state. You need to either recover or purge/);
    expect(output).toMatch(/has been soft-deleted.*please purge it first/);
    const { azure } = project;
    const place = "/locations/swedencentral";
    const vaults = `${azure.subscription}/providers/Microsoft.KeyVault${place}/deletedVaults/kv-earlier-life/purge`;
    const accounts = `${azure.subscription}/providers/Microsoft.CognitiveServices${place}/resourceGroups/rg-openai-wandb-test/deletedAccounts/openai-earlier-life`;
    // Recorded, azure-cli, May 2023.
    expect((await azure.arm("POST", `${vaults}?api-version=2023-07-01`)).status).toBe(202);
    expect((await azure.arm("DELETE", `${accounts}?api-version=2024-10-01`)).status).toBe(200);
    await finishes();
  });

  test("once an identity that may assign roles deploys it", async () => {
    const { body: seed } = await project.azure.control("GET", "/_local/seed");
    const { clientId, clientSecret } = seed.contributor as { clientId: string; clientSecret: string };
    await project.set({ "azure-native:clientId": clientId });
    await project.run("pulumi", ["config", "set", "--secret", "azure-native:clientSecret"], clientSecret);
    const output = await failedUp();
    expect(output).toContain("AuthorizationFailed");
    expect(output).toContain("Microsoft.Authorization/roleAssignments/write");
    expect(output).not.toContain(clientSecret);
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
    // Azure has the account: without it in the state the next up would fail to create it.
    expect([...(await project.resources()).keys()]).toContain("cognitiveservices:Account wandb-account");
    await finishes();
  });
});
