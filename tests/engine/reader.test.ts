import * as fs from "node:fs";
import * as path from "node:path";
import type { Finding } from "../../cli/doctor/check";
import { cli } from "../support/cli";
import { ProofProject } from "../support/proofProject";
import { StackProject } from "../support/stackProject";

jest.setTimeout(240_000);

const reader = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7";

describe("an identity with Reader alone, which may not read the directory", () => {
  let project: ProofProject;
  let stack: StackProject;

  beforeAll(async () => {
    stack = await StackProject.create();
    project = new ProofProject(stack);
    const { body: seed } = await stack.azure.control("GET", "/_local/seed");
    await stack.init({
      fineTuningPrincipals: [`User:${seed.users[0].objectId}`],
      keyVaultSecretsOfficers: [`ServicePrincipal:${seed.deployer.objectId}`],
    });
    await stack.up();
    const { body: application } = await stack.azure.control("POST", "/_local/directory/applications", {
      displayName: "reader",
      roles: [{ roleDefinitionId: reader, scope: stack.azure.subscription }],
    });
    for (const family of ["ARM", "AZURE"]) {
      stack.variables[`${family}_CLIENT_ID`] = application.clientId;
      stack.variables[`${family}_CLIENT_SECRET`] = application.clientSecret;
    }
    await project.startProviders(60_000);
    await stack.azure.control("POST", "/_local/faults", [
      {
        service: "graph",
        status: 403,
        code: "Authorization_RequestDenied",
        message: "Insufficient privileges.",
      },
    ]);
  });
  afterAll(() => project?.close());

  test("previews and refreshes without a change, and sends nothing but reads", async () => {
    await stack.azure.control("DELETE", "/_local/requests");
    await stack.pulumi("preview", "--expect-no-changes");
    await stack.pulumi("refresh", "--yes", "--expect-no-changes");
    await stack.pulumi("preview", "--refresh=false", "--expect-no-changes");
    const { body } = await stack.azure.control("GET", "/_local/requests");
    const requests = (body.requests as { method: string; status: number; url: string }[]).filter(
      ({ url }) => url.startsWith("https://management.azure.com/") || url.includes(".vault.azure.net"),
    );
    expect(requests.length).toBeGreaterThan(7);
    expect(new Set(requests.map(({ method, status }) => `${status} ${method}`))).toEqual(
      new Set(["200 GET"]),
    );
  });

  test("previews without a write to the backend, so that it needs no right to write there", async () => {
    const folder = path.join(stack.state, "pulumi/.pulumi");
    const files = () =>
      fs
        .readdirSync(folder, { recursive: true, encoding: "utf8" })
        .map((name) => [name, fs.statSync(path.join(folder, name)).mtimeMs] as const)
        .sort();
    const before = files();
    expect(before.some(([name]) => name.startsWith("stacks"))).toBe(true);
    await stack.pulumi("preview", "--expect-no-changes");
    expect(files()).toEqual(before);
  });

  test("doctor names what it could not check, and does not report the deployment as ready", async () => {
    const { code, stdout } = await cli(stack, ["doctor"]);
    expect(code).toBe(0);
    expect(stdout).not.toContain("Ready for the W&B integration");
    expect(stdout.trim().split("\n").at(-1)).toMatch(
      /^No check failed, and 3 checks could not be completed: Job quota; Principals of the stack's role assignments; Secret's value\. .* permissions above\./,
    );
    const { findings } = JSON.parse((await cli(stack, ["doctor", "--json"])).stdout) as {
      findings: Finding[];
    };
    expect(findings.filter(({ notChecked }) => notChecked).map(({ id }) => id)).toEqual([
      "training.jobQuota",
      "stack.principals",
      "secret.value",
    ]);
  });
});
