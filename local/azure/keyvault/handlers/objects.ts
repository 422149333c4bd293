/** The lifecycle that secrets and keys have in common: lists, versions, deletion, recovery and purging. */
import type { ArmResource } from "../../arm/resources";
import { AzureError } from "../../error";
import type { Reply } from "../../service";
import type { ObjectKindName } from "../access/permissions";
import type { DeletedObject, ObjectVersion } from "../model/objectVersion";
import type { VaultObjects } from "../model/vaultObjects";
import type { VaultCall } from "../vaultRoute";
import { vaultUri } from "../wire/attributes";
import { toResponsePage } from "../wire/page";

/** What differs between secrets and keys. */
export interface ObjectKind<Version extends ObjectVersion> {
  /** As paths contain it. */
  plural: ObjectKindName;
  /** As error messages contain it. */
  singular: "secret" | "key";
  /** As error codes and messages begin with it. */
  capitalized: "Secret" | "Key";
  objects: VaultObjects<Version>;
  /** An object in a list. @param version Part of its id where given. */
  toResponseItem(vault: ArmResource, object: Version, version?: string): Record<string, unknown>;
  /** An object after its deletion, without secret values. */
  toResponseDeleted(vault: ArmResource, object: Version): Record<string, unknown>;
}

/** A request for an object, in its newest version where the path names none. */
export type ObjectCall<Body = unknown> = VaultCall<"name", Body> & { params: { version?: string } };

/** @throws AzureError 404 `SecretNotFound` or `KeyNotFound` */
export function requireObject<Version extends ObjectVersion>(
  { singular, capitalized, objects }: ObjectKind<Version>,
  { platform, vault, params }: ObjectCall,
): Version {
  const object = objects.find(platform, vault.name, params.name, params.version);
  if (!object) {
    throw new AzureError(
      404,
      `${capitalized}NotFound`,
      `A ${singular} with (name/id) ${[params.name, params.version].filter(Boolean).join("/")} was not found in this key vault. ` +
        `If you recently deleted this ${singular} you may be able to recover it using the correct recovery command. For help ` +
        "resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182",
    );
  }
  return object;
}

function requireDeletedObject<Version extends ObjectVersion>(
  { capitalized, objects }: ObjectKind<Version>,
  { platform, vault, params }: VaultCall<"name">,
): DeletedObject<Version> {
  const deleted = objects.findDeleted(platform, vault.name, params.name);
  if (!deleted) {
    throw new AzureError(404, `${capitalized}NotFound`, `Deleted ${capitalized} not found: ${params.name}`);
  }
  return deleted;
}

const withDeletionDates = <Version extends ObjectVersion>(
  { plural }: ObjectKind<Version>,
  vault: ArmResource,
  { object, deletedAt, purgeAt }: DeletedObject<Version>,
  response: Record<string, unknown>,
) => ({
  recoveryId: `${vaultUri(vault)}deleted${plural}/${object.name}`,
  deletedDate: Math.floor(deletedAt / 1000),
  scheduledPurgeDate: Math.floor(purgeAt / 1000),
  ...response,
});

/** The handlers of one kind of objects, by operation. */
export function lifecycleHandlers<Version extends ObjectVersion>(kind: ObjectKind<Version>) {
  const { objects, toResponseItem, toResponseDeleted } = kind;
  return {
    list(call: VaultCall): Reply {
      const { platform, vault } = call;
      const items = objects.list(platform, vault.name).map((object) => toResponseItem(vault, object));
      return { status: 200, body: toResponsePage(call, vault, items) };
    },

    listVersions(call: VaultCall<"name">): Reply {
      const { platform, vault, params } = call;
      const items = objects
        .listVersions(platform, vault.name, params.name)
        .map((object) => toResponseItem(vault, object, object.version));
      return { status: 200, body: toResponsePage(call, vault, items) };
    },

    delete(call: VaultCall<"name">): Reply {
      const { platform, vault } = call;
      const retentionDays = Number(vault.properties.softDeleteRetentionInDays);
      const deleted = objects.softDelete(platform, requireObject(kind, call), retentionDays);
      const response = toResponseDeleted(vault, deleted.object);
      return { status: 200, body: withDeletionDates(kind, vault, deleted, response) };
    },

    listDeleted(call: VaultCall): Reply {
      const { platform, vault } = call;
      const items = objects
        .listDeleted(platform, vault.name)
        .map((deleted) => withDeletionDates(kind, vault, deleted, toResponseItem(vault, deleted.object)));
      return { status: 200, body: toResponsePage(call, vault, items) };
    },

    getDeleted(call: VaultCall<"name">): Reply {
      const deleted = requireDeletedObject(kind, call);
      const response = toResponseDeleted(call.vault, deleted.object);
      return { status: 200, body: withDeletionDates(kind, call.vault, deleted, response) };
    },

    recover(call: VaultCall<"name">): Reply {
      const deleted = requireDeletedObject(kind, call);
      objects.recover(call.platform, deleted);
      return { status: 200, body: toResponseDeleted(call.vault, deleted.object) };
    },

    purge(call: VaultCall<"name">): Reply {
      const { object } = requireDeletedObject(kind, call);
      requirePurgeable(call.vault);
      objects.purge(call.platform, call.vault.name, object.name);
      return { status: 204 };
    },
  };
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
