import { z } from "zod";
import type { ArmResource } from "../arm/resources";
import { AzureError } from "../error";
import type { Call, Reply, Route } from "../service";
import { keyRights } from "./access";
import { cipher, createKey, keyOperations, keys, keySizes, keyTypes, publicPart } from "./keys";
import type { CipherOperation, KeyVersion } from "./keys";
import { lifeRoutes, requireObject, shownAttributes } from "./lifeRoutes";
import type { Kind } from "./lifeRoutes";
import { attributes, route, tags, vaultUri, withSlash, writable } from "./vaultRoute";

const operations = z.array(z.enum(keyOperations)).nullish();

// None of the keys that are here gives its private half out.
const keyAttributes = attributes.extend({ exportable: z.literal(false).nullish() }).nullish();

const createBody = z.strictObject({
  kty: z.enum(keyTypes),
  key_size: z.union(keySizes.map((size) => z.literal(size))).nullish(),
  public_exponent: z.literal(65537).nullish(),
  key_ops: operations,
  attributes: keyAttributes,
  tags,
});
const updateBody = z.strictObject({ key_ops: operations, attributes: keyAttributes, tags });
const cipherBody = z.strictObject({ alg: z.string(), value: z.string().regex(/^[\w-]+$/) });

const keyKind: Kind<KeyVersion> = {
  word: "key",
  plural: "keys",
  objects: keys,
  item: (vault, key, version) => ({ kid: keyId(vault, key, version), ...common(vault, key) }),
  described: bundle,
};

const readKey = (path: string) =>
  route("GET", path, keyRights.get, (call, vault) => ({
    status: 200,
    body: bundle(vault, requireObject(keyKind, call, vault)),
  }));
const patchKey = (path: string) =>
  route<z.infer<typeof updateBody>>("PATCH", path, keyRights.update, update, { body: updateBody });

/** By a version, or by the newest: clients then leave the segment empty, or leave it out. */
const cipherRoutes = (operation: CipherOperation): Route[] =>
  ["/{version}", "/", ""].map((version) =>
    route<z.infer<typeof cipherBody>>(
      "POST",
      `/keys/{name}${version}/${operation}`,
      keyRights[operation],
      (call, vault) => use(call, vault, operation),
      { body: cipherBody },
    ),
  );

export const keyRoutes: Route[] = [
  route<z.infer<typeof createBody>>("POST", "/keys/{name}/create", keyRights.create, create, {
    body: createBody,
  }),
  route("POST", "/keys/{name}/rotate", keyRights.rotate, rotate),
  ...lifeRoutes(keyKind, keyRights),
  ...withSlash(readKey("/keys/{name}")),
  readKey("/keys/{name}/{version}"),
  ...withSlash(patchKey("/keys/{name}")),
  patchKey("/keys/{name}/{version}"),
  ...(["encrypt", "decrypt", "wrapKey", "unwrapKey"] as const).flatMap(cipherRoutes),
];

const keyId = (vault: ArmResource, { name }: KeyVersion, version?: string) =>
  `${vaultUri(vault)}keys/${name}${version === undefined ? "" : `/${version}`}`;

const common = (vault: ArmResource, key: KeyVersion) => ({
  attributes: { ...shownAttributes(vault, key), exportable: false },
  ...(key.tags ? { tags: key.tags } : {}),
});

/** A key with its public half. */
function bundle(vault: ArmResource, key: KeyVersion): Record<string, unknown> {
  const kid = keyId(vault, key, key.version);
  return {
    key: { kid, kty: key.type, key_ops: key.operations, ...publicPart(key) },
    ...common(vault, key),
  };
}

async function create(call: Call<z.infer<typeof createBody>>, vault: ArmResource): Promise<Reply> {
  const { kty, key_size: size, key_ops: allowed, ...more } = call.body;
  if (kty !== "RSA" && kty !== "RSA-HSM") {
    throw new AzureError(
      400,
      "BadParameter",
      `The local Azure makes RSA keys alone, and none of type ${kty}.`,
    );
  }
  const { name: sku } = vault.properties.sku as { name: string };
  if (kty === "RSA-HSM" && sku !== "premium") {
    throw new AzureError(
      400,
      "BadParameter",
      "Property kty has invalid value: RSA-HSM needs a premium vault.",
    );
  }
  const key = await createKey(call.platform, vault.name, call.params.name!, {
    type: kty,
    size,
    operations: allowed,
    attributes: writable(more.attributes),
    tags: more.tags,
  });
  return { status: 200, body: bundle(vault, key) };
}

/** A new version like the one before, as `az keyvault key rotate` makes it. */
async function rotate(call: Call, vault: ArmResource): Promise<Reply> {
  const { type, size, operations: allowed, tags: kept } = requireObject(keyKind, call, vault);
  const key = await createKey(call.platform, vault.name, call.params.name!, {
    type,
    size,
    operations: allowed,
    tags: kept,
  });
  return { status: 200, body: bundle(vault, key) };
}

function update(call: Call<z.infer<typeof updateBody>>, vault: ArmResource): Reply {
  const { key_ops: allowed, ...more } = call.body;
  const before = requireObject(keyKind, call, vault);
  const change = { attributes: writable(more.attributes), tags: more.tags };
  const updated = keys.update(call.platform, before, change, { operations: allowed ?? before.operations });
  return { status: 200, body: bundle(vault, updated) };
}

function use(call: Call<z.infer<typeof cipherBody>>, vault: ArmResource, operation: CipherOperation): Reply {
  const key = requireObject(keyKind, call, vault);
  const { alg, value } = call.body;
  const result = cipher(call.platform, key, operation, alg, Buffer.from(value, "base64url"));
  return {
    status: 200,
    body: { kid: keyId(vault, key, key.version), value: result.toString("base64url") },
  };
}
