/** What each operation of Key Vault's data plane requires. */

/** The kinds of objects in a vault, as paths and access policies name them. */
export type ObjectKindName = "secrets" | "keys";

/** Required of a caller: a data action (Azure RBAC), or a permission in an access policy. */
export interface RequiredPermission {
  kind: ObjectKindName;
  /** Data action below `Microsoft.KeyVault/vaults/KIND/`. */
  dataAction: string;
  /** Permission of access policies. */
  permission: string;
}

type Table<Operation extends string> = Record<Operation, readonly [dataAction: string, permission: string]>;

function permissionsOn<Operation extends string>(
  kind: ObjectKindName,
  table: Table<Operation>,
): Record<Operation, RequiredPermission> {
  const rows = Object.entries<readonly [string, string]>(table);
  return Object.fromEntries(
    rows.map(([operation, [dataAction, permission]]) => [operation, { kind, dataAction, permission }]),
  ) as Record<Operation, RequiredPermission>;
}

export const secretPermissions = permissionsOn("secrets", {
  get: ["getSecret/action", "get"],
  list: ["readMetadata/action", "list"],
  set: ["setSecret/action", "set"],
  update: ["update/action", "set"],
  delete: ["delete", "delete"],
  getDeleted: ["readMetadata/action", "get"],
  listDeleted: ["readMetadata/action", "list"],
  recover: ["recover/action", "recover"],
  purge: ["purge/action", "purge"],
  backup: ["backup/action", "backup"],
  restore: ["restore/action", "restore"],
});

export const keyPermissions = permissionsOn("keys", {
  create: ["create/action", "create"],
  get: ["read", "get"],
  list: ["read", "list"],
  update: ["update/action", "update"],
  rotate: ["rotate/action", "rotate"],
  delete: ["delete", "delete"],
  getDeleted: ["read", "get"],
  listDeleted: ["read", "list"],
  recover: ["recover/action", "recover"],
  purge: ["purge/action", "purge"],
  encrypt: ["encrypt/action", "encrypt"],
  decrypt: ["decrypt/action", "decrypt"],
  wrapKey: ["wrap/action", "wrapKey"],
  unwrapKey: ["unwrap/action", "unwrapKey"],
});

/** The operations that secrets and keys have in common. */
export type LifecyclePermissions = Record<
  "list" | "delete" | "getDeleted" | "listDeleted" | "recover" | "purge",
  RequiredPermission
>;
