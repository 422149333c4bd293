import { AzureError } from "../../error";
import type { Reply } from "../../service";
import { backupSecret, restoreSecret } from "../model/backup";
import { requireValueSize, secrets, updateSecret, writeSecret } from "../model/secrets";
import type { SecretVersion } from "../model/secrets";
import type { VaultCall } from "../vaultRoute";
import { writableAttributes } from "../wire/attributes";
import { toResponseSecretBundle, toResponseSecretItem } from "../wire/secrets";
import type { SecretRestoreBody, SecretSetBody, SecretUpdateBody } from "../wire/secrets";
import { lifecycleHandlers, requireObject } from "./objects";
import type { ObjectCall, ObjectKind } from "./objects";

const secretKind: ObjectKind<SecretVersion> = {
  plural: "secrets",
  singular: "secret",
  capitalized: "Secret",
  objects: secrets,
  toResponseItem: toResponseSecretItem,
  toResponseDeleted: (vault, secret) => toResponseSecretItem(vault, secret, secret.version),
};

export const secretLifecycle = lifecycleHandlers(secretKind);

export function setSecret({ platform, vault, params, body }: ObjectCall<SecretSetBody>): Reply {
  requireValueSize(body.value);
  const secret = writeSecret(platform, vault.name, params.name, body);
  return { status: 200, body: toResponseSecretBundle(vault, secret) };
}

export function getSecret(call: ObjectCall): Reply {
  const secret = requireObject(secretKind, call);
  // Key Vault returns secrets before `nbf` and after `exp`; it enforces `enabled` alone (its documentation on secrets).
  if (!secret.attributes.enabled) {
    throw new AzureError(403, "Forbidden", "Operation get is not allowed on a disabled secret.", {
      innerCode: "SecretDisabled",
    });
  }
  return { status: 200, body: toResponseSecretBundle(call.vault, secret) };
}

export function patchSecret(call: ObjectCall<SecretUpdateBody>): Reply {
  const { platform, vault, body } = call;
  const attributes = writableAttributes(body.attributes);
  const updated = updateSecret(platform, requireObject(secretKind, call), { ...body, attributes });
  return { status: 200, body: toResponseSecretItem(vault, updated, updated.version) };
}

export function getSecretBackup(call: ObjectCall): Reply {
  return { status: 200, body: { value: backupSecret(call.platform, requireObject(secretKind, call)) } };
}

export function restoreSecretBackup({ platform, vault, body }: VaultCall<never, SecretRestoreBody>): Reply {
  const secret = restoreSecret(platform, vault.name, body.value);
  return { status: 200, body: toResponseSecretBundle(vault, secret) };
}
