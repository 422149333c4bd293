import { AzureError } from "../../../error";
import type { Call, Reply } from "../../../service";
import { page } from "../../lists";
import type { ArmResource } from "../../resources";
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
  const type = typeFilter(url);
  const expand = url.searchParams.get("$expand");
  if (expand && expand !== "createdTime") {
    throw new AzureError(400, "InvalidExpandInQueryString", "Only $expand=createdTime is supported.");
  }
  const resources = platform.resources
    .list(undefined, scope)
    .filter(isListed)
    .filter((resource) => !type || resource.type.toLowerCase() === type.toLowerCase())
    .map((resource) => toResponseResource(resource, expand !== null && expand !== ""));
  return { status: 200, body: page(call, resources) };
}

/** The type in `$filter`. @throws AzureError 400 where the filter has another form. */
function typeFilter(url: URL): string | undefined {
  const filter = url.searchParams.get("$filter");
  const [, type] = /^resourceType eq '([^']+)'$/i.exec(filter ?? "") ?? [];
  if (filter && !type) {
    throw new AzureError(
      400,
      "InvalidFilterInQueryString",
      "Only the filter resourceType eq '…' is supported.",
    );
  }
  return type;
}

/** Azure's lists contain top-level resources, without resource groups and locks. */
const isListed = ({ type }: ArmResource) =>
  type !== resourceGroupType && type !== "Microsoft.Authorization/locks" && type.split("/").length === 2;
