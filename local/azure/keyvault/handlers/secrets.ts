import { AzureError } from "../../error";
import type { Reply } from "../../service";
import { backupSecret, restoreSecret } from "../model/backup";
import { requireValueSize, secrets, updateSecret, writeSecret } from "../model/secrets";
import type { SecretVersion } from "../model/secrets";
import type { VaultCall } from "../vaultRoute";
import { writableAttributes } from "../wire/attributes";
import { toResponseSecretBundle, toResponseSecretItem } from "../wire/secrets";
import type { SecretRestoreBody, SecretSetBody, SecretUpdateBody } from "../wire/secrets";
import { lifecycleHandlers, requireObject, requireSeenObject } from "./objects";
import type { ObjectCall, ObjectKind } from "./objects";

const secretKind: ObjectKind<SecretVersion> = {
  plural: "secrets",
  singular: "secret",
  capitalized: "Secret",
  objects: secrets,
  toResponseItem: toResponseSecretItem,
  toResponseDeleted: (asked, secret) => toResponseSecretItem(asked, secret, secret.version),
};

export const secretLifecycle = lifecycleHandlers(secretKind);

export function setSecret(call: ObjectCall<SecretSetBody>): Reply {
  const { platform, vault, params, body } = call;
  requireValueSize(body.value);
  const secret = writeSecret(platform, vault.name, params.name, body);
  return { status: 200, body: toResponseSecretBundle(call, secret) };
}

export function getSecret(call: ObjectCall): Reply {
  const secret = requireSeenObject(secretKind, call);
  // Key Vault returns secrets before `nbf` and after `exp`; it enforces `enabled` alone (its documentation on secrets).
  if (!secret.attributes.enabled) {
    throw new AzureError(403, "Forbidden", "Operation get is not allowed on a disabled secret.", {
      innerCode: "SecretDisabled",
    });
  }
  return { status: 200, body: toResponseSecretBundle(call, secret) };
}

export function patchSecret(call: ObjectCall<SecretUpdateBody>): Reply {
  const { platform, body } = call;
  const attributes = writableAttributes(body.attributes);
  const updated = updateSecret(platform, requireObject(secretKind, call), { ...body, attributes });
  return { status: 200, body: toResponseSecretItem(call, updated, updated.version) };
}

export function getSecretBackup(call: ObjectCall): Reply {
  return { status: 200, body: { value: backupSecret(call.platform, requireObject(secretKind, call)) } };
}

/** Returns the newest version without its value (recorded, azure-cli, May 2023). */
export function restoreSecretBackup(call: VaultCall<never, SecretRestoreBody>): Reply {
  const secret = restoreSecret(call.platform, call.vault.name, call.body.value);
  return { status: 200, body: toResponseSecretItem(call, secret, secret.version) };
}
