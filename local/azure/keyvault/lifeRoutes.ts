/** The life of what vaults hold, secrets and keys alike: lists, versions, deletion, recovery and purging. */
import type { ArmResource } from "../arm/resources";
import { AzureError } from "../error";
import type { Call, Route } from "../service";
import type { Right } from "./access";
import type { DeletedObject, ObjectVersion, VaultObjects } from "./vaultObjects";
import { page, pageQuery, route, vaultUri } from "./vaultRoute";

export function shownAttributes(
  { properties }: ArmResource,
  { attributes: kept }: ObjectVersion,
): Record<string, unknown> {
  const { softDeleteRetentionInDays: days, enablePurgeProtection: isProtected } = properties;
  // "Customized" where the vault keeps deleted objects for less than the 90 days that are the default.
  const level = `${days === 90 ? "" : "Customized"}Recoverable${isProtected ? "" : "+Purgeable"}`;
  return { ...kept, recoveryLevel: level, recoverableDays: days };
}

/** Where one kind of objects is found, and what its errors are called. */
export interface Kind<Version extends ObjectVersion> {
  /** "secret", as it stands in messages. */
  word: string;
  /** "secrets", as it stands in paths. */
  plural: string;
  objects: VaultObjects<Version>;
  /** An object as lists have it, without a version where none is said. */
  item(vault: ArmResource, object: Version, version?: string): Record<string, unknown>;
  /** An object as it is shown once it has been deleted: without what is secret of it. */
  described(vault: ArmResource, object: Version): Record<string, unknown>;
}

const capital = (word: string) => `${word[0]!.toUpperCase()}${word.slice(1)}`;

/** @throws AzureError 404 `SecretNotFound` or `KeyNotFound` */
export function requireObject<Version extends ObjectVersion>(
  { word, objects }: Kind<Version>,
  { platform, params }: Call,
  vault: ArmResource,
): Version {
  const object = objects.find(platform, vault.name, params.name!, params.version);
  if (!object) {
    throw new AzureError(
      404,
      `${capital(word)}NotFound`,
      `A ${word} with (name/id) ${[params.name, params.version].filter(Boolean).join("/")} was not found in this key vault. ` +
        `If you recently deleted this ${word} you may be able to recover it using the correct recovery command. For help ` +
        "resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182",
    );
  }
  return object;
}

function requireDeleted<Version extends ObjectVersion>(
  { word, objects }: Kind<Version>,
  { platform, params }: Call,
  vault: ArmResource,
): DeletedObject<Version> {
  const deleted = objects.findDeleted(platform, vault.name, params.name!);
  if (!deleted) {
    throw new AzureError(
      404,
      `${capital(word)}NotFound`,
      `Deleted ${capital(word)} not found: ${params.name}`,
    );
  }
  return deleted;
}

export function lifeRoutes<Version extends ObjectVersion>(
  kind: Kind<Version>,
  rights: Record<"list" | "delete" | "getDeleted" | "listDeleted" | "recover" | "purge", Right>,
): Route[] {
  const { plural, objects, item, described } = kind;
  const withDates = (
    vault: ArmResource,
    { object, deletedAt, purgeAt }: DeletedObject<Version>,
    shown: Record<string, unknown>,
  ) => ({
    recoveryId: `${vaultUri(vault)}deleted${plural}/${object.name}`,
    deletedDate: Math.floor(deletedAt / 1000),
    scheduledPurgeDate: Math.floor(purgeAt / 1000),
    ...shown,
  });
  const shownDeleted = (vault: ArmResource, deleted: DeletedObject<Version>) =>
    withDates(vault, deleted, described(vault, deleted.object));
  const listing = (path: string, right: Right, listed: (call: Call, vault: ArmResource) => unknown[]) =>
    route("GET", path, right, (call, vault) => page(call, vault, listed(call, vault)), { query: pageQuery });
  return [
    listing(`/${plural}`, rights.list, ({ platform }, vault) =>
      objects.list(platform, vault.name).map((one) => item(vault, one)),
    ),
    listing(`/${plural}/{name}/versions`, rights.list, ({ platform, params }, vault) =>
      objects.listVersions(platform, vault.name, params.name!).map((one) => item(vault, one, one.version)),
    ),
    route("DELETE", `/${plural}/{name}`, rights.delete, (call, vault) => {
      const days = Number(vault.properties.softDeleteRetentionInDays);
      const deleted = objects.remove(call.platform, requireObject(kind, call, vault), days);
      return { status: 200, body: shownDeleted(vault, deleted) };
    }),
    listing(`/deleted${plural}`, rights.listDeleted, ({ platform }, vault) =>
      objects.listDeleted(platform, vault.name).map((one) => withDates(vault, one, item(vault, one.object))),
    ),
    route("GET", `/deleted${plural}/{name}`, rights.getDeleted, (call, vault) => ({
      status: 200,
      body: shownDeleted(vault, requireDeleted(kind, call, vault)),
    })),
    route("POST", `/deleted${plural}/{name}/recover`, rights.recover, (call, vault) => {
      const deleted = requireDeleted(kind, call, vault);
      objects.recover(call.platform, deleted);
      return { status: 200, body: described(vault, deleted.object) };
    }),
    route("DELETE", `/deleted${plural}/{name}`, rights.purge, (call, vault) => {
      requireDeleted(kind, call, vault);
      requirePurgeable(vault);
      objects.purge(call.platform, vault.name, call.params.name!);
      return { status: 204 };
    }),
  ];
}

function requirePurgeable(vault: ArmResource): void {
  if (vault.properties.enablePurgeProtection) {
    throw new AzureError(
      403,
      "Forbidden",
      'Operation "purge" is not allowed because purge protection is enabled for this vault. Key Vault service will ' +
        "automatically purge it after the retention period has passed.\r\n" +
        `Vault: ${vault.name};location=${vault.location}`,
      { innerCode: "ForbiddenByPurgeProtection" },
    );
  }
}
