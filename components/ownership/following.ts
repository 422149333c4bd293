import type * as pulumi from "@pulumi/pulumi";
import { allOf } from "../allOf";

/**
 * Has values depend on resources besides their own. What others build on them is created after the resources and deleted before them.
 * A preview knows the URNs of all resources, so that the values stay known.
 */
export function following(
  resources: readonly pulumi.Resource[],
): <Value>(value: pulumi.Output<Value>) => pulumi.Output<Value> {
  if (resources.length === 0) {
    return (value) => value;
  }
  const urns = allOf(resources.map(({ urn }) => urn));
  // `all` would copy the value twice more, and each output is a dozen promises.
  return <Value>(value: pulumi.Output<Value>) => urns.apply(() => value) as pulumi.Output<Value>;
}
