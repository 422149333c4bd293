import * as fs from "node:fs";
import * as path from "node:path";
import fc from "fast-check";
import { validateArgs } from "../../components/index";
import type { WandbIntegrationArgs } from "../../components/index";
import { anyArgs, sampleGroup } from "../support/arbitraryArgs";
import { root, StackProject, testKey } from "../support/stackProject";

jest.setTimeout(300_000);

/** Every value is an output of another resource: unknown in the first preview, known when that resource exists. */
const program = `import * as fs from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { RandomString } from "@pulumi/random";
import { WandbIntegration } from "./components/index";
import { deferArgs } from "./deferredArgs";

const { gate: length, ...args } = JSON.parse(fs.readFileSync("args.json", "utf8"));
const gate = new RandomString("gate", { length });
const whenKnown = (value: unknown) => gate.result.apply(() => value);
const integration = new WandbIntegration("wandb", deferArgs(
  {
    resourceGroupName: "rg-outputs",
    location: "swedencentral",
    wandbApiKey: args.secret?.existing ? undefined : new pulumi.Config().requireSecret("wandbApiKey"),
    ...args,
  },
  whenKnown,
));
export const { vaultUrl, secretName } = integration;
`;

const deferredArgs = fs
  .readFileSync(path.join(root, "tests/support/deferredArgs.ts"), "utf8")
  .replaceAll("../../components/", "./components/");

describe("arguments that are outputs", () => {
  let project: StackProject;
  const group = () => `${project.azure.subscription}/resourceGroups/rg-outputs`;
  let gate = 8;

  beforeAll(async () => {
    const yaml = `name: outputs
runtime:
  name: nodejs
  options: { typescript: false, nodeargs: --require=./components/preload/index.js }
options: { refresh: always }
`;
    project = await StackProject.create({
      files: { "Pulumi.yaml": yaml, "index.ts": program, "deferredArgs.ts": deferredArgs, "args.json": "{}" },
    });
    const location = { location: "swedencentral" };
    const surroundings: [id: string, apiVersion: string, body: object][] = [
      [group(), "2024-03-01", location],
      [
        `${group()}/providers/Microsoft.Network/virtualNetworks/hub`,
        "2024-05-01",
        { ...location, properties: { addressSpace: { addressPrefixes: [] } } },
      ],
      [
        `${group()}/providers/Microsoft.Network/virtualNetworks/hub/subnets/one`,
        "2024-05-01",
        { properties: { addressPrefix: "10.0.1.0/24" } },
      ],
      [`${group()}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one`, "2023-01-31", location],
      [`${group()}/providers/Microsoft.OperationalInsights/workspaces/one`, "2023-09-01", location],
    ];
    for (const [id, apiVersion, body] of surroundings) {
      await project.azure.arm("PUT", `${id}?api-version=${apiVersion}`, body);
    }
    await project.init({});
  });
  afterAll(() => project?.close());

  /** Arguments at random that are accepted, and that create everything. */
  const samples = fc
    .sample(anyArgs, { numRuns: 10_000, seed: 31 })
    .filter(
      (args) =>
        validateArgs(args).length === 0 &&
        args.onSoftDeleted !== "Recover" &&
        !args.account?.existing &&
        !args.vault?.existing &&
        args.vault?.publicNetworkAccess !== false &&
        !args.vault?.ipRules,
    )
    .slice(0, 2);

  const write = (args: Partial<WandbIntegrationArgs>, index: number) => {
    const { resourceGroupName: _, wandbApiKey: __, access, ...rest } = args;
    // A principal is named by a key where its object id is an output.
    const fineTuningPrincipals = access?.fineTuningPrincipals?.map((principal, at) => ({
      ...principal,
      key: `principal-${at}`,
    }));
    gate += 1;
    project.write(
      "args.json",
      JSON.stringify({ ...rest, access: { ...access, fineTuningPrincipals }, gate })
        .replaceAll(sampleGroup, group())
        .replaceAll('"contoso-ai"', `"contoso-ai-${index}"`)
        .replaceAll('"kv-contoso"', `"kv-contoso-${index}"`)
        .replaceAll('"model":"m"', '"model":"gpt-4.1-mini","version":"2025-04-14"'),
    );
  };

  test.each(samples.map((args, index) => [index, args] as const))(
    "preview while they are unknown, deploy when they are known, and then change nothing: sample %i",
    async (index, args) => {
      write(args, index);
      const planned = await project.preview();
      expect(planned).toEqual(
        expect.arrayContaining([
          "create cognitiveservices:Account wandb-account",
          "create keyvault:Vault wandb-vault",
          "create keyvault:Secret wandb-secret",
        ]),
      );
      await project.up();
      expect(await project.preview()).toEqual([]);
      await project.pulumi("destroy", "--yes", "--skip-preview");
    },
  );

  test.each<[string, Partial<WandbIntegrationArgs>, RegExp]>([
    ["a list", { vault: { ipRules: ["nowhere"] } }, /vault\.ipRules\[0\] is "nowhere": give IPv4/],
    [
      "a flag",
      { vault: { enablePurgeProtection: false } },
      /enablePurgeProtection is false, which Azure rejects/,
    ],
  ])(
    "%s that turns out to be wrong is refused by name, without a stack trace",
    async (_what, args, reason) => {
      write(args, 9);
      await project.preview();
      const { code, stdout, stderr } = await project.tryPulumi("up", "--yes", "--skip-preview");
      expect(code).not.toBe(0);
      expect((stdout + stderr).replace(/\s+/g, " ")).toMatch(reason);
      expect(stdout + stderr).not.toMatch(/\n\s+at .+:\d+:\d+/);
      expect(stdout + stderr).not.toContain(testKey);
      await project.pulumi("destroy", "--yes", "--skip-preview");
    },
  );
});
