import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { validateArgs, WandbIntegration } from "../../../components/index";
import type { WandbIntegrationArgs } from "../../../components/index";
import { argumentShapes } from "../../../components/validation/argumentShapes";
import { formerArguments } from "../../../components/validation/formerArguments";
import type { Shape } from "../../../components/validation/shape";
import { checkArgsWhenKnown } from "../../../components/validation/validateArgs";
import { anyArgs, key } from "../../support/arbitraryArgs";
import { deferArgs } from "../../support/deferredArgs";
import type { Defer } from "../../support/deferredArgs";
import { failuresOf } from "./failures";
import { record } from "./recorder";
import type { Registered } from "./recorder";

const good: WandbIntegrationArgs = { resourceGroupName: "rg", location: "swedencentral", wandbApiKey: key };

/** Principals need a key where their object ids are outputs. */
const withKeys = (args: WandbIntegrationArgs): WandbIntegrationArgs => ({
  ...args,
  ...(args.access && {
    access: {
      ...args.access,
      ...(args.access.fineTuningPrincipals && {
        fineTuningPrincipals: args.access.fineTuningPrincipals.map((principal, index) => ({
          ...principal,
          key: `principal-${index}`,
        })),
      }),
    },
  }),
});

const samples = fc.sample(anyArgs, { numRuns: 600, seed: 13 }).map(withKeys);
const accepted = samples.filter((args) => validateArgs(args).length === 0);
const refused = samples.filter((args) => !accepted.includes(args));

const deploy = (args: WandbIntegrationArgs, preview = false) =>
  record(() => void new WandbIntegration("wandb", args), {
    existingVaultUsesRbac: args.access?.permissionModel !== "AccessPolicy",
    preview,
  });

const byName = (resources: Registered[]) =>
  Object.fromEntries(resources.map(({ type, name, inputs }) => [`${type} ${name}`, inputs]));

/** Paths of the arguments by whether an output is refused: `account.deployments`, `secret.existing`. */
function plainPaths(shape: Shape, path = ""): string[] {
  const here = "plainBecause" in shape && shape.plainBecause !== undefined ? [path] : [];
  switch (shape.kind) {
    case "list":
      return [...here, ...plainPaths(shape.items, `${path}[0]`)];
    case "object":
      return [
        ...(path === "" ? [] : [path]),
        ...Object.entries(shape.properties).flatMap(([name, property]) =>
          plainPaths(property, path === "" ? name : `${path}.${name}`),
        ),
      ];
    default:
      return here;
  }
}

/** Arguments in which one path has a value, and the lists and objects around it. */
function argsWith(path: string, value: unknown): WandbIntegrationArgs {
  const names = path.replace(/\[0\]/g, ".0").split(".");
  const nested = names.reduceRight<unknown>(
    (inner, name) => (name === "0" ? [inner] : { [name]: inner }),
    value,
  );
  return { ...good, ...(nested as object) };
}

describe("a value that accepts an output", () => {
  beforeAll(() => void jest.spyOn(console, "warn").mockImplementation(() => undefined));
  afterAll(() => jest.restoreAllMocks());

  const forms: [what: string, make: (value: unknown) => unknown][] = [
    ["an output", (value) => pulumi.output(value)],
    ["a promise", (value) => Promise.resolve(value)],
    ["a secret", (value) => pulumi.secret(value)],
  ];

  test("is deployed the same as plain, whatever form it has", async () => {
    for (const args of accepted.slice(0, 2)) {
      const plain = byName(await deploy(args));
      for (const [what, make] of forms) {
        expect([what, byName(await deploy(deferArgs(args, make)))]).toEqual([what, plain]);
      }
    }
  });

  test("is deployed the same where any of them are outputs", async () => {
    const random = fc.sample(fc.infiniteStream(fc.boolean()), { numRuns: 3, seed: 13 });
    for (const [index, args] of accepted.slice(2, 5).entries()) {
      const choices = random[index]!;
      const some: Defer = (value) => (choices.next().value ? pulumi.output(value) : value);
      expect(byName(await deploy(deferArgs(args, some)))).toEqual(byName(await deploy(args)));
    }
  });

  test("previews where it is unknown, with the same resources", async () => {
    for (const args of accepted.slice(0, 2)) {
      const plain = Object.keys(byName(await deploy(args, true)));
      const unknown = await deploy(
        deferArgs(args, () => pulumi.output(pulumi.unknown)),
        true,
      );
      expect(Object.keys(byName(unknown)).sort()).toEqual(plain.sort());
    }
  });

  test("is refused when it is known by the rule that refuses it plain, and nothing else is", async () => {
    const refusedParts = new Set<string>();
    for (const args of [...refused.slice(0, 150), ...accepted]) {
      const deferred = deferArgs(args, (value) => pulumi.output(value));
      const atOnce = validateArgs(deferred).map(({ propertyPath, reason }) => `${propertyPath} ${reason}`);
      const later = await failuresOf(checkArgsWhenKnown("wandb", deferred, {} as pulumi.Resource));
      const plain = validateArgs(args).map(({ propertyPath, reason }) => `${propertyPath} ${reason}`);
      expect([...new Set([...atOnce, ...later])].sort()).toEqual([...new Set(plain)].sort());
      later.forEach((failure) => refusedParts.add(failure.split(/[ [.]/)[0]!));
    }
    expect([...refusedParts].sort()).toEqual([
      ...["access", "account", "diagnostics", "location", "onSoftDeleted", "resourceGroupName"],
      ...["secret", "tags", "vault", "wandbApiKey"],
    ]);
  });
});

describe("an argument that has to be plain", () => {
  test.each(plainPaths(argumentShapes).map((path) => [path]))(
    "%s is refused by name where it is an output",
    (path) => {
      const errors = validateArgs(argsWith(path, pulumi.output({})));
      expect(errors).toContainEqual({
        propertyPath: path,
        reason: expect.stringMatching(/^must be (a )?plain.* and is an output/),
      });
    },
  );
});

describe("an argument of a version before 0.2.0", () => {
  test.each(Object.entries(formerArguments))("%s is refused with its new place, %s", (former, now) => {
    const errors = validateArgs(argsWith(former, "x"));
    expect(errors).toContainEqual({
      propertyPath: former,
      reason: `is called ${now} since 0.2.0: rename it`,
    });
  });

  test("that never existed is refused with those that exist", () => {
    const errors = validateArgs({ ...good, vault: { vaultNames: "kv" } } as WandbIntegrationArgs);
    expect(errors).toEqual([
      { propertyPath: "vault.vaultNames", reason: expect.stringMatching(/^is not an argument: .*vaultName/) },
    ]);
  });
});

describe("tags", () => {
  const tagsOf = async (args: Partial<WandbIntegrationArgs>, opts: pulumi.ComponentResourceOptions) => {
    const resources = await record(() => void new WandbIntegration("wandb", { ...good, ...args }, opts));
    return Object.fromEntries(
      resources.filter(({ inputs }) => "tags" in inputs).map(({ name, inputs }) => [name, inputs.tags]),
    );
  };

  test("that are plain stay plain, so that a stack transformation can add to them on every taggable child", async () => {
    const seen: unknown[] = [];
    const addTag: pulumi.ResourceTransformation = ({ props, opts, type }) => {
      if (!/:(Account|Vault|Secret|PrivateEndpoint)$/.test(type)) {
        return undefined;
      }
      seen.push(pulumi.Output.isInstance(props.tags));
      return { props: { ...props, tags: { ...props.tags, owner: "platform" } }, opts };
    };
    const subnetId =
      "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/hub/subnets/one";
    const tags = await tagsOf(
      {
        tags: { team: "ml" },
        account: { tags: { part: "account" }, privateEndpoint: { subnetId } },
        vault: { tags: { part: "vault" } },
        secret: { tags: { part: "secret" } },
      },
      { transformations: [addTag] },
    );
    expect(seen).toEqual([false, false, false, false]);
    expect(tags).toEqual({
      "wandb-account": { team: "ml", part: "account", owner: "platform" },
      "wandb-vault": { team: "ml", part: "vault", owner: "platform" },
      "wandb-secret": { team: "ml", part: "secret", owner: "platform" },
      "wandb-account-endpoint": { team: "ml", owner: "platform" },
    });
  });
});
