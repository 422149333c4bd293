import { AzureError } from "../../../error";
import type { Call, Platform } from "../../../service";
import type { ArmResource } from "../../resources";

export const resourceGroupType = "Microsoft.Resources/resourceGroups";

/** A request to a resource group or below it. */
export type ResourceGroupCall<Body = unknown> = Call<Body, "resourceGroupName">;

export const resourceGroupId = ({ subscriptionId }: Platform, name: string) =>
  `/subscriptions/${subscriptionId}/resourceGroups/${name}`;

export const findResourceGroup = ({
  platform,
  params,
}: Pick<ResourceGroupCall, "platform" | "params">): ArmResource | undefined =>
  platform.resources.get(resourceGroupId(platform, params.resourceGroupName));

/** @throws AzureError 404 `ResourceGroupNotFound` */
export function requireResourceGroup(call: Pick<ResourceGroupCall, "platform" | "params">): ArmResource {
  const group = findResourceGroup(call);
  if (!group) {
    throw resourceGroupNotFound(call.params.resourceGroupName);
  }
  return group;
}

export const resourceGroupBeingDeleted = (name: string) =>
  new AzureError(
    409,
    "ResourceGroupBeingDeleted",
    `The resource group '${name}' is in deprovisioning state and cannot perform this operation.`,
  );

export const resourceGroupNotFound = (name: string) =>
  new AzureError(404, "ResourceGroupNotFound", `Resource group '${name}' could not be found.`);
