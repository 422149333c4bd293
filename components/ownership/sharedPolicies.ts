import { PermissionModel } from "../args/choices";
import type { WandbIntegrationArgs } from "../args/wandbIntegrationArgs";
import type { ArgumentError } from "../validation/argumentError";
import { declarationOf } from "./declaredHere";

/**
 * A vault that an integration creates with access policies has the list of all of them as an argument, and its next update removes
 * those that another integration has added.
 */
export function checkSharedPolicies(args: WandbIntegrationArgs): ArgumentError[] {
  // Whatever a caller passes: its type is checked elsewhere.
  const { access, vault } = (args as WandbIntegrationArgs | undefined | null) ?? ({} as WandbIntegrationArgs);
  const { existing } = vault ?? {};
  return access?.permissionModel === PermissionModel.AccessPolicy && existing && declarationOf(existing)
    ? [
        {
          propertyPath: "vault.existing",
          reason:
            "is the vault of another integration, which removes the access policies of others: use Azure RBAC in both, or create the " +
            "vault outside the integrations",
        },
      ]
    : [];
}
