import { AzureError } from "../../../error";
import type { Call, Platform } from "../../../service";
import { requireResource } from "../../checks";
import { requireResourceGroup } from "../../resourceGroups/model/resourceGroups";
import { regionName } from "../../resources";
import type { ArmResource } from "../../resources";
import { regions } from "./regions";

export const accountType = "Microsoft.CognitiveServices/accounts";

/** A request to an account or below it. */
export type AccountCall<Body = unknown> = Call<Body, "resourceGroupName" | "accountName">;

export const accountId = ({ platform, params }: Pick<AccountCall, "platform" | "params">) =>
  `/subscriptions/${platform.subscriptionId}/resourceGroups/${params.resourceGroupName}/providers/${accountType}/${params.accountName}`;

/** @throws AzureError 404 `ResourceGroupNotFound` or `ResourceNotFound` */
export function requireAccount(call: AccountCall): ArmResource {
  requireResourceGroup(call);
  return requireResource(call, accountId(call));
}

/** The account that serves a subdomain. */
export function findAccountBySubdomain(platform: Platform, subdomain: string): ArmResource | undefined {
  return platform.resources
    .list(accountType)
    .find(
      ({ properties }) =>
        String(properties.customSubDomainName ?? "").toLowerCase() === subdomain.toLowerCase(),
    );
}

/** @returns The region in the format of ids. @throws AzureError 400 where Azure has no such region. */
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

/** The number of accounts of kind OpenAI in a region. */
export function countOpenAiAccounts(platform: Platform, region: string): number {
  return platform.resources
    .list(accountType)
    .filter(({ location, kind }) => regionName(location) === region && kind === "OpenAI").length;
}

/** @throws AzureError 409 `RequestConflict` while another operation on the account is in progress. */
export function requireIdle(platform: Platform, id: string): void {
  if (platform.operations.inProgress(id)) {
    throw new AzureError(
      409,
      "RequestConflict",
      `Cannot modify resource with id '${id}' because the resource entity provisioning state is not terminal. Please wait for the provisioning state to become terminal and then retry the request.`,
    );
  }
}
