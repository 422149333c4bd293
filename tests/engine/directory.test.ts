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
  ])("$what: the message names the cause", async ({ principal, faults, message }) => {
    await project.set({ fineTuningPrincipals: [principal] });
    await project.azure.control("POST", "/_local/faults", faults);
    const output = await project.failingPulumi("preview");
    await project.azure.control("DELETE", "/_local/faults");
    expect(output.replace(/\s+/g, " ")).toMatch(message);
    expect(output).toContain("Invalid configuration: 1 problem.");
    expect(output).not.toContain("error occurred");
  });
});
