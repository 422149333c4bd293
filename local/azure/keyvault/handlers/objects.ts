/** The lifecycle that secrets and keys have in common: lists, versions, deletion, recovery and purging. */
import { retentionDays } from "../../arm/keyvault/model/vaults";
import type { ArmResource } from "../../arm/resources";
import { AzureError } from "../../error";
import type { Reply } from "../../service";
import type { ObjectKindName } from "../access/permissions";
import type { DeletedObject, ObjectVersion } from "../model/objectVersion";
import type { VaultObjects } from "../model/vaultObjects";
import type { VaultCall } from "../vaultRoute";
import { vaultUri } from "../wire/attributes";
import type { Asked } from "../wire/attributes";
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
  toResponseItem(asked: Asked, object: Version, version?: string): Record<string, unknown>;
  /** An object after its deletion, without secret values. */
  toResponseDeleted(asked: Asked, object: Version): Record<string, unknown>;
}

/** A request for an object, in its newest version where the path names none. */
export type ObjectCall<Body = unknown> = VaultCall<"name", Body> & { params: { version?: string } };

/** @throws AzureError 404 `SecretNotFound` or `KeyNotFound` */
export function requireObject<Version extends ObjectVersion>(
  kind: ObjectKind<Version>,
  call: ObjectCall,
): Version {
  const { platform, vault, params } = call;
  const object = kind.objects.find(platform, vault.name, params.name, params.version);
  if (!object) {
    throw notFound(kind, call);
  }
  return object;
}

/** An object that a read finds. @throws AzureError 404, also while Azure recovers the object */
export function requireSeenObject<Version extends ObjectVersion>(
  kind: ObjectKind<Version>,
  call: ObjectCall,
): Version {
  const object = requireObject(kind, call);
  if (!kind.objects.isSeen(call.platform, call.vault.name, object.name)) {
    throw notFound(kind, call);
  }
  return object;
}

const notFound = <Version extends ObjectVersion>(
  { singular, capitalized }: ObjectKind<Version>,
  { params }: ObjectCall,
) =>
  new AzureError(
    404,
    `${capitalized}NotFound`,
    `A ${singular} with (name/id) ${[params.name, params.version].filter(Boolean).join("/")} was not found in this key vault. ` +
      `If you recently deleted this ${singular} you may be able to recover it using the correct recovery command. For help ` +
      "resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182",
  );

function requireDeletedObject<Version extends ObjectVersion>(
  kind: ObjectKind<Version>,
  { platform, vault, params }: VaultCall<"name">,
): DeletedObject<Version> {
  const deleted = kind.objects.findDeleted(platform, vault.name, params.name);
  if (!deleted) {
    throw deletedNotFound(kind, params.name);
  }
  return deleted;
}

const deletedNotFound = <Version extends ObjectVersion>({ capitalized }: ObjectKind<Version>, name: string) =>
  new AzureError(404, `${capitalized}NotFound`, `Deleted ${capitalized} not found: ${name}`);

/** @throws AzureError 400 where the object is there, and not deleted (recorded, azure-cli, May 2023) */
function requireNotThere<Version extends ObjectVersion>(
  { capitalized, objects }: ObjectKind<Version>,
  { platform, vault, params }: VaultCall<"name">,
): void {
  if (objects.find(platform, vault.name, params.name)) {
    throw new AzureError(400, "MethodNotAllowed", `${capitalized} exists already: ${params.name}`, {
      innerCode: "RequestNotAllowedOnNonDeletedObject",
    });
  }
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
      const items = objects
        .list(platform, vault.name)
        .filter(({ name }) => objects.isSeen(platform, vault.name, name))
        .map((object) => toResponseItem(call, object));
      return { status: 200, body: toResponsePage(call, items) };
    },

    listVersions(call: VaultCall<"name">): Reply {
      const { platform, vault, params } = call;
      const items = objects
        .listVersions(platform, vault.name, params.name)
        .map((object) => toResponseItem(call, object, object.version));
      return { status: 200, body: toResponsePage(call, items) };
    },

    delete(call: VaultCall<"name">): Reply {
      const { platform, vault, params } = call;
      const object = requireObject(kind, call);
      objects.requireNoChange(platform, vault.name, params.name);
      const deleted = objects.softDelete(platform, object, retentionDays(vault));
      const response = toResponseDeleted(call, deleted.object);
      return { status: 200, body: withDeletionDates(kind, vault, deleted, response) };
    },

    listDeleted(call: VaultCall): Reply {
      const { platform, vault } = call;
      const items = objects
        .listDeleted(platform, vault.name)
        .filter(({ object }) => objects.isSeen(platform, vault.name, object.name))
        .map((deleted) => withDeletionDates(kind, vault, deleted, toResponseItem(call, deleted.object)));
      return { status: 200, body: toResponsePage(call, items) };
    },

    getDeleted(call: VaultCall<"name">): Reply {
      const { platform, vault, params } = call;
      const deleted = requireDeletedObject(kind, call);
      if (!objects.isSeen(platform, vault.name, params.name)) {
        throw deletedNotFound(kind, params.name);
      }
      const response = toResponseDeleted(call, deleted.object);
      return { status: 200, body: withDeletionDates(kind, vault, deleted, response) };
    },

    recover(call: VaultCall<"name">): Reply {
      requireNotThere(kind, call);
      const deleted = requireDeletedObject(kind, call);
      objects.requireNoChange(call.platform, call.vault.name, call.params.name);
      objects.requireDeletionSeen(call.platform, call.vault.name, call.params.name);
      objects.recover(call.platform, deleted);
      return { status: 200, body: toResponseDeleted(call, deleted.object) };
    },

    purge(call: VaultCall<"name">): Reply {
      const { object } = requireDeletedObject(kind, call);
      objects.requireNoChange(call.platform, call.vault.name, call.params.name);
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
