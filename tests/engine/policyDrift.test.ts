import * as fs from "node:fs";
import * as path from "node:path";
import { createPlatformGroup, createPlatformProject } from "../support/platformProject";
import { root, StackProject } from "../support/stackProject";

jest.setTimeout(240_000);

const vault = "keyvault:Vault wandb-vault";
const account = "cognitiveservices:Account wandb-account";
const types: Record<string, string> = {
  [vault]: "Microsoft.KeyVault/vaults",
  [account]: "Microsoft.CognitiveServices/accounts",
};

const page = fs.readFileSync(path.join(root, "docs/how-to/correct-drift.md"), "utf8");

/** The transform of docs/how-to/correct-drift.md, as a reader copies it. */
const documentedTransform = /^const leftToPolicy[^]*?^\}\);$/m.exec(page)![0];

/** Options of the same page, for a tag. */
const ignoredTag = /\{ opts: \{ ignoreChanges: \['tags\["costCenter"\]'\] \} \}/.exec(page)![0];

interface Row {
  what: string;
  resource: string;
  /** What the policy sets. */
  sets: { properties?: object; tags?: Record<string, string> };
  setting: Record<string, string | string[]>;
  args: object;
}

/** What a policy may set, in the order of docs/how-to/correct-drift.md, with the setting of the stack and the argument that end the drift. */
const rows: Row[] = [
  {
    what: "the account's keys",
    resource: account,
    sets: { properties: { disableLocalAuth: true } },
    setting: { disableLocalAuth: "true" },
    args: { account: { disableLocalAuth: true } },
  },
  {
    what: "the account's public network access",
    resource: account,
    sets: { properties: { publicNetworkAccess: "Disabled" } },
    setting: { accountPublicNetworkAccess: "false" },
    args: { account: { disableLocalAuth: true, publicNetworkAccess: false } },
  },
  {
    what: "the vault's public network access",
    resource: vault,
    sets: { properties: { publicNetworkAccess: "Disabled" } },
    setting: { vaultPublicNetworkAccess: "false" },
    args: {
      account: { disableLocalAuth: true, publicNetworkAccess: false },
      vault: { publicNetworkAccess: false },
    },
  },
];
const networkRules: Pick<Row, "resource" | "sets"> = {
  resource: vault,
  sets: { properties: { networkAcls: { bypass: "AzureServices", defaultAction: "Deny" } } },
};

/** Drift by a policy that changes a resource after each write, which ends with `agree`. */
async function driftUntil(
  project: StackProject,
  { resource, sets }: Pick<Row, "resource" | "sets">,
  agree: () => unknown,
): Promise<void> {
  const later = () => project.azure.control("POST", "/_local/clock", { seconds: 601 });
  await project.azure.control("PUT", "/_local/policies", [
    {
      effect: "deployIfNotExists",
      displayName: "Set by policy",
      resourceTypes: [types[resource]],
      afterSeconds: 600,
      ...sets,
    },
  ]);
  await later();
  expect(await project.preview()).toEqual([`update ${resource}`]);
  await agree();
  await project.up();
  await later();
  await project.pulumi("preview", "--expect-no-changes");
  await project.azure.control("DELETE", "/_local/policies");
}

/** A policy that changes requests, which a write meets while the program specifies the contrary. */
async function modified(project: StackProject, write: () => unknown): Promise<void> {
  await project.azure.control("PUT", "/_local/policies", [
    {
      effect: "modify",
      displayName: "Set in the request",
      resourceTypes: [types[account]],
      tags: { reviewed: "yes" },
      // The component sets it to false.
      properties: { restrictOutboundNetworkAccess: true },
    },
  ]);
  await write();
  await project.up();
  const { id } = (await project.resources()).get(account)!;
  const { body } = await project.azure.arm("GET", `${id}?api-version=2024-10-01`);
  expect(body).toMatchObject({
    properties: { restrictOutboundNetworkAccess: true },
    tags: { reviewed: "yes" },
  });
  await project.pulumi("preview", "--expect-no-changes");
  await project.azure.control("DELETE", "/_local/policies");
}

describe("drift by an Azure policy, in the stack", () => {
  let project: StackProject;
  beforeAll(async () => {
    project = await StackProject.create();
    await project.init();
    await project.up();
  });
  afterAll(() => project?.close());

  test("a policy that changes requests causes none, whatever the settings are", () =>
    modified(project, () => project.set({ tags: ["team=ml"] })));

  test.each(rows)("on $what ends with the documented setting", async ({ setting, ...row }) => {
    await driftUntil(project, row, () => project.set(setting));
  });

  test("on what no setting has ends with the documented transform", async () => {
    await driftUntil(project, networkRules, () => {
      const program = fs.readFileSync(path.join(root, "index.ts"), "utf8");
      const [before, after] = program.split("  const integration = new WandbIntegration(");
      project.write(
        "index.ts",
        `${before!.replace("import { validateArgs,", "import { transformChildren, validateArgs,")}` +
          `${documentedTransform}\n  pulumi.runtime.registerResourceTransform(leftToPolicy);\n` +
          `  const integration = new WandbIntegration(${after}`,
      );
    });
  });
});

describe("drift by an Azure policy, in a program with the component", () => {
  let project: StackProject;
  const withArgs = (args: object) => project.write("args.json", JSON.stringify(args));
  const program = () => fs.readFileSync(path.join(project.directory, "program/index.ts"), "utf8");
  beforeAll(async () => {
    project = await createPlatformProject({ ownProcess: true });
    await createPlatformGroup(project);
    await project.init({});
    await project.up();
  });
  afterAll(() => project?.close());

  test("a policy that changes requests causes none, whatever the arguments are", () =>
    modified(project, () => withArgs({ tags: { team: "ml" } })));

  test.each(rows)("on $what ends with the argument", async ({ args, ...row }) => {
    await driftUntil(project, row, () => withArgs({ tags: { team: "ml" }, ...args }));
  });

  test("on tags ends with a transform that ignores them", async () => {
    const tags = { resource: account, sets: { tags: { costCenter: "42" } } };
    await driftUntil(project, tags, () =>
      project.write(
        "index.ts",
        program().replace(
          "  protect,\n",
          `  protect,\n  transforms: [transformChildren({ account: () => (${ignoredTag}) })],\n`,
        ),
      ),
    );
  });

  test("on what no argument has ends with the documented transform", async () => {
    await driftUntil(project, networkRules, () =>
      project.write(
        "index.ts",
        program()
          .replace("const integration =", `${documentedTransform}\nconst integration =`)
          .replace(/ {2}protect,\n( {2}transforms: .*\n)?/, "  protect,\n  transforms: [leftToPolicy],\n"),
      ),
    );
  });
});
