import { findAccountBySubdomain } from "../../arm/cognitiveservices/model/accounts";
import type { ArmResource } from "../../arm/resources";
import { AzureError } from "../../error";
import type { Platform } from "../../service";

/** The account of a host's subdomain. @throws AzureError 404 */
export function requireAccount(platform: Platform, subdomain: string | undefined): ArmResource {
  const account = subdomain === undefined ? undefined : findAccountBySubdomain(platform, subdomain);
  if (!account) {
    throw new AzureError(404, "404", "Resource not found");
  }
  return account;
}
