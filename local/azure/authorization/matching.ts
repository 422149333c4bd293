/** Whether a role assignment at one scope applies to another: the same or one below, by whole segments (rg1 is not above rg10). */
export function scopeCovers(assigned: string, requested: string): boolean {
  const above = segments(assigned);
  const below = segments(requested);
  return above.every((segment, index) => segment === below[index]);
}

const segments = (scope: string) => scope.toLowerCase().split("/").filter(Boolean);

/** Whether a permission such as `Microsoft.KeyVault/vaults/*` includes an action, in any case. `*` matches any text. */
export function permissionMatches(permission: string, action: string): boolean {
  const expression = permission.toLowerCase().split("*").map(escapeRegExp).join(".*");
  return new RegExp(`^${expression}$`).test(action.toLowerCase());
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Whether some permission includes an action that no exception includes. */
export function allows(
  permissions: readonly string[],
  exceptions: readonly string[],
  action: string,
): boolean {
  return (
    permissions.some((permission) => permissionMatches(permission, action)) &&
    !exceptions.some((permission) => permissionMatches(permission, action))
  );
}
