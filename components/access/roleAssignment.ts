import type * as pulumi from "@pulumi/pulumi";
import { getRoleAssignment, RoleAssignment } from "@pulumi/azure-native/authorization";
import { allOf } from "../allOf";
import { mapInput } from "../mapInput";
import { roleAssignmentName } from "../naming/names";
import { knownValue } from "../ownership/known";
import { invokeOptions } from "../ownership/unmanaged";
import type { Ownership } from "../ownership/ownership";
import type { PrincipalAccess } from "./principalAccess";
import { roleDefinitionId, roles } from "./roles";

/** Declares a principal's access as a role assignment. */
export function createRoleAssignment(
  access: PrincipalAccess,
  scope: pulumi.Output<string>,
  ownership: Ownership,
  opts: pulumi.CustomResourceOptions,
): RoleAssignment {
  const { name, principalId, principalType, role, description, condition, formerName } = access;
  const child = {
    name,
    kind: "role assignment",
    key: [access.within ?? "", principalId, role],
    remedy: access.remedy,
  };
  const assignmentName = allOf([scope, principalId, role, ownership.claim(child)]).apply(
    ([id, principal, known]) => roleAssignmentName(id, principal, roles[known].id),
  );
  const assignment = new RoleAssignment(
    name,
    {
      scope,
      principalId,
      principalType,
      roleDefinitionId: allOf([scope, role]).apply(([id, known]) =>
        roleDefinitionId(subscriptionOf(id), known),
      ),
      roleAssignmentName: assignmentName,
      description,
      ...(condition === undefined
        ? {}
        : { condition, conditionVersion: mapInput(condition, (text) => (text ? "2.0" : undefined)) }),
    },
    formerName === undefined ? opts : { ...opts, aliases: [{ name: knownOr(formerName, name) }] },
  );
  ownership.lookUp(child, assignment, { scope, roleAssignmentName: assignmentName }, (known) =>
    getRoleAssignment(known, invokeOptions(opts)),
  );
  return assignment;
}

/** Pulumi's SDK fails with a TypeError on an alias whose name a preview does not know; its own name changes nothing. */
const knownOr = async (formerName: pulumi.Input<string>, name: string): Promise<string> =>
  (await knownValue(formerName)) ?? name;

const subscriptionOf = (resourceId: string) => resourceId.split("/")[2] ?? "";
