import { exportState } from "../pulumi/runPulumi";
import { logicalName, parseState } from "../pulumi/state";
import { isNamed } from "./target";
import type { TargetOptions } from "./target";

/** A role assignment in a stack's state. */
export interface RoleAssignment {
  /** The resource's name in the program, such as `wandb-identity`. */
  name: string;
  /** ARM ID of the role assignment. */
  id: string;
  principalId: string;
  principalType?: string;
  roleDefinitionId: string;
}

type RoleAssignmentInputs = Partial<Omit<RoleAssignment, "name" | "id">>;

/** Returns the stack's role assignments; undefined if options specify no stack. @throws UserError */
export async function findRoleAssignments(options: TargetOptions): Promise<RoleAssignment[] | undefined> {
  return isNamed(options) ? undefined : roleAssignmentsIn(await exportState(options.stack));
}

function roleAssignmentsIn(state: string): RoleAssignment[] {
  const { resources = [] } = parseState(state).deployment;
  return resources.flatMap(({ urn, type, id, inputs }) => {
    const { principalId, principalType, roleDefinitionId } = (inputs ?? {}) as RoleAssignmentInputs;
    return type === "azure-native:authorization:RoleAssignment" && id && principalId && roleDefinitionId
      ? [{ name: logicalName(urn), id, principalId, principalType, roleDefinitionId }]
      : [];
  });
}
