import { AzureError } from "../../../error";
import type { Call, Reply } from "../../../service";
import { requireUnlocked } from "../../checks";
import { page } from "../../lists";
import { operationReply, startOperation } from "../../operations/start";
import { regionName } from "../../resources";
import type { ArmResource } from "../../resources";
import {
  findResourceGroup,
  requireResourceGroup,
  resourceGroupId,
  resourceGroupType,
} from "../model/resourceGroups";
import type { ResourceGroupCall } from "../model/resourceGroups";
import { toResponseResourceGroup } from "../wire/resourceGroups";
import type { ResourceGroupPatch, ResourceGroupPut } from "../wire/resourceGroups";

export function getResourceGroup(call: ResourceGroupCall): Reply {
  return { status: 200, body: toResponseResourceGroup(requireResourceGroup(call)) };
}

export function resourceGroupExists(call: ResourceGroupCall): Reply {
  return { status: findResourceGroup(call) ? 204 : 404 };
}

export function listResourceGroups(call: Call<unknown, "subscriptionId">): Reply {
  const groups = call.platform.resources.list(resourceGroupType);
  return { status: 200, body: page(call, groups.map(toResponseResourceGroup)) };
}

export function putResourceGroup(call: ResourceGroupCall<ResourceGroupPut>): Reply {
  const { platform, params, body } = call;
  const name = params.resourceGroupName;
  if (!/^[-\w.()]{0,89}[-\w()]$/u.test(name)) {
    throw new AzureError(
      400,
      "InvalidResourceGroup",
      `The provided resource group name '${name.slice(0, 100)}' has these invalid characters or is too long, or ends in '.'.`,
    );
  }
  const before = findResourceGroup(call);
  if (before && regionName(before.location) !== regionName(body.location)) {
    throw new AzureError(
      409,
      "InvalidResourceGroupLocation",
      `Invalid resource group location '${body.location}'. The Resource group already exists in location '${before.location}'.`,
    );
  }
  const group: ArmResource = {
    id: before?.id ?? resourceGroupId(platform, name),
    name: before?.name ?? name,
    type: resourceGroupType,
    location: regionName(body.location),
    tags: body.tags ?? undefined,
    properties: { provisioningState: "Succeeded" },
    systemData: {},
  };
  platform.resources.put(group);
  return { status: before ? 200 : 201, body: toResponseResourceGroup(group) };
}

export function updateResourceGroup(call: ResourceGroupCall<ResourceGroupPatch>): Reply {
  const group = requireResourceGroup(call);
  const updated = { ...group, tags: call.body.tags ?? group.tags };
  call.platform.resources.put(updated);
  return { status: 200, body: toResponseResourceGroup(updated) };
}

export function deleteResourceGroup(call: ResourceGroupCall): Reply {
  const { platform } = call;
  const group = requireResourceGroup(call);
  for (const { id } of [group, ...platform.resources.list(undefined, group.id)]) {
    requireUnlocked(platform, id, "delete");
  }
  return operationReply(startOperation(call, "deleteResourceGroup", group, "Microsoft.Resources"));
}
