import type { Reply } from "../../service";
import { runCipher } from "../model/cipher";
import type { CipherOperation } from "../model/cipher";
import { createKey, keys, requireKeyType } from "../model/keys";
import type { KeyVersion } from "../model/keys";
import { writableAttributes } from "../wire/attributes";
import { keyId, toResponseKeyBundle, toResponseKeyItem } from "../wire/keys";
import type { CipherBody, KeyCreateBody, KeyUpdateBody } from "../wire/keys";
import { lifecycleHandlers, requireObject, requireSeenObject } from "./objects";
import type { ObjectCall, ObjectKind } from "./objects";

const keyKind: ObjectKind<KeyVersion> = {
  plural: "keys",
  singular: "key",
  capitalized: "Key",
  objects: keys,
  toResponseItem: toResponseKeyItem,
  toResponseDeleted: toResponseKeyBundle,
};

export const keyLifecycle = lifecycleHandlers(keyKind);

export async function postKey(call: ObjectCall<KeyCreateBody>): Promise<Reply> {
  const { platform, vault, params, body } = call;
  const key = await createKey(platform, vault.name, params.name, {
    type: requireKeyType(vault, body.kty),
    size: body.key_size,
    operations: body.key_ops,
    attributes: writableAttributes(body.attributes),
    tags: body.tags,
  });
  return { status: 200, body: toResponseKeyBundle(call, key) };
}

/** Creates a new version with the properties of the newest one, as `az keyvault key rotate` does. */
export async function rotateKey(call: ObjectCall): Promise<Reply> {
  const { type, size, operations, tags } = requireObject(keyKind, call);
  const { platform, vault, params } = call;
  const key = await createKey(platform, vault.name, params.name, { type, size, operations, tags });
  return { status: 200, body: toResponseKeyBundle(call, key) };
}

export function getKey(call: ObjectCall): Reply {
  return { status: 200, body: toResponseKeyBundle(call, requireSeenObject(keyKind, call)) };
}

export function patchKey(call: ObjectCall<KeyUpdateBody>): Reply {
  const { platform, body } = call;
  const before = requireObject(keyKind, call);
  const properties = { attributes: writableAttributes(body.attributes), tags: body.tags };
  const updated = keys.update(platform, before, properties, {
    operations: body.key_ops ?? before.operations,
  });
  return { status: 200, body: toResponseKeyBundle(call, updated) };
}

/** Encrypts, decrypts, wraps or unwraps a value. */
export const useKey =
  (operation: CipherOperation) =>
  (call: ObjectCall<CipherBody>): Reply => {
    const { platform, vault, body } = call;
    const key = requireObject(keyKind, call);
    const result = runCipher(platform, key, operation, body.alg, Buffer.from(body.value, "base64url"));
    return {
      status: 200,
      body: { kid: keyId(vault, key, key.version), value: result.toString("base64url") },
    };
  };
