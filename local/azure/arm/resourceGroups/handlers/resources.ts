import { AzureError } from "../../../error";
import type { Call, Reply } from "../../../service";
import { page } from "../../lists";
import type { ArmResource } from "../../resources";
import { resourceFilter } from "../model/filters";
import { requireResourceGroup, resourceGroupType } from "../model/resourceGroups";
import type { ResourceGroupCall } from "../model/resourceGroups";
import { expandable, toResponseResource } from "../wire/resources";
import type { ExpandedProperty } from "../wire/resources";

export function listResources(call: Call<unknown, "subscriptionId">): Reply {
  return listBelow(call, `/subscriptions/${call.platform.subscriptionId}`);
}

export function listResourcesByResourceGroup(call: ResourceGroupCall): Reply {
  return listBelow(call, requireResourceGroup(call).id);
}

function listBelow(call: Pick<Call, "platform" | "url">, scope: string): Reply {
  const { platform, url } = call;
  const expanded = expandedProperties(url);
  const resources = platform.resources
    .list(undefined, scope)
    .filter(isListed)
    .filter(resourceFilter(url.searchParams.get("$filter")))
    .map((resource) => toResponseResource(resource, expanded));
  return { status: 200, body: page(call, resources) };
}

/** The properties in `$expand`. @throws AzureError 400 where it names another one. */
function expandedProperties(url: URL): ExpandedProperty[] {
  const names = (url.searchParams.get("$expand") ?? "").split(",").filter((name) => name !== "");
  return names.map((name) => {
    const property = expandable.find((known) => known.toLowerCase() === name.trim().toLowerCase());
    if (!property) {
      throw new AzureError(
        400,
        "InvalidExpandInQueryString",
        `Only ${expandable.join(", ")} are supported in $expand.`,
      );
    }
    return property;
  });
}

/** Azure's lists contain top-level resources, without resource groups and locks. */
const isListed = ({ type }: ArmResource) =>
  type !== resourceGroupType && type !== "Microsoft.Authorization/locks" && type.split("/").length === 2;
