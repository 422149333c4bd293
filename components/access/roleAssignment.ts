import * as pulumi from "@pulumi/pulumi";
import { RoleAssignment } from "@pulumi/azure-native/authorization";
import { mapInput } from "../mapInput";
import { roleAssignmentName } from "../naming/names";
import type { PrincipalAccess } from "./principalAccess";
import { roleDefinitionId, roles } from "./roles";

/** Declares a principal's access as a role assignment. */
export function createRoleAssignment(
  { name, principalId, principalType, role, description, condition, formerName }: PrincipalAccess,
  scope: pulumi.Output<string>,
  opts: pulumi.CustomResourceOptions,
): RoleAssignment {
  return new RoleAssignment(
    name,
    {
      scope,
      principalId,
      principalType,
      roleDefinitionId: pulumi
        .all([scope, role])
        .apply(([id, known]) => roleDefinitionId(subscriptionOf(id), known)),
      roleAssignmentName: pulumi
        .all([scope, principalId, role])
        .apply(([id, principal, known]) => roleAssignmentName(id, principal, roles[known].id)),
      description,
      ...(condition === undefined
        ? {}
        : { condition, conditionVersion: mapInput(condition, (text) => (text ? "2.0" : undefined)) }),
    },
    formerName === undefined ? opts : { ...opts, aliases: [{ name: formerName }] },
  );
}

const subscriptionOf = (resourceId: string) => resourceId.split("/")[2] ?? "";
