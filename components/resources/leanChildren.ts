/**
 * Makes children lean. A generated class of azure-native lists two dozen type names of earlier API versions and declares every
 * output that Azure has; Pulumi creates several promises, each with a stack trace, of every one of them. Four fifths of the outputs
 * of a program came from the type names alone.
 */
import type * as pulumi from "@pulumi/pulumi";

/** Outputs that the component reads, by type. Of the other types it reads none. */
const outputsRead: Record<string, readonly string[]> = {
  "azure-native:cognitiveservices:Account": ["identity", "location", "name", "properties"],
  "azure-native:keyvault:Vault": ["location", "name", "properties"],
  "azure-native:keyvault:Secret": ["name"],
  "azure-native:network:PrivateEndpoint": ["name"],
  "random:index/randomString:RandomString": ["keepers", "minLower", "result"],
};

/** An earlier type name, `azure-native:keyvault/v20230701:Vault`. The component never created a resource under one of them. */
const earlierType = /^azure-(native|nextgen):\w+\/\w+:\w+$/;

const isEarlierType = (alias: pulumi.Input<pulumi.URN | pulumi.Alias>) => {
  const { type, ...more } = alias as pulumi.Alias;
  return typeof type === "string" && earlierType.test(type) && Object.keys(more).length === 0;
};

/** A transformation of the component, which Pulumi runs on each of its children before those of its user. */
export const leanChildren: pulumi.ResourceTransformation = ({ type, props, opts }) => {
  if (!/^(azure-native|random):/.test(type)) {
    return undefined;
  }
  const { aliases, ...rest } = opts as pulumi.CustomResourceOptions;
  const read = outputsRead[type] ?? [];
  return {
    props: Object.fromEntries(
      Object.entries(props as pulumi.Inputs).filter(
        ([name, value]) => value !== undefined || read.includes(name),
      ),
    ),
    opts: { ...rest, aliases: aliases?.filter((alias) => !isEarlierType(alias)) },
  };
};
