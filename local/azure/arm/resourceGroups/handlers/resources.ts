import { AzureError } from "../../../error";
import type { Call, Reply } from "../../../service";
import { page } from "../../lists";
import type { ArmResource } from "../../resources";
import { resourceFilter } from "../model/filters";
import { requireResourceGroup, resourceGroupType } from "../model/resourceGroups";
import type { ResourceGroupCall } from "../model/resourceGroups";
import { toResponseResource } from "../wire/resources";

export function listResources(call: Call<unknown, "subscriptionId">): Reply {
  return listBelow(call, `/subscriptions/${call.platform.subscriptionId}`);
}

export function listResourcesByResourceGroup(call: ResourceGroupCall): Reply {
  return listBelow(call, requireResourceGroup(call).id);
}

function listBelow(call: Pick<Call, "platform" | "url">, scope: string): Reply {
  const { platform, url } = call;
  const expand = url.searchParams.get("$expand");
  if (expand && expand !== "createdTime") {
    throw new AzureError(400, "InvalidExpandInQueryString", "Only $expand=createdTime is supported.");
  }
  const resources = platform.resources
    .list(undefined, scope)
    .filter(isListed)
    .filter(resourceFilter(url.searchParams.get("$filter")))
    .map((resource) => toResponseResource(resource, expand !== null && expand !== ""));
  return { status: 200, body: page(call, resources) };
}

/** Azure's lists contain top-level resources, without resource groups and locks. */
const isListed = ({ type }: ArmResource) =>
  type !== resourceGroupType && type !== "Microsoft.Authorization/locks" && type.split("/").length === 2;
