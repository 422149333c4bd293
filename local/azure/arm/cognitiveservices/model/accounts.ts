/** What every route of accounts needs: finding one, and how it looks. */
import { AzureError } from "../../../error";
import type { Call, Platform } from "../../../service";
import { requireResource } from "../../checks";
import { regionName } from "../../resources";
import type { ArmResource } from "../../resources";
import { regions } from "./regions";

export const accountType = "Microsoft.CognitiveServices/accounts";

export const accountId = ({ platform, params }: Call) =>
  `/subscriptions/${platform.subscriptionId}/resourceGroups/${params.resourceGroupName}/providers/${accountType}/${params.accountName}`;

/** @throws AzureError 404 `ResourceNotFound` */
export function requireAccount(call: Call): ArmResource {
  return requireResource(call, accountId(call));
}

/** The account of a subdomain, for the data plane. */
export function findAccountBySubdomain(platform: Platform, subdomain: string): ArmResource | undefined {
  return platform.resources
    .list(accountType)
    .find(
      ({ properties }) =>
        String(properties.customSubDomainName ?? "").toLowerCase() === subdomain.toLowerCase(),
    );
}

export function shown(account: ArmResource): Record<string, unknown> {
  const { id, name, type, location, tags, kind, sku, identity, etag, properties, systemData: data } = account;
  return {
    id,
    name,
    type,
    location,
    tags: tags ?? {},
    kind,
    sku,
    identity,
    etag,
    systemData: data,
    properties,
  };
}

/** The region in its short form. @throws AzureError 400 where there is no such region. */
export function requireRegion(location: string): string {
  const region = regionName(location);
  if (!regions.includes(region)) {
    throw new AzureError(
      400,
      "LocationNotAvailableForResourceType",
      `The provided location '${location.slice(0, 60)}' is not available for resource type '${accountType}'. List of available regions for the resource type is '${regions.join(",")}'.`,
    );
  }
  return region;
}

/** How many accounts of kind OpenAI there are in a region. */
export function openAiAccounts(platform: Platform, region: string): number {
  return platform.resources
    .list(accountType)
    .filter(({ location, kind }) => location === region && kind === "OpenAI").length;
}

/** @throws AzureError 409 `RequestConflict` while another operation runs on the account. */
export function requireIdle(platform: Platform, id: string): void {
  if (platform.operations.inProgress(id)) {
    throw new AzureError(
      409,
      "RequestConflict",
      `Cannot modify resource with id '${id}' because the resource entity provisioning state is not terminal. Please wait for the provisioning state to become terminal and then retry the request.`,
    );
  }
}
