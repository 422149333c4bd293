import * as pulumi from "@pulumi/pulumi";
import { isDeferred } from "../mapInput";

export type Tags = pulumi.Input<Record<string, pulumi.Input<string>>>;

/** Common tags with a resource's own over them. Plain tags stay plain, so that transforms that tag resources can add to them. */
export function mergeTags(common: Tags | undefined, own: Tags | undefined): Tags | undefined {
  if (own === undefined) {
    return common;
  }
  return isDeferred(common) || isDeferred(own)
    ? (pulumi.all([common, own]).apply(([all, few]) => (all || few) && { ...all, ...few }) as pulumi.Output<
        Record<string, string>
      >)
    : { ...common, ...own };
}
