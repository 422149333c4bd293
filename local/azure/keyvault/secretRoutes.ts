import { z } from "zod";
import type { ArmResource } from "../arm/resources";
import { AzureError } from "../error";
import type { Call, Reply, Route } from "../service";
import { secretRights } from "./access";
import { backup, restore, restoreBody } from "./backup";
import { requireValueSize, secrets, updateSecret, writeSecret } from "./secrets";
import type { SecretVersion } from "./secrets";
import { lifeRoutes, requireObject, shownAttributes } from "./lifeRoutes";
import type { Kind } from "./lifeRoutes";
import { attributes, route, tags, vaultUri, withSlash, writable } from "./vaultRoute";

const setBody = z.strictObject({
  value: z.string(),
  contentType: z.string().max(255).nullish(),
  attributes: attributes.nullish(),
  tags,
});
const updateBody = z.strictObject({
  contentType: z.string().max(255).nullish(),
  attributes: attributes.nullish(),
  tags,
});

const secretKind: Kind<SecretVersion> = {
  word: "secret",
  plural: "secrets",
  objects: secrets,
  item,
  described: (vault, secret) => item(vault, secret, secret.version),
};

const readSecret = (path: string) => route("GET", path, secretRights.get, get);
const patchSecret = (path: string) =>
  route<z.infer<typeof updateBody>>("PATCH", path, secretRights.update, update, { body: updateBody });

export const secretRoutes: Route[] = [
  route<z.infer<typeof setBody>>("PUT", "/secrets/{name}", secretRights.set, set, { body: setBody }),
  ...lifeRoutes(secretKind, secretRights),
  ...withSlash(readSecret("/secrets/{name}")),
  readSecret("/secrets/{name}/{version}"),
  ...withSlash(patchSecret("/secrets/{name}")),
  patchSecret("/secrets/{name}/{version}"),
  route("POST", "/secrets/{name}/backup", secretRights.backup, (call, vault) => ({
    status: 200,
    body: { value: backup(call.platform, vault, requireObject(secretKind, call, vault)) },
  })),
  route<z.infer<typeof restoreBody>>(
    "POST",
    "/secrets/restore",
    secretRights.restore,
    (call, vault) => ({ status: 200, body: bundle(vault, restore(call, vault)) }),
    { body: restoreBody },
  ),
];

/** A secret without its value. */
function item(vault: ArmResource, secret: SecretVersion, version?: string): Record<string, unknown> {
  return {
    id: `${vaultUri(vault)}secrets/${secret.name}${version === undefined ? "" : `/${version}`}`,
    attributes: shownAttributes(vault, secret),
    ...(secret.contentType ? { contentType: secret.contentType } : {}),
    ...(secret.tags ? { tags: secret.tags } : {}),
  };
}

function bundle(vault: ArmResource, secret: SecretVersion): Record<string, unknown> {
  return { value: secret.value, ...item(vault, secret, secret.version) };
}

function set({ platform, params, body }: Call<z.infer<typeof setBody>>, vault: ArmResource): Reply {
  requireValueSize(body.value);
  return { status: 200, body: bundle(vault, writeSecret(platform, vault.name, params.name!, body)) };
}

function get(call: Call, vault: ArmResource): Reply {
  const secret = requireObject(secretKind, call, vault);
  // Only `enabled` is enforced: Key Vault gives out secrets before nbf and after exp (its documentation on secrets).
  if (!secret.attributes.enabled) {
    throw new AzureError(403, "Forbidden", "Operation get is not allowed on a disabled secret.", {
      innerCode: "SecretDisabled",
    });
  }
  return { status: 200, body: bundle(vault, secret) };
}

function update(call: Call<z.infer<typeof updateBody>>, vault: ArmResource): Reply {
  const { body } = call;
  const updated = updateSecret(call.platform, requireObject(secretKind, call, vault), {
    ...body,
    attributes: writable(body.attributes),
  });
  return { status: 200, body: item(vault, updated, updated.version) };
}
