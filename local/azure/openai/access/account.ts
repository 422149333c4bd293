import { findAccountBySubdomain } from "../../arm/cognitiveservices/model/accounts";
import type { ArmResource } from "../../arm/resources";
import { AzureError } from "../../error";
import type { Call, Platform } from "../../service";

/** A request to the host of an account. */
export type AccountCall<Params extends string = never, Body = unknown> = Call<Body, Params | "subdomain">;

/** The account of a host's subdomain. @throws AzureError 404 */
export function requireAccount(platform: Platform, subdomain: string | undefined): ArmResource {
  const account = subdomain === undefined ? undefined : findAccountBySubdomain(platform, subdomain);
  if (!account) {
    throw new AzureError(404, "404", "Resource not found");
  }
  return account;
}
