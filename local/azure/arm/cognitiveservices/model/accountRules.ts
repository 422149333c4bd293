/** Azure's rules for writing an account. */
import { AzureError } from "../../../error";
import type { Call, Platform } from "../../../service";
import { requireUnlocked } from "../../checks";
import { regionName } from "../../resources";
import type { ArmResource } from "../../resources";
import { foundryUpgradeVersions } from "../wire/accounts";
import type { AccountPut } from "../wire/accounts";
import { countOpenAiAccounts } from "./accounts";
import { deletedAccount } from "./deletedAccounts";
import { subdomainOf } from "./subdomains";
import type { CompleteBody } from "./writtenAccount";

/** @throws AzureError 400 `AccountNameInvalid` */
export function requireAccountName(name: string): string {
  if (!/^[a-z0-9][\w.-]{1,63}$/i.test(name)) {
    throw new AzureError(
      400,
      "AccountNameInvalid",
      "The account name must be 2 to 64 letters, digits, '_', '.' and '-', beginning with a letter or digit.",
    );
  }
  return name;
}

/** @throws AzureError 400 `InsufficientQuota` */
export function requireQuota(platform: Platform, kind: string | undefined, region: string): void {
  const { openAiAccountLimit } = platform.settings.current;
  if (kind === "OpenAI" && countOpenAiAccounts(platform, region) >= openAiAccountLimit) {
    throw new AzureError(
      400,
      "InsufficientQuota",
      `The subscription has reached its limit of ${openAiAccountLimit} accounts of kind OpenAI in ${region}.`,
    );
  }
}

/**
 * Checks that `restore` is set where an account of the same id is in soft delete, and only there.
 * @returns The account to restore, if any.
 */
export function requireRestoreFlag(
  platform: Platform,
  id: string,
  { properties }: AccountPut,
): ArmResource | undefined {
  const deleted = deletedAccount(platform, id);
  if (properties.restore && !deleted) {
    throw new AzureError(
      400,
      "CanNotRestoreANonExistingResource",
      `There is no soft-deleted account with the ID '${id}' to restore.`,
    );
  }
  if (deleted && !properties.restore) {
    throw new AzureError(
      409,
      "FlagMustBeSetForRestore",
      `An existing resource with ID '${id}' has been soft-deleted. To restore the resource, you must specify 'restore' to be 'true' in the property. If you don't want to restore existing resource, please purge it first.`,
    );
  }
  return deleted?.account;
}

/** @returns The body with the kind and the SKU, which a write may omit that restores an account. @throws AzureError 400 */
export function requireKindAndSku(body: AccountPut): CompleteBody {
  const { kind, sku } = body;
  if (!kind || !sku) {
    const missing = kind ? "sku" : "kind";
    throw new AzureError(
      400,
      "InvalidRequestContent",
      `The request content was invalid: ${missing}: must be set to create an account`,
      { target: missing },
    );
  }
  return { ...body, kind, sku };
}

/** @throws AzureError 412 where If-Match names another version of the account. */
export function requireMatchingEtag(
  { headers }: Pick<Call, "headers">,
  before: ArmResource | undefined,
): void {
  const required = headers.get("if-match");
  if (
    required &&
    required !== "*" &&
    required.replace(/^"|"$/g, "") !== before?.etag?.replace(/^"|"$/g, "")
  ) {
    throw new AzureError(412, "PreconditionFailed", "The condition specified by the ETag is not satisfied.");
  }
}

/** @throws AzureError 400 where a property is not part of the API version. */
export function requireSupportedProperties(
  properties: { foundryAutoUpgrade?: unknown },
  apiVersion: string,
): void {
  if (properties.foundryAutoUpgrade && !foundryUpgradeVersions.includes(apiVersion)) {
    throw new AzureError(
      400,
      "InvalidRequestContent",
      `The property 'foundryAutoUpgrade' is not part of the api-version '${apiVersion}'.`,
    );
  }
}

/** @throws AzureError 400 or 409 where a write changes what is fixed when an account is created, or a lock forbids it. */
export function requireUnchanged(
  platform: Platform,
  before: ArmResource,
  requested: { properties?: { customSubDomainName?: string | null } | null },
  region: string,
): void {
  requireUnlocked(platform, before.id, "write");
  if (region !== regionName(before.location)) {
    throw new AzureError(
      409,
      "InvalidResourceLocation",
      `The resource '${before.name}' already exists in location '${before.location}'. A resource with the same name cannot be created in location '${region}'.`,
    );
  }
  const current = subdomainOf(before);
  const subdomain = requested.properties?.customSubDomainName;
  if (current !== undefined && subdomain && subdomain.toLowerCase() !== current.toLowerCase()) {
    throw new AzureError(
      400,
      "CustomDomainCannotBeChanged",
      `The custom subdomain '${current}' of an account cannot be changed.`,
    );
  }
}
