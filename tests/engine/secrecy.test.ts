import { canarySecret, containsKey, filesUnder, textsWithKey } from "../support/canarySecret";
import { namedFolder, secrecyCases } from "../proof/secrecyCases";
import type { Command, Place } from "../proof/secrecyCases";
import { foreignLines, SecrecyStack } from "../proof/secrecyStack";
import type { Finding } from "../proof/secrecyStack";

jest.setTimeout(300_000);

const caseOf = (name: string) => secrecyCases.find((one) => one.name === name)!;

/** Permissions of a file that is created with a mode, such as 0644. */
const permissions = (mode: number) => (mode & ~process.umask()).toString(8).padStart(4, "0");

describe("the W&B API key", () => {
  let stack: SecrecyStack;
  beforeAll(async () => {
    stack = await SecrecyStack.create({ fineTuningPrincipals: ["ada@contoso.example"] });
  });
  afterAll(() => stack?.close());

  const placesOf = (found: readonly Finding[]) => found.map(({ place }) => place);

  test("is found by the search in each encoding", () => {
    for (const text of [
      canarySecret,
      Buffer.from(`{"value":"${canarySecret}"}`).toString("base64"),
      encodeURIComponent(canarySecret),
      [...Buffer.from(canarySecret)].map((byte) => `\\u00${byte.toString(16)}`).join(""),
    ]) {
      expect(textsWithKey([["text", `before ${text} after`]])).toEqual(["text"]);
    }
  });

  // All other options and commands: `npm run proof -- secrecy`.
  test.each<[Command, string, (Place | "elsewhere")[]]>([
    ["preview", "none", ["automaticLog"]],
    ["preview", "--logtostderr", ["stderr", "automaticLog"]],
    ["preview", "-v=1", ["temporaryLog", "automaticLog"]],
    ["preview", "-v=11 --logflow --logtostderr", ["stderr", "automaticLog"]],
    ["preview", "PULUMI_DEBUG_GRPC=FILE", ["namedFile", "automaticLog"]],
    ["refresh", "-v=9", ["temporaryLog", "automaticLog"]],
    ["stack export", "-v=11", []],
    ["config", "-v=11", []],
    ["destroy", "-v=11 --logflow --logtostderr", ["stderr", "automaticLog"]],
    ["up", "-v=9", ["temporaryLog", "automaticLog"]],
  ])(
    "%s with the option %s leaves it where the documentation tells, and no line of it is the project's",
    async (command, option, expected) => {
      const { finished, found } = await stack.search(command, caseOf(option));
      expect([finished.code, placesOf(found)]).toEqual([0, expected]);
      expect(foreignLines(found)).toEqual([]);
      for (const { place, mode } of found.filter(({ file }) => file !== undefined)) {
        expect([place, mode]).toEqual([place, permissions(place === "namedFile" ? 0o600 : 0o666)]);
      }
    },
  );

  test("is in no output, state or file after a deployment that fails, and in no recorded request", async () => {
    const { azure } = stack.project;
    const fault = {
      service: "arm",
      method: "PUT",
      path: "/secrets/",
      count: 50,
      status: 400,
      code: "BadRequest",
    };
    await azure.control("POST", "/_local/faults", [{ ...fault, message: "no" }]);
    await stack.project.set({ secretName: "refused" });
    const { finished, found } = await stack.search("up", { args: ["--diff"] });
    await azure.control("DELETE", "/_local/faults");
    expect([finished.code === 0, placesOf(found)]).toEqual([false, ["automaticLog"]]);
    expect(containsKey(JSON.stringify((await azure.control("GET", "/_local/requests")).body))).toBe(false);
    expect(filesUnder(stack.project.directory).length).toBeGreaterThan(20);
  });

  test("that is written to an existing vault without Pulumi is in no log at any level", async () => {
    const { project } = stack;
    await project.pulumi("destroy", "--yes", "--skip-preview");
    const group = `${project.azure.subscription}/resourceGroups/rg-shared`;
    const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv-shared`;
    const location = "swedencentral";
    const put = (id: string, version: string, body: object) =>
      project.azure.arm("PUT", `${id}?api-version=${version}`, body);
    await put(group, "2024-03-01", { location });
    await put(vault, "2023-07-01", {
      location,
      properties: {
        tenantId: project.environment.ARM_TENANT_ID,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        accessPolicies: [],
      },
    });
    await put(`${vault}/secrets/wandb-api-key`, "2023-07-01", { properties: { value: canarySecret } });
    await project.set({
      secretName: "wandb-api-key",
      existingVaultId: vault,
      existingSecret: "true",
    });
    await project.pulumi("config", "set", "--secret", "wandbApiKey", "");
    const { finished, found } = await stack.search("up", {
      args: ["-v=11", "--logflow", "--logtostderr"],
      environment: { PULUMI_DEBUG_GRPC: `${namedFolder}/grpc` },
    });
    expect([finished.code, found]).toEqual([0, []]);
  });
});
