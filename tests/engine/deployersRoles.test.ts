import * as fs from "node:fs";
import * as path from "node:path";
import { builtInRoles } from "../../local/azure/authorization/builtInRoles";
import { root, StackProject } from "../support/stackProject";

jest.setTimeout(400_000);

const page = fs.readFileSync(path.join(root, "docs/how-to/assign-the-deployers-roles.md"), "utf8");

/** Roles of the page's first table that a stack without any other setting needs, in the page's order. */
const [contributor, administrators] = [...page.matchAll(/^\| ([^|]+) \| The s[^|]+\| [^|]+\|$/gm)].map(
  ([, roles]) => roles!.split(", or "),
) as [string[], string[]];

function definitionOf(roleName: string): string {
  const role = [...builtInRoles.values()].find((one) => one.roleName === roleName);
  if (!role) {
    throw new Error(`The page names ${roleName}, which is no built-in role.`);
  }
  return `/providers/Microsoft.Authorization/roleDefinitions/${role.name}`;
}

describe("a deployer with the roles of docs/how-to/assign-the-deployers-roles.md on the subscription", () => {
  let project: StackProject;

  /** Deploys as a new application with these roles. */
  async function signInWith(roles: readonly string[]): Promise<void> {
    const { body } = await project.azure.control("POST", "/_local/directory/applications", {
      displayName: `deployer with ${roles.join(" and ")}`,
      roles: roles.map((role) => ({
        roleDefinitionId: definitionOf(role),
        scope: project.azure.subscription,
      })),
    });
    const { clientId, clientSecret } = body as { clientId: string; clientSecret: string };
    await project.set({ "azure-native:clientId": clientId });
    await project.pulumi("config", "set", "--secret", "azure-native:clientSecret", clientSecret);
  }

  beforeAll(async () => {
    project = await StackProject.create();
    await project.init();
  });
  afterAll(() => project?.close());

  test("is read from the page", () => {
    expect([contributor, administrators.length]).toEqual([["Contributor"], 2]);
  });

  test.each([["the first"], ["the second"]])(
    "without %s role is refused, by the action that it lacks",
    async (which) => {
      const [roles, action] =
        which === "the first"
          ? [administrators.slice(0, 1), "Microsoft.Resources/subscriptions/resourcegroups/write"]
          : [contributor, "Microsoft.Authorization/roleAssignments/write"];
      await signInWith(roles);
      const output = await project.failingPulumi("up", "--yes", "--skip-preview");
      expect(output).toContain("AuthorizationFailed");
      expect(output.toLowerCase()).toContain(action.toLowerCase());
      await project.pulumi("destroy", "--yes", "--skip-preview");
    },
  );

  test.each(administrators)(
    "deploys, previews without a change and destroys as Contributor and %s",
    async (role) => {
      await signInWith([...contributor, role]);
      await project.up();
      expect(await project.preview()).toEqual([]);
      await project.pulumi("destroy", "--yes", "--skip-preview");
    },
  );
});
