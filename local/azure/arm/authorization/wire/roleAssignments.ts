import { z } from "zod";
import type { RoleAssignment } from "../../../authorization/assignments";
import type { Platform } from "../../../service";
import { guid, readOnly } from "../../wire";
import { roleDefinitionId } from "../model/scope";

export const roleAssignmentType = "Microsoft.Authorization/roleAssignments";

export const roleAssignmentBody = z.strictObject({
  properties: z.strictObject({
    roleDefinitionId: z.string().min(1),
    principalId: guid,
    principalType: z.enum(["User", "Group", "ServicePrincipal", "ForeignGroup", "Device"]).nullish(),
    condition: z.string().nullish(),
    conditionVersion: z.literal("2.0").nullish(),
    description: z.string().max(1024).nullish(),
    delegatedManagedIdentityResourceId: z.string().nullish(),
    scope: z.string().nullish(),
  }),
  ...readOnly,
});
export type RoleAssignmentBody = z.infer<typeof roleAssignmentBody>;

/** @param isNew In the response to its creation: an assignment has no creator then. Recorded, Azure CLI, Apr 2025; ASO, Mar 2026. */
export function toResponseRoleAssignment(
  platform: Platform,
  assignment: RoleAssignment,
  isNew = false,
): Record<string, unknown> {
  const { name, scope, principalId, principalType, role, condition, conditionVersion, description } =
    assignment;
  const createdOn = new Date(assignment.createdAt).toISOString();
  return {
    id: `${scope}/providers/${roleAssignmentType}/${name}`,
    name,
    type: roleAssignmentType,
    properties: {
      roleDefinitionId: roleDefinitionId(platform, role),
      principalId,
      principalType,
      scope,
      condition: condition ?? null,
      conditionVersion: conditionVersion ?? null,
      description: description ?? null,
      delegatedManagedIdentityResourceId: null,
      createdOn,
      updatedOn: createdOn,
      createdBy: isNew ? null : assignment.createdBy,
      updatedBy: assignment.createdBy,
    },
  };
}
