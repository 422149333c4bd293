import type * as pulumi from "@pulumi/pulumi";

/** Types with tags, as Pulumi calls them. */
const taggable = new Set([
  "azure-native:cognitiveservices:Account",
  "azure-native:keyvault:Vault",
  "azure-native:keyvault:Secret",
  "azure-native:network:PrivateEndpoint",
  "azure-native:resources:ResourceGroup",
]);

/** A transform by which Pulumi leaves some tags alone, such as those that an Azure policy adds. */
export function ignoreTags(names: readonly string[]): pulumi.ResourceTransform {
  return ({ type, props, opts }) =>
    taggable.has(type)
      ? {
          props,
          opts: {
            ...opts,
            ignoreChanges: [
              ...((opts as pulumi.CustomResourceOptions).ignoreChanges ?? []),
              ...names.map((name) => `tags[${JSON.stringify(name)}]`),
            ],
          } as typeof opts,
        }
      : undefined;
}
