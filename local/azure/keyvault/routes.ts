/** The routes of Key Vault's data plane. */
import type { Route } from "../service";
import { keyPermissions, secretPermissions } from "./access/permissions";
import type { LifecyclePermissions, ObjectKindName } from "./access/permissions";
import { getKey, keyLifecycle, patchKey, postKey, rotateKey, useKey } from "./handlers/keys";
import type { lifecycleHandlers } from "./handlers/objects";
import {
  getSecret,
  getSecretBackup,
  patchSecret,
  restoreSecretBackup,
  secretLifecycle,
  setSecret,
} from "./handlers/secrets";
import { cipherOperations } from "./model/cipher";
import { vaultRoute } from "./vaultRoute";
import { cipherBody, keyCreateBody, keyUpdateBody } from "./wire/keys";
import { pageQuery } from "./wire/page";
import { secretRestoreBody, secretSetBody, secretUpdateBody } from "./wire/secrets";

type Lifecycle = ReturnType<typeof lifecycleHandlers>;

/** The routes that secrets and keys have in common. */
const lifecycleRoutes = (kind: ObjectKindName, handle: Lifecycle, may: LifecyclePermissions): Route[] => [
  vaultRoute({
    method: "GET",
    path: `/${kind}`,
    permission: may.list,
    query: pageQuery,
    handle: handle.list,
  }),
  vaultRoute({
    method: "GET",
    path: `/${kind}/{name}/versions`,
    permission: may.list,
    query: pageQuery,
    handle: handle.listVersions,
  }),
  vaultRoute({
    method: "DELETE",
    path: `/${kind}/{name}`,
    permission: may.delete,
    handle: handle.delete,
  }),
  vaultRoute({
    method: "GET",
    path: `/deleted${kind}`,
    permission: may.listDeleted,
    query: pageQuery,
    handle: handle.listDeleted,
  }),
  vaultRoute({
    method: "GET",
    path: `/deleted${kind}/{name}`,
    permission: may.getDeleted,
    handle: handle.getDeleted,
  }),
  vaultRoute({
    method: "POST",
    path: `/deleted${kind}/{name}/recover`,
    permission: may.recover,
    handle: handle.recover,
  }),
  vaultRoute({
    method: "DELETE",
    path: `/deleted${kind}/{name}`,
    permission: may.purge,
    handle: handle.purge,
  }),
];

/** Clients that address the newest version omit the segment, or leave it empty. */
const versions = ["", "/", "/{version}"] as const;

const secretRoutes: Route[] = [
  vaultRoute({
    method: "PUT",
    path: "/secrets/{name}",
    permission: secretPermissions.set,
    body: secretSetBody,
    handle: setSecret,
  }),
  ...lifecycleRoutes("secrets", secretLifecycle, secretPermissions),
  ...versions.flatMap((version) => [
    vaultRoute({
      method: "GET",
      path: `/secrets/{name}${version}`,
      permission: secretPermissions.get,
      handle: getSecret,
    }),
    vaultRoute({
      method: "PATCH",
      path: `/secrets/{name}${version}`,
      permission: secretPermissions.update,
      body: secretUpdateBody,
      handle: patchSecret,
    }),
  ]),
  vaultRoute({
    method: "POST",
    path: "/secrets/{name}/backup",
    permission: secretPermissions.backup,
    handle: getSecretBackup,
  }),
  vaultRoute({
    method: "POST",
    path: "/secrets/restore",
    permission: secretPermissions.restore,
    body: secretRestoreBody,
    handle: restoreSecretBackup,
  }),
];

const keyRoutes: Route[] = [
  vaultRoute({
    method: "POST",
    path: "/keys/{name}/create",
    permission: keyPermissions.create,
    body: keyCreateBody,
    handle: postKey,
  }),
  vaultRoute({
    method: "POST",
    path: "/keys/{name}/rotate",
    permission: keyPermissions.rotate,
    handle: rotateKey,
  }),
  ...lifecycleRoutes("keys", keyLifecycle, keyPermissions),
  ...versions.flatMap((version) => [
    vaultRoute({
      method: "GET",
      path: `/keys/{name}${version}`,
      permission: keyPermissions.get,
      handle: getKey,
    }),
    vaultRoute({
      method: "PATCH",
      path: `/keys/{name}${version}`,
      permission: keyPermissions.update,
      body: keyUpdateBody,
      handle: patchKey,
    }),
    ...cipherOperations.map((operation) =>
      vaultRoute({
        method: "POST",
        path: `/keys/{name}${version}/${operation}`,
        permission: keyPermissions[operation],
        body: cipherBody,
        handle: useKey(operation),
      }),
    ),
  ]),
];

export const keyVaultRoutes: readonly Route[] = [...secretRoutes, ...keyRoutes];
