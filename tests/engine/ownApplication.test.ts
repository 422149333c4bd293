import * as fs from "node:fs";
import * as path from "node:path";
import { root, StackProject } from "../support/stackProject";
import type { Finished } from "../support/stackProject";

jest.setTimeout(240_000);

const reader = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7";

/** The forms in which a user sets variables for one command of `npm run local --`. */
const forms = [
  { form: "variables before npm run local", words: (): string[] => [], before: true },
  {
    form: "env after it",
    words: (own: Record<string, string>) => ["env", ...Object.entries(own).map((pair) => pair.join("="))],
    before: false,
  },
];

describe("npm run local -- with an application that a user created", () => {
  let project: StackProject;
  let application: { clientId: string; clientSecret: string; objectId: string };
  const own = () => ({
    ARM_CLIENT_ID: application.clientId,
    ARM_CLIENT_SECRET: application.clientSecret,
  });
  /** Runs `npm run local -- COMMAND` without the session's variables, as a terminal does. */
  const local = (command: string[], variables: Record<string, string> = {}): Promise<Finished> => {
    const session = Object.fromEntries(
      Object.keys(project.environment)
        .filter((name) => /^(ARM|AZURE|PULUMI)_/.test(name))
        .map((name) => [name, ""]),
    );
    const run = ["-r", "./local/register.js", "./local/run.ts", "--state", project.state, ...command];
    return project.run(process.execPath, run, undefined, { ...session, ...variables });
  };

  beforeAll(async () => {
    project = await StackProject.create();
    // `npm run local` creates its stack in the project that it is a part of.
    for (const name of ["local", "cli"]) {
      fs.cpSync(path.join(root, name), path.join(project.directory, "program", name), { recursive: true });
    }
    const { body } = await project.azure.control("POST", "/_local/directory/applications", {
      displayName: "reader",
      roles: [{ roleDefinitionId: reader, scope: project.azure.subscription }],
    });
    application = body;
    expect(await local(["pulumi", "up", "--yes", "--skip-preview"])).toMatchObject({ code: 0 });
  });
  afterAll(() => project?.close());

  test.each(forms)(
    "$form: the providers sign in as it, as Azure's error shows",
    async ({ words, before }) => {
      const variables = before ? own() : {};
      expect(await local([...words(own()), "pulumi", "preview"], variables)).toMatchObject({ code: 0 });
      await local(["pulumi", "config", "set", "disableLocalAuth", "true"]);
      const { code, stdout } = await local(
        [...words(own()), "pulumi", "up", "--yes", "--skip-preview"],
        variables,
      );
      expect(code).not.toBe(0);
      const text = stdout.replace(/\s+/g, " ");
      expect(text).toContain("AuthorizationFailed");
      expect(text).toContain(`with object id '${application.objectId}'`);
    },
  );

  test.each(forms)("$form: the CLI signs in as it too", async ({ words, before }) => {
    const command = ["env"];
    const { stdout } = await local([...words(own()), ...command], before ? own() : {});
    for (const family of ["ARM", "AZURE"]) {
      expect(stdout).toContain(`${family}_CLIENT_ID=${application.clientId}\n`);
      expect(stdout).toContain(`${family}_CLIENT_SECRET=${application.clientSecret}\n`);
    }
  });

  test("an application of Azure is not used, as a line shows; nor is one without its secret", async () => {
    const elsewhere = {
      ARM_CLIENT_ID: "11111111-2222-4333-8444-555555555555",
      ARM_CLIENT_SECRET: "of-azure",
    };
    const { stdout, stderr } = await local(["env"], elsewhere);
    expect(stdout).not.toContain("of-azure");
    expect(stderr).toMatch(/^ {2}On the local Azure, ARM_CLIENT_ID, ARM_CLIENT_SECRET .* do not apply\. /m);
    expect(await local(["env"], { ARM_CLIENT_ID: application.clientId })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("has no client secret. Set ARM_CLIENT_SECRET"),
    });
    expect(await local(["--sign-in", "oidc", "env"], own())).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--sign-in oidc cannot be combined"),
    });
  });
});
