import { StackProject } from "../support/stackProject";

jest.setTimeout(240_000);

const refusal = {
  status: 403,
  code: "Authorization_RequestDenied",
  message: "Insufficient privileges to complete the operation.",
};

describe("principals that cannot be looked up", () => {
  let project: StackProject;
  beforeAll(async () => {
    project = await StackProject.create();
    await project.init();
  });
  afterAll(() => project?.close());

  test.each<{ what: string; principal: string; faults: object[]; message: RegExp }>([
    {
      what: "a group that does not exist",
      principal: "No Such Group",
      faults: [],
      message: /\(No group found matching specified filter \(displayName eq 'No Such Group'\)\)/,
    },
    {
      what: "groups that the deploying identity may not read",
      principal: "ML Engineers",
      faults: [{ service: "graph", path: "/groups", ...refusal }],
      message:
        /\(No group found matching .*: unexpected status 403 \(403 Forbidden\) with error: Authorization_RequestDenied: Insufficient privileges/,
    },
    {
      what: "users that the deploying identity may not read",
      principal: "ada@contoso.example",
      faults: [{ service: "graph", path: "/users", ...refusal }],
      message:
        /the user could not be looked up \(Finding user with UPN: "ada@contoso\.example": unexpected status 403 .*: check the name, or give User:GUID/,
    },
    {
      what: "a guest by the mail address",
      principal: "grace@fabrikam.example",
      faults: [],
      message: /no user of the tenant has this user principal name: .* A guest's is NAME_DOMAIN#EXT#@TENANT/,
    },
  ])("$what: the message names the cause", async ({ principal, faults, message }) => {
    await project.set({ fineTuningPrincipals: [principal] });
    await project.azure.control("POST", "/_local/faults", faults);
    const output = await project.failingPulumi("preview");
    await project.azure.control("DELETE", "/_local/faults");
    expect(output.replace(/\s+/g, " ")).toMatch(message);
    expect(output).toContain("Invalid configuration: 1 problem.");
    expect(output).not.toContain("error occurred");
  });

  test.each([
    { setting: "fineTuningPrincipals", child: "wandb-team-member" },
    { setting: "keyVaultSecretsOfficers", child: "wandb-secrets-officer" },
  ])(
    "a guest: $setting accepts the user principal name with #EXT#, and the mail's message shows its form",
    async ({ setting, child }) => {
      const mail = `ada.${setting}@partner.com`;
      const { body: guest } = await project.azure.control("POST", "/_local/directory/users", { mail });
      expect(guest.userPrincipalName).toBe(`ada.${setting}_partner.com#EXT#@contoso.onmicrosoft.com`);
      await project.set({ fineTuningPrincipals: ["ada@contoso.example"], keyVaultSecretsOfficers: [] });

      await project.set({ [setting]: [mail] });
      const output = (await project.failingPulumi("preview")).replace(/\s+/g, " ");
      expect(output).toContain("Invalid configuration: 1 problem.");
      expect(output).toContain(`${setting}[0] is "${mail}": no user of the tenant has this`);
      expect(output).toContain("A guest's is NAME_DOMAIN#EXT#@TENANT.onmicrosoft.com, and not the mail");

      await project.set({ [setting]: [guest.userPrincipalName] });
      expect(await project.preview()).toContainEqual(
        `create authorization:RoleAssignment ${child}-${guest.objectId}`,
      );
      await project.set({ fineTuningPrincipals: ["ada@contoso.example"], keyVaultSecretsOfficers: [] });
    },
  );

  test("the client id of an application: the message has the object id of its service principal, which is accepted", async () => {
    const { body } = await project.azure.control("POST", "/_local/directory/applications", {
      displayName: "pipeline",
    });
    await project.set({ fineTuningPrincipals: [`ServicePrincipal:${body.clientId}`] });
    const output = (await project.failingPulumi("preview")).replace(/\s+/g, " ");
    expect(output).toContain("it is the client id of the application");
    expect(output).toContain(`write ServicePrincipal:${body.objectId}`);
    await project.set({ fineTuningPrincipals: [`ServicePrincipal:${body.objectId}`] });
    expect(await project.preview()).toContainEqual(
      `create authorization:RoleAssignment wandb-team-member-${body.objectId}`,
    );
  });

  test("a client id is not looked up where the directory may not be read", async () => {
    const { body } = await project.azure.control("POST", "/_local/directory/applications", {
      displayName: "pipeline",
    });
    await project.set({ fineTuningPrincipals: [`ServicePrincipal:${body.clientId}`] });
    await project.azure.control("POST", "/_local/faults", [
      { service: "graph", path: "/servicePrincipals", ...refusal },
    ]);
    expect(await project.preview()).toContainEqual(
      `create authorization:RoleAssignment wandb-team-member-${body.clientId}`,
    );
    await project.azure.control("DELETE", "/_local/faults");
  });
});
