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

/** What the checks read from a stack's state. */
export interface StackResources {
  roleAssignments: readonly RoleAssignment[];
  /** Whether the stack contains the account. */
  managesAccount: boolean;
  /** Whether the stack contains the vault. */
  managesVault: boolean;
  /** Whether the stack contains the secret. */
  managesSecret: boolean;
}

type RoleAssignmentInputs = Partial<Omit<RoleAssignment, "name" | "id">>;

/** Returns what the stack contains; undefined if options specify no stack. @throws UserError */
export async function findStackResources(options: TargetOptions): Promise<StackResources | undefined> {
  return isNamed(options) ? undefined : resourcesIn(await exportState(options.stack));
}

function resourcesIn(state: string): StackResources {
  const { resources = [] } = parseState(state).deployment;
  const contains = (wanted: string) => resources.some(({ type }) => type === wanted);
  return {
    roleAssignments: resources.flatMap(({ urn, type, id, inputs }) => {
      const { principalId, principalType, roleDefinitionId } = (inputs ?? {}) as RoleAssignmentInputs;
      return type === "azure-native:authorization:RoleAssignment" && id && principalId && roleDefinitionId
        ? [{ name: logicalName(urn), id, principalId, principalType, roleDefinitionId }]
        : [];
    }),
    managesAccount: contains("azure-native:cognitiveservices:Account"),
    managesVault: contains("azure-native:keyvault:Vault"),
    managesSecret: contains("azure-native:keyvault:Secret"),
  };
}
