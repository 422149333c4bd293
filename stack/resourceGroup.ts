/** The resource group of the stack: created by it, or an existing one. */
import * as pulumi from "@pulumi/pulumi";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup";
import { getResourceGroup } from "@pulumi/azure-native/resources/getResourceGroup";
import { recordedOutputs } from "../components/lookup/stackState";
import { reasonOf } from "./directory";
import type { Problem } from "./problem";
import type { StackSettings } from "./readSettings";

/** Its Pulumi name. */
const groupName = "resource-group";

/** What is wrong with the resource group that `createResourceGroup: false` names. */
export async function unusableResourceGroup(settings: StackSettings["settings"]): Promise<Problem[]> {
  if (settings.createResourceGroup) {
    return [];
  }
  const { resourceGroupName } = settings;
  if (await isOwnResourceGroup(resourceGroupName)) {
    return [ownResourceGroup(resourceGroupName)];
  }
  try {
    await getResourceGroup({ resourceGroupName });
    return [];
  } catch (error) {
    const reason = reasonOf(error);
    const state = reason.includes("Status=404") ? "does not exist" : `cannot be read (${reason})`;
    return [
      {
        setting: "resourceGroupName",
        reason:
          `is "${resourceGroupName}", which ${state}: ` +
          "check the name and the subscription, or set createResourceGroup to true",
      },
    ];
  }
}

/** Whether the stack's state has the group: without `createResourceGroup`, Pulumi would delete it, and Azure everything in it. */
async function isOwnResourceGroup(resourceGroupName: string): Promise<boolean> {
  const outputs = Object.entries(await recordedOutputs()).find(([urn]) =>
    urn.endsWith(`::${groupName}`),
  )?.[1];
  return String(outputs?.name).toLowerCase() === resourceGroupName.toLowerCase();
}

const ownResourceGroup = (resourceGroupName: string): Problem => ({
  setting: "createResourceGroup",
  reason:
    `is false, but this stack has created "${resourceGroupName}", and Pulumi would delete it with everything in it: ` +
    "set createResourceGroup to true",
});

interface ResourceGroupReference {
  resourceGroupName: pulumi.Input<string>;
  /** Tags of what is in the group. */
  tags: Record<string, pulumi.Input<string>>;
}

/**
 * The resource group: created, or an existing one. A group that exists keeps its default name and the tag `stack` where the stack is
 * renamed, and its location, which is one of metadata alone, where that setting changes.
 */
export function declareResourceGroup({
  settings,
  tags,
  namedByStack,
}: StackSettings): ResourceGroupReference {
  const { resourceGroupName, createResourceGroup, location } = settings;
  if (!createResourceGroup) {
    return { resourceGroupName, tags };
  }
  const group = new ResourceGroup(
    groupName,
    { resourceGroupName, location, tags },
    {
      deleteBeforeReplace: false,
      ignoreChanges: ["location", ...namedByStack],
    },
  );
  return {
    resourceGroupName: group.name,
    tags: { ...tags, stack: group.tags.apply((ofGroup) => ofGroup?.stack ?? pulumi.getStack()) },
  };
}
