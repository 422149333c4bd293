import * as fc from "fast-check";
import { policies } from "../../../policy/policies/table";
import { kinds } from "../../../policy/resources/kinds";
import { secret, unknown, violationsInStack, violationsOf } from "../../support/policies";

/** What policies read, in the properties of any resource. */
const paths = [
  ...[
    "kind",
    "identity",
    "identity.type",
    "location",
    "scope",
    "roleDefinitionId",
    "tags",
    "tags.costCenter",
  ],
  ...["tags.wandbAccountType", "policy", "policy.permissions", "policy.permissions.secrets", "properties"],
  ...["properties.customSubDomainName", "properties.disableLocalAuth", "properties.enableRbacAuthorization"],
  ...["properties.enablePurgeProtection", "properties.restrictOutboundNetworkAccess", "properties.value"],
  ...["properties.publicNetworkAccess", "properties.networkAcls", "properties.networkAcls.defaultAction"],
  ...["properties.attributes", "properties.attributes.expires", "env.name", "env.value", "env.key"],
];

const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1e300,
    "",
    "Deny",
    unknown,
    secret("hidden"),
    secret(unknown),
  ),
  fc.string(),
);
const anyValue = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 3 }),
  fc.dictionary(fc.string(), leaf, { maxKeys: 3 }),
);

const at = (path: string, value: unknown): Record<string, unknown> =>
  path.split(".").reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Record<
    string,
    unknown
  >;

/** One object of several, as far as they can be merged. */
const merged = (one: Record<string, unknown>, other: Record<string, unknown>): Record<string, unknown> => {
  const both = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const before = both[name];
    const areObjects = [before, value].every((part) => typeof part === "object" && part !== null);
    both[name] = areObjects
      ? merged(before as Record<string, unknown>, value as Record<string, unknown>)
      : value;
  }
  return both;
};

const props = fc
  .array(fc.tuple(fc.constantFrom(...paths), anyValue), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.map(([path, value]) => at(path, value)).reduce(merged, {}));

/** Settings with which each policy checks as much as it can. */
const strict: Record<string, object> = {
  "required-tags": { tags: ["costCenter"] },
  "allowed-regions": { regions: ["swedencentral"] },
  "secret-expiry": { maxDays: 30 },
};

test.each(policies.map(({ name }) => [name]))(
  "%s ends with violations or without, whatever the inputs are",
  async (name) => {
    const types = Object.values(kinds).map(({ type }) => type);
    const resource = fc.record({
      type: fc.constantFrom(...types),
      name: fc.constantFrom("wandb-identity", "other"),
      integration: fc.constantFrom("wandb", undefined),
      props,
    });
    await fc.assert(
      fc.asyncProperty(resource, async (declared) => {
        const settings = { ...strict[name], ...(name.startsWith("identity-") ? {} : { scope: "all" }) };
        const found = await violationsOf(name, declared, settings);
        expect(found.filter((message) => /hidden|undefined|\[object/.test(message))).toEqual([]);
        await violationsInStack(name, [declared], settings);
      }),
      { numRuns: 300 },
    );
  },
);
