import { AzureError } from "../../../error";
import type { Platform } from "../../../service";
import type { ArmResource } from "../../resources";
import { accountType } from "./accounts";
import { deletedAccounts } from "./deletedAccounts";

/** @throws AzureError 409 where another account, or one in soft delete, uses the subdomain. @param id ARM id of the account. */
export function requireFreeSubdomain(
  platform: Platform,
  subdomain: string | null | undefined,
  id: string,
): void {
  const conflict = subdomain ? subdomainConflict(platform, subdomain, id) : undefined;
  if (conflict) {
    throw conflict;
  }
}

/** The error of a subdomain that an account other than the given one uses; undefined where it is available. */
export function subdomainConflict(
  platform: Platform,
  subdomain: string,
  id?: string,
): AzureError | undefined {
  const accounts = [
    ...platform.resources.list(accountType),
    ...deletedAccounts(platform).map(({ account }) => account),
  ];
  const isInUse = accounts.some(
    (account) =>
      account.id.toLowerCase() !== id?.toLowerCase() &&
      subdomainOf(account)?.toLowerCase() === subdomain.toLowerCase(),
  );
  return isInUse
    ? new AzureError(
        409,
        "CustomDomainInUse",
        `Please pick a different name. The subdomain name '${subdomain}' is not available as it's already used by a resource. ` +
          "If the resource was deleted in the last 48 hours, you may need to purge it.",
      )
    : undefined;
}

export const subdomainOf = ({ properties }: ArmResource): string | undefined =>
  properties.customSubDomainName as string | undefined;
