/**
 * Every argument in every form: plain, an output, a promise, a secret, unknown, rejected; of the right type and of another; empty. What
 * is accepted is deployed the same as plain, and what is refused is refused by name.
 */
import * as pulumi from "@pulumi/pulumi";
import { validateArgs, WandbIntegration } from "../../../components/index";
import type { WandbIntegrationArgs } from "../../../components/index";
import { checkArgsWhenKnown } from "../../../components/validation/validateArgs";
import { deferArgs } from "../../support/deferredArgs";
import {
  everyExistingArgument,
  everyNewArgument,
  schemaPaths,
  shapeAt,
  valueAt,
  withValueAt,
} from "../../support/everyArgument";
import { failuresOf } from "./failures";
import { record } from "./recorder";

const bases: readonly (readonly [string, WandbIntegrationArgs])[] = [
  ["new resources", everyNewArgument()],
  ["existing ones by name", everyExistingArgument("name")],
  ["existing ones by ARM id", everyExistingArgument("id")],
];

const paths = schemaPaths();
const baseOf = (path: string) => bases.find(([, args]) => valueAt(args, path) !== undefined)![1];

const acceptsOutput = (path: string): boolean => {
  const shape = shapeAt(path);
  return shape.kind !== "object" && !("plainBecause" in shape && shape.plainBecause !== undefined);
};

const forms: readonly (readonly [string, (value: unknown) => unknown])[] = [
  ["an output", (value) => pulumi.output(value)],
  ["a promise", (value) => Promise.resolve(value)],
  ["a secret", (value) => pulumi.secret(value)],
  ["unknown", () => pulumi.output(pulumi.unknown)],
];

/** Values that JavaScript, JSON and YAML have, the falsy ones among them. */
const anyValues: readonly unknown[] = [
  false,
  true,
  0,
  5,
  NaN,
  "",
  "x",
  [],
  ["x"],
  {},
  { x: 1 },
  null,
  [null],
];

const lines = (errors: readonly { propertyPath: string; reason: string }[]) =>
  errors.map(({ propertyPath, reason }) => `${propertyPath} ${reason}`);

/** Whether an error names an argument, or something in it. */
const isAt = (path: string, line: string): boolean =>
  new RegExp(`^${path.replace(".NAME", ".\\w+").replace(/[[\]]/g, "\\$&")}(\\W|$)`).test(line);

// Pulumi records a stack trace for each output.
Error.stackTraceLimit = 4;

beforeAll(() => void jest.spyOn(console, "warn").mockImplementation(() => undefined));
afterAll(() => void jest.restoreAllMocks());

describe("the samples of this test", () => {
  test("have every argument of the package's schema, and are accepted", () => {
    const missing = paths.filter((path) => !bases.some(([, args]) => valueAt(args, path) !== undefined));
    expect(missing).toEqual([]);
    expect(bases.map(([, args]) => validateArgs(args))).toEqual([[], [], []]);
  });
});

describe("an argument that has to be plain", () => {
  const plain = paths.filter((path) => !acceptsOutput(path));

  test("is refused once and by name in every other form, and no other argument is", () => {
    const refused = plain.flatMap((path) =>
      forms.map(([form, make]): [string, string, string[]] => {
        const args = baseOf(path);
        const errors = validateArgs(withValueAt(args, path, make(valueAt(args, path))));
        return [path, form, lines(errors)];
      }),
    );
    expect(refused).toEqual(
      plain.flatMap((path) =>
        forms.map(([form]) => [
          path,
          form,
          [expect.stringMatching(/^\S+ must be (a )?plain.* and is an output/)],
        ]),
      ),
    );
    expect(refused.filter(([path, , [line = ""]]) => !isAt(path, line))).toEqual([]);
  });

  test.each([
    ["an output", pulumi.output({})],
    ["nothing", undefined],
    ["null", null],
    ["a list", []],
    ["a text", "x"],
  ])("all arguments at once are refused by name where they are %s", (_what, args) => {
    expect(() => new WandbIntegration("wandb", args as unknown as WandbIntegrationArgs)).toThrow(
      pulumi.InputPropertiesError,
    );
  });
});

describe("an argument of another type, or empty", () => {
  const everyValue = (of: readonly string[]) =>
    of.flatMap((path) => anyValues.map((value) => [path, value] as const));

  test("is refused by name, or accepted, and nothing else is reported", () => {
    const others = everyValue(paths).flatMap(([path, value]) =>
      lines(validateArgs(withValueAt(baseOf(path), path, value)))
        .filter((line) => !isAt(path, line) && !isConsequence(path, line))
        .map((line) => [path, value, line]),
    );
    expect(others).toEqual([]);
  });

  test("is refused in an output as it is refused plain, when it is known", async () => {
    for (const [path, value] of everyValue(paths.filter(acceptsOutput))) {
      const later = withValueAt(baseOf(path), path, pulumi.output(value));
      const failures = await failuresOf(checkArgsWhenKnown("wandb", later, {} as pulumi.Resource));
      const plain = lines(validateArgs(withValueAt(baseOf(path), path, value))).filter((line) =>
        isAt(path, line),
      );
      // One that is left out where it is plain is one without a value in an output: see below.
      const expected = value === null ? failures.filter((line) => isAt(path, line)) : plain;
      expect([path, value, validateArgs(later), failures]).toEqual([path, value, [], expected]);
    }
  });
});

/** Arguments that need another one, which is missing where the other is null or an object without properties. */
function isConsequence(path: string, line: string): boolean {
  const needs: Record<string, RegExp> = {
    "account.userAssignedIdentities": /^account\.customerManagedKey needs/,
    vault: /^(account\.allowedFqdnList needs|secret\.existing needs)/,
    "vault.vaultName": /^account\.allowedFqdnList needs/,
    "vault.existing.id": /^vault\.existing\.name or id/,
    "account.existing.id": /^account\.existing\.name or id/,
    "vault.existing": /^(account\.allowedFqdnList needs|secret\.existing needs)/,
    secret: /^wandbApiKey /,
    "secret.existing": /^wandbApiKey /,
  };
  return needs[path]?.test(line) ?? false;
}

const deploy = (args: WandbIntegrationArgs, preview = false) =>
  record(() => void new WandbIntegration("wandb", args), { preview });
const inputsOf = async (args: WandbIntegrationArgs, preview = false) =>
  Object.fromEntries(
    (await deploy(args, preview)).map(({ type, name, inputs }) => [`${type} ${name}`, inputs]),
  );

describe("an argument that accepts an output", () => {
  test.each(bases)("creates the same resources in every form: %s", async (_what, args) => {
    const plain = await inputsOf(args);
    for (const [form, make] of forms.slice(0, 3)) {
      expect([form, await inputsOf(deferArgs(args, make))]).toEqual([form, plain]);
    }
    const planned = await inputsOf(args, true);
    const unknown = await inputsOf(
      deferArgs(args, () => pulumi.output(pulumi.unknown)),
      true,
    );
    expect(Object.keys(unknown).sort()).toEqual(Object.keys(planned).sort());
  });

  test.each(bases)(
    "creates the same resources in lists and objects that are outputs of outputs: %s",
    async (_what, args) => {
      const nested = (value: unknown): unknown =>
        pulumi.output(
          Promise.resolve(
            pulumi.output(Array.isArray(value) ? value.map((item) => pulumi.output(item)) : value),
          ),
        );
      expect(await inputsOf(deferArgs(args, nested))).toEqual(await inputsOf(args));
    },
  );

  test("without a value is the same as one that is left out, or is refused by name", async () => {
    const optional = paths.filter((path) => acceptsOutput(path) && !/\[0\]$|\.NAME$/.test(path));
    const refused: string[] = [];
    for (const path of optional) {
      const later = withValueAt(baseOf(path), path, pulumi.output(undefined));
      const failures = await failuresOf(checkArgsWhenKnown("wandb", later, {} as pulumi.Resource));
      if (failures.length > 0) {
        refused.push(path);
        expect(failures).toEqual([
          expect.stringMatching(/ is (an output without a value: give it one|empty, and account)/),
        ]);
        expect(isAt(path, failures[0]!)).toBe(true);
      }
    }
    for (const [, args] of bases) {
      const omitted = optional
        .filter((path) => !refused.includes(path) && valueAt(args, path) !== undefined)
        .sort((one, other) => other.length - one.length);
      const change = (value: unknown) => omitted.reduce((all, path) => withValueAt(all, path, value), args);
      const without = await inputsOf(change(undefined));
      expect(defined(await inputsOf(change(pulumi.output(undefined))))).toEqual(defined(without));
      expect(defined(await inputsOf(change(null)))).toEqual(defined(without));
    }
    expect(refused.sort()).toEqual([
      "access.fineTuningPrincipals[0].objectId",
      "access.fineTuningPrincipals[0].type",
      "access.keyVaultSecretsOfficers[0].objectId",
      "access.keyVaultSecretsOfficers[0].type",
      "account.accountName",
      "account.customSubDomainName",
      "account.customerManagedKey.identityClientId",
      "account.customerManagedKey.keyName",
      "account.customerManagedKey.keyVaultUri",
      "account.customerManagedKey.keyVersion",
      "account.deployments[0].model",
      "account.existing.id",
      "account.existing.name",
      "account.existing.resourceGroupName",
      "account.privateEndpoint.subnetId",
      "account.userAssignedIdentities",
      "diagnostics.workspaceId",
      "resourceGroupName",
      "vault.existing.id",
      "vault.existing.name",
      "vault.existing.resourceGroupName",
      "vault.privateEndpoint.subnetId",
      "vault.vaultName",
      "wandbApiKey",
    ]);
  });
});

/** Inputs without those that are undefined, which the engine does not get. */
const defined = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
