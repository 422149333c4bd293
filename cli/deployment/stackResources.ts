/** What checks read from the resources of an integration. */
import { propertyOf } from "../pulumi/stateValues";
import { logicalName } from "../pulumi/state";
import type { StateResource } from "../pulumi/state";
import type { Integration } from "./integrations";

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

/** What the checks read from a stack's state: the resources of the integration, not those beside it. */
export interface StackResources {
  roleAssignments: readonly RoleAssignment[];
  /** Whether the integration contains the account. */
  managesAccount: boolean;
  /** Whether the integration contains the vault. */
  managesVault: boolean;
  /** Whether the integration contains the secret. */
  managesSecret: boolean;
}

const secretType = "azure-native:keyvault:Secret";

/** Returns what an integration contains. */
export function resourcesOf({ resources }: Pick<Integration, "resources">): StackResources {
  const contains = (wanted: string) => resources.some(({ type }) => type === wanted);
  return {
    roleAssignments: resources.flatMap(toRoleAssignment),
    managesAccount: contains("azure-native:cognitiveservices:Account"),
    managesVault: contains("azure-native:keyvault:Vault"),
    managesSecret: contains(secretType),
  };
}

/** One whose principal is a secret in the state cannot be compared. */
function toRoleAssignment({ urn, type, id, inputs }: StateResource): RoleAssignment[] {
  const [principalId, principalType, roleDefinitionId] = [
    "principalId",
    "principalType",
    "roleDefinitionId",
  ].map((name) => propertyOf(inputs, name));
  const isComplete =
    type === "azure-native:authorization:RoleAssignment" &&
    id &&
    typeof principalId === "string" &&
    typeof roleDefinitionId === "string";
  return isComplete
    ? [
        {
          name: logicalName(urn),
          id,
          principalId,
          roleDefinitionId,
          ...(typeof principalType === "string" ? { principalType } : {}),
        },
      ]
    : [];
}

/** Returns the W&B API key of an integration: `encrypted` if the state has it encrypted, undefined if it has none. */
export function apiKeyIn({ resources }: Pick<Integration, "resources">): unknown {
  const secret = resources.find(({ type }) => type === secretType);
  return secret && propertyOf(propertyValue(secret), "value");
}

const propertyValue = ({ inputs }: StateResource) => propertyOf(inputs, "properties");
