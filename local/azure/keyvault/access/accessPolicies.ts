import type { AccessPolicy } from "../../arm/keyvault/model/accessPolicies";
import type { RequiredPermission } from "./permissions";

/** Whether access policies give a principal a permission, directly or through one of its groups. */
export function policyAllows(
  policies: readonly AccessPolicy[],
  principalIds: readonly string[],
  { kind, permission }: Pick<RequiredPermission, "kind" | "permission">,
): boolean {
  const required = permission.toLowerCase();
  return policies.some(
    ({ objectId, permissions }) =>
      principalIds.includes(objectId.toLowerCase()) &&
      (permissions[kind] ?? [])
        .map((name) => name.toLowerCase())
        .some((name) => name === required || (name === "all" && required !== "purge")),
  );
}
