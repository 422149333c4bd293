import { AzureError } from "../../../error";
import type { Operation } from "../../../operations";
import type { Call, Reply } from "../../../service";
import { requireUnlocked } from "../../checks";
import { page } from "../../lists";
import { locationReply, pollOperation } from "../../operations";
import { regionName } from "../../resources";
import type { ArmResource } from "../../resources";
import {
  findResourceGroup,
  requireResourceGroup,
  resourceGroupBeingDeleted,
  resourceGroupId,
  resourceGroupType,
} from "../model/resourceGroups";
import type { ResourceGroupCall } from "../model/resourceGroups";
import { groupFilter } from "../model/filters";
import { deletionToken, operationOfToken } from "../model/deletionToken";
import { toResponseResourceGroup } from "../wire/resourceGroups";
import type { ResourceGroupPatch, ResourceGroupPut } from "../wire/resourceGroups";

export function getResourceGroup(call: ResourceGroupCall): Reply {
  pollDeletion(call);
  return { status: 200, body: toResponseResourceGroup(requireResourceGroup(call)) };
}

export function resourceGroupExists(call: ResourceGroupCall): Reply {
  pollDeletion(call);
  requireResourceGroup(call);
  return { status: 204 };
}

export function listResourceGroups(call: Call<unknown, "subscriptionId">): Reply {
  const groups = call.platform.resources
    .list(resourceGroupType)
    .filter(groupFilter(call.url.searchParams.get("$filter")));
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
  requireNotDeleting(call, before);
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
    managedBy: body.managedBy ?? undefined,
    properties: { provisioningState: "Succeeded" },
    systemData: {},
  };
  platform.resources.put(group);
  return { status: before ? 200 : 201, body: toResponseResourceGroup(group) };
}

export function updateResourceGroup(call: ResourceGroupCall<ResourceGroupPatch>): Reply {
  const group = requireResourceGroup(call);
  requireNotDeleting(call, group);
  const { tags, managedBy } = call.body;
  const updated = { ...group, tags: tags ?? group.tags, managedBy: managedBy ?? group.managedBy };
  call.platform.resources.put(updated);
  return { status: 200, body: toResponseResourceGroup(updated) };
}

/**
 * Starts the deletion, and the group exists until its end. That of an empty group ends with the first poll; any other lasts one poll
 * more than other operations (recorded, ASO, Apr 2025 to Aug 2026: one poll for empty groups, three to five for others).
 */
export function deleteResourceGroup(call: ResourceGroupCall): Reply {
  const { platform, apiVersion } = call;
  const group = requireResourceGroup(call);
  const resources = platform.resources.list(undefined, group.id);
  for (const { id } of [group, ...resources]) {
    requireUnlocked(platform, id, "delete");
  }
  const { id, location } = group;
  const operation = platform.operations.inProgress(id) ?? beginDeletion(call, group, resources.length === 0);
  const token = deletionToken(operation.id, location);
  const path = `/subscriptions/${platform.subscriptionId}/operationresults/${token}`;
  return {
    status: 202,
    headers: {
      location: `https://management.azure.com${path}?api-version=${apiVersion}`,
      "retry-after": "0",
    },
  };
}

function beginDeletion(
  { platform, method }: ResourceGroupCall,
  group: ArmResource,
  isEmpty: boolean,
): Operation {
  const operation = platform.operations.begin({
    kind: "deleteResourceGroup",
    method,
    resourceId: group.id,
    ...(isEmpty ? { polls: 1 } : { extraPolls: 1 }),
  });
  platform.resources.put({ ...group, properties: { ...group.properties, provisioningState: "Deleting" } });
  return operation;
}

/** A poll of a deletion: 202 while it runs, then 200 without a body. */
export function getDeletionResult(call: Call<unknown, "token">): Reply {
  const operation = pollOperation(call.platform, operationOfToken(call.params.token));
  return locationReply(operation, call, { "retry-after": "0" });
}

/** Some clients poll the group itself until it is gone. */
const pollDeletion = ({ platform, params }: ResourceGroupCall): void =>
  platform.operations.pollResource(resourceGroupId(platform, params.resourceGroupName));

function requireNotDeleting({ platform }: ResourceGroupCall, group: ArmResource | undefined): void {
  if (group && platform.operations.inProgress(group.id)) {
    throw resourceGroupBeingDeleted(group.name);
  }
}
