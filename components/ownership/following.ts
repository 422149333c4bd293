import * as pulumi from "@pulumi/pulumi";

/**
 * The same value, which depends on resources besides its own. What others build on it is created after them and deleted before
 * them. A preview knows the URNs of all resources, so that the value stays known.
 */
export const following = <Value>(
  value: pulumi.Output<Value>,
  resources: readonly pulumi.Resource[],
): pulumi.Output<Value> =>
  pulumi
    .all([value, pulumi.all(resources.map(({ urn }) => urn))])
    .apply(([known]) => known as Value) as pulumi.Output<Value>;
