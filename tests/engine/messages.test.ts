/** What a user reads where a program with the component fails: each message once, without stack traces and inspected objects. */
import * as path from "node:path";
import { root, StackProject, testKey } from "../support/stackProject";

jest.setTimeout(300_000);

const components = path.join(root, "components");

/** The application of a client that the directory does not have. */
const unknownClient = "c0917b00-0000-4000-8000-0000000000ff";

const program = `import * as fs from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { WandbIntegration } from "./components/index";

/** The component as a package: it is constructed by a process of its own. */
class RemoteIntegration extends pulumi.ComponentResource {
  constructor(name: string, args: pulumi.Inputs) {
    super("azure-openai-wandb:index:WandbIntegration", name, args, {}, true);
  }
}
const { remote, later, ...given } = JSON.parse(fs.readFileSync("args.json", "utf8"));
const args = {
  resourceGroupName: "rg-platform",
  location: "swedencentral",
  wandbApiKey: new pulumi.Config().requireSecret("wandbApiKey"),
  ...given,
  ...Object.fromEntries(Object.entries(later ?? {}).map(([name, value]) => [name, pulumi.output(Promise.resolve(value))])),
};
new (remote ? RemoteIntegration : WandbIntegration)("wandb", args);
`;

const yaml = `name: platform
runtime:
  name: nodejs
  options: { typescript: false, nodeargs: --require=./components/preload/index.js }
plugins:
  providers:
    - { name: azure-openai-wandb, path: ${components} }
`;

/** The part of Pulumi's output that lists the errors; rows of the progress display repeat the first line of each. */
const diagnostics = (output: string) => output.slice(output.indexOf("Diagnostics:"));

/** A color code; an inspected object or promise. */
// eslint-disable-next-line no-control-regex -- color codes begin with a control character
const inspected = /\u001b\[|__pulumi|Resource \{|Promise \{|<ref \*\d|\[Circular/;
const stackTrace = /\n\s+at \S.*:\d+:\d+/;
const noise = new RegExp(`${inspected.source}|${stackTrace.source}`);

const times = (text: string, part: string) => text.split(part).length - 1;

/**
 * The engine that has shown a package's error sometimes ends before it has answered the program. The program then gets an error of the
 * engine's own, of the code Unknown (resource/deploy/source_eval.go of 3.250), which the SDK reports with a stack trace.
 */
const monitorEnded =
  /^ *error: Error: failed to register new resource .*: 2 UNKNOWN: resource monitor shut down\n(?:\s*\bat .*:\d+:\d+\)?\n)*/gm;

describe("a message of the component", () => {
  let project: StackProject;
  const group = () => `${project.azure.subscription}/resourceGroups/rg-platform`;

  beforeAll(async () => {
    project = await StackProject.create({
      ownProcess: true,
      files: { "Pulumi.yaml": yaml, "index.ts": program },
    });
    await project.azure.arm("PUT", `${group()}?api-version=2024-03-01`, { location: "swedencentral" });
    await project.azure.arm(
      "PUT",
      `${group()}/providers/Microsoft.KeyVault/vaults/kv-policies?api-version=2023-07-01`,
      {
        location: "swedencentral",
        properties: {
          tenantId: project.environment.ARM_TENANT_ID,
          sku: { family: "A", name: "standard" },
          enableRbacAuthorization: false,
          accessPolicies: [],
        },
      },
    );
    await project.init({});
  });
  afterAll(() => project?.close());

  const failing = async (args: object, ...command: string[]) => {
    project.write("args.json", JSON.stringify(args));
    return diagnostics(await project.failingPulumi(...command)).replace(monitorEnded, "");
  };

  const wrong = { location: "nowhere", vault: { vaultName: "1" } };

  test.each<[what: string, args: object, messages: string[]]>([
    ["arguments", wrong, ['location is "nowhere"', 'vault.vaultName is "1"']],
    [
      "arguments of the package",
      { remote: true, ...wrong },
      ['location is "nowhere"', 'vault.vaultName is "1"'],
    ],
    ["an argument that is known later", { later: { location: "nowhere" } }, ['location is "nowhere"']],
    ["a key", { wandbApiKey: "short" }, ["wandbApiKey has 5 characters"]],
    ["a look-up", { vault: { existing: { name: "nowhere" } } }, ["vault.existing: nowhere cannot be read"]],
    [
      "the state of an existing resource",
      { vault: { existing: { name: "kv-policies" } } },
      ["kv-policies has the permission model AccessPolicy"],
    ],
  ])("about %s is printed once, and nothing of the error besides", async (_what, args, messages) => {
    const printed = await failing(args, "preview");
    expect(printed).not.toMatch(noise);
    expect(messages.map((message) => [message, times(printed, message)])).toEqual(
      messages.map((message) => [message, 1]),
    );
  });

  test.each([
    ["as a class", false],
    ["as a package", true],
  ])("about a refused sign-in names the cause, without a stack trace (%s)", async (_what, remote) => {
    await project.set({ "azure-native:clientId": unknownClient });
    const printed = await failing({ remote }, "preview");
    await project.pulumi("config", "rm", "azure-native:clientId");
    const message = "The deploying identity cannot be read from the azure-native provider: Status=400";
    if (remote) {
      // Pulumi's host of a package reports an error of its outputs by each of its handlers, and the program that it has stopped.
      expect(printed).not.toMatch(inspected);
      expect(printed).toContain(message);
    } else {
      expect(printed).not.toMatch(noise);
      expect(times(printed, message)).toBe(1);
    }
    expect(printed).toContain(`Application with identifier '${unknownClient}' was not found`);
  });

  test("never has the W&B API key, also where a user of the package wrote it as plain text", async () => {
    const printed = await failing(
      { remote: true, wandbApiKey: `"${testKey}"`, location: "nowhere" },
      "preview",
    );
    expect(printed).toContain("wandbApiKey has ");
    expect(printed).toContain('location is "nowhere"');
    expect(printed).not.toContain(testKey);
  });

  test("about the identity of a new account is printed once", async () => {
    // Of the account, azure-native reads whether it exists and what it has become; the third is the component's.
    await project.azure.control("POST", "/_local/faults", [
      {
        service: "arm",
        method: "GET",
        path: "/accounts/",
        skip: 2,
        status: 403,
        code: "AuthorizationFailed",
        message: "The client does not have authorization to perform action 'accounts/read'.",
      },
    ]);
    const printed = await failing({}, "up", "--yes", "--skip-preview");
    await project.azure.control("DELETE", "/_local/faults");
    expect(printed).not.toMatch(noise);
    expect(
      printed.match(/The identity of the account wandb-\w+ cannot be read: .*AuthorizationFailed/g),
    ).toHaveLength(1);
    await project.pulumi("destroy", "--yes", "--skip-preview");
  });
});

describe("a message of the stack", () => {
  let project: StackProject;
  beforeAll(async () => {
    project = await StackProject.create({ ownProcess: true });
    await project.init();
  });
  afterAll(() => project?.close());

  test.each<[what: string, settings: Record<string, string | string[]>, message: RegExp]>([
    [
      "the directory",
      { "azuread:clientId": unknownClient, fineTuningPrincipals: ["ada@contoso.example"] },
      /fineTuningPrincipals\[0\] is "ada@contoso\.example": the user could not be looked up \(.*AADSTS700016/g,
    ],
    [
      "the resource group",
      { "azure-native:clientId": unknownClient, createResourceGroup: "false" },
      /resourceGroupName is "rg-openai-wandb-test", which cannot be read \(.*AADSTS700016/g,
    ],
  ])("about a refused sign-in to read %s names the cause, once", async (_what, settings, message) => {
    await project.set(settings);
    const printed = diagnostics(await project.failingPulumi("preview"));
    for (const name of Object.keys(settings)) {
      await project.pulumi("config", "rm", name);
    }
    expect(printed).not.toMatch(noise);
    expect(printed.match(message)).toHaveLength(1);
  });
});
