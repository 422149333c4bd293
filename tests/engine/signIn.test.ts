import { cli } from "../support/cli";
import { ProofProject } from "../support/proofProject";
import {
  appServiceIdentity,
  azureCli,
  machineEndpointIdentity,
  oidcFile,
  oidcRequest,
} from "../support/signIn";
import type { SignInTarget } from "../../local/session/signIn";
import { StackProject } from "../support/stackProject";

jest.setTimeout(300_000);

const ways: [string, (target: SignInTarget) => Promise<Record<string, string>>, string][] = [
  ["OIDC, with a pipeline's token file", oidcFile, "deployer"],
  ["OIDC, with the token that a job requests", oidcRequest, "deployer"],
  ["a managed identity, by App Service's endpoint", appServiceIdentity, "machine"],
  ["a managed identity, by a virtual machine's endpoint", machineEndpointIdentity, "machine"],
  ["the Azure CLI", azureCli, "deployer"],
];

/** No command and no provider has a client secret in its environment. */
describe.each(ways)("signed in by %s", (_what, signIn, identity) => {
  let project: ProofProject;
  let stack: StackProject;

  beforeAll(async () => {
    stack = await StackProject.create();
    project = new ProofProject(stack);
    const { environment, directory } = stack;
    Object.assign(stack.variables, await signIn({ environment, directory }));
    await project.startProviders(60_000);
    await stack.init();
  });
  afterAll(() => project?.close());

  test("the stack is deployed, its deployer found, and the CLI signs in too", async () => {
    expect(Object.keys(stack.environment).filter((name) => name.includes("CLIENT_SECRET"))).toEqual([]);
    await stack.set({ fineTuningPrincipals: ["ada@contoso.example", "ML Engineers"] });
    await stack.up();
    await stack.pulumi("preview", "--expect-no-changes");
    const { body: seed } = await stack.azure.control("GET", "/_local/seed");
    const assignment = (await stack.resources()).get(
      "authorization:RoleAssignment wandb-secrets-officer-deployer",
    )!;
    expect(assignment.inputs.principalType).toBe("ServicePrincipal");
    expect(assignment.inputs.principalId === seed.deployer.objectId).toBe(identity === "deployer");
    const doctor = await cli(stack, ["doctor", "--json"], {
      AZURE_SUBSCRIPTION_ID: stack.environment.ARM_SUBSCRIPTION_ID!,
    });
    expect(doctor.stderr).not.toContain("Not signed in");
    expect(doctor.stdout).toContain("identity.secretAccess");
    await stack.pulumi("destroy", "--yes", "--skip-preview");
  });
});
