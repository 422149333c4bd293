import * as fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";
import { allOf } from "../../../components/allOf";
import { following } from "../../../components/ownership/following";

interface Parts {
  promise(withUnknowns: boolean): Promise<unknown>;
  isKnown: Promise<boolean>;
  isSecret: Promise<boolean>;
  allResources(): Promise<Set<pulumi.Resource>>;
}

/** Everything that Pulumi knows of an output. */
async function partsOf(output: unknown) {
  const { isKnown, isSecret, promise, allResources } = output as Parts;
  return {
    known: await isKnown,
    secret: await isSecret,
    value: (await isKnown) ? await promise(true) : "unknown",
    resources: [...(await allResources())].sort(),
  };
}

class Thing extends pulumi.ComponentResource {
  constructor(name: string) {
    super("test:index:Thing", name);
  }
}

describe("allOf and following", () => {
  beforeAll(() =>
    pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
      call: () => ({}),
    }),
  );

  const kinds = {
    plain: () => "plain",
    missing: () => undefined,
    promise: () => Promise.resolve("promise"),
    output: () => pulumi.output("output"),
    secret: () => pulumi.secret("secret"),
    unknown: () => pulumi.output(pulumi.unknown as unknown as string),
    resource: () => new Thing("one").urn,
    secretOfResource: () => pulumi.secret(new Thing("other").urn),
  };
  const kind = fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[]));

  test("allOf is pulumi.all: value, known, secret and resources", () =>
    fc.assert(
      fc.asyncProperty(fc.array(kind, { maxLength: 4 }), async (names) => {
        const inputs = names.map((name) => kinds[name]() as pulumi.Input<string>);
        expect(await partsOf(allOf(inputs))).toEqual(await partsOf(pulumi.all(inputs)));
      }),
    ));

  test("following adds resources to a value, and nothing else", () =>
    fc.assert(
      fc.asyncProperty(kind, fc.array(fc.constantFrom("a", "b")), async (name, others) => {
        const value = pulumi.output(kinds[name]() as pulumi.Input<string>);
        const resources = others.map((other) => new Thing(other));
        const [before, after] = [await partsOf(value), await partsOf(following(resources)(value))];
        expect({ ...after, resources: undefined }).toEqual({ ...before, resources: undefined });
        expect(new Set(after.resources)).toEqual(new Set([...before.resources, ...resources]));
      }),
    ));
});
