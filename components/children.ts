/**
 * What every resource inside is spared. A generated class of azure-native says two dozen names that its type had in earlier
 * API versions, and declares every output that Azure has; Pulumi makes several promises, each with a stack trace, of every one
 * of them. Four fifths of the outputs that a program made were those of the names alone.
 */
import type * as pulumi from "@pulumi/pulumi";

/** Outputs that are read here, by type. Of the other types none is. */
const outputsRead: Record<string, readonly string[]> = {
  "azure-native:cognitiveservices:Account": ["identity", "location", "name", "properties"],
  "azure-native:keyvault:Vault": ["location", "name", "properties"],
  "azure-native:keyvault:Secret": ["name"],
  "azure-native:network:PrivateEndpoint": ["name"],
  "random:index/randomString:RandomString": ["result"],
};

/** An earlier name of a type: `azure-native:keyvault/v20230701:Vault`. No resource was ever made under one of them here. */
const earlierType = /^azure-(native|nextgen):\w+\/\w+:\w+$/;

const isEarlierType = (alias: pulumi.Input<pulumi.URN | pulumi.Alias>) => {
  const { type, ...more } = alias as pulumi.Alias;
  return typeof type === "string" && earlierType.test(type) && Object.keys(more).length === 0;
};

/** A transformation of the component's, which Pulumi runs on each of its children; those of its user run after it. */
export const declareWhatIsUsed: pulumi.ResourceTransformation = ({ type, props, opts }) => {
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
