import type { DenyPolicy } from "../../../control/model/policies";
import type { PolicyCondition } from "../../../control/wire/policies";
import { AzureError } from "../../../error";
import { valueAt } from "./evaluation";
import type { PolicyTarget } from "./evaluation";

/** The names of the operators in the details of an evaluation. */
const operatorNames: Readonly<Record<PolicyCondition["operator"], string>> = {
  equals: "Equals",
  notEquals: "NotEquals",
  in: "In",
  notIn: "NotIn",
  exists: "Exists",
};

/** The error for a request that policies deny, as public issues show it: all of them in one, each with its details. */
export function disallowed(policies: readonly DenyPolicy[], target: PolicyTarget): AzureError {
  const identifiers = policies.map((policy) => ({
    policyAssignment: { name: policy.displayName, id: assignmentId(policy) },
    policyDefinition: { name: policy.displayName, id: definitionId(policy), version: "1.0.0" },
  }));
  return new AzureError(
    403,
    "RequestDisallowedByPolicy",
    `Resource '${target.name}' was disallowed by policy. Policy identifiers: '${JSON.stringify(identifiers)}'.`,
    {
      target: target.name,
      additionalInfo: policies.map((policy) => ({
        type: "PolicyViolation",
        info: violation(policy, target),
      })),
    },
  );
}

const assignmentId = ({ scope, assignmentName }: DenyPolicy) =>
  `${scope}/providers/Microsoft.Authorization/policyAssignments/${assignmentName}`;

const definitionId = ({ scope, definitionName }: DenyPolicy) =>
  `${scope}/providers/Microsoft.Authorization/policyDefinitions/${definitionName}`;

const violation = (policy: DenyPolicy, target: PolicyTarget) => ({
  evaluationDetails: {
    evaluatedExpressions: [
      evaluated({ path: "type", operator: "equals", value: target.type }, { type: target.type }, target.type),
      ...policy.conditions.map((condition) => evaluated(condition, target.values, target.type)),
    ],
  },
  policyDefinitionId: definitionId(policy),
  policyDefinitionName: policy.definitionName,
  policyDefinitionDisplayName: policy.displayName,
  policyDefinitionVersion: "1.0.0",
  policyDefinitionEffect: "deny",
  policyAssignmentId: assignmentId(policy),
  policyAssignmentName: policy.assignmentName,
  policyAssignmentDisplayName: policy.displayName,
  policyAssignmentScope: policy.scope,
  policyAssignmentParameters: {},
  policyExemptionIds: [],
  policyEnrollmentIds: [],
});

/** A property is named by its alias: `Microsoft.KeyVault/vaults/publicNetworkAccess`. */
function evaluated({ path, operator, value }: PolicyCondition, values: unknown, type: string): object {
  const actual = valueAt(values, path);
  return {
    result: "True",
    expressionKind: "Field",
    expression: path.replace(/^properties\./, `${type}/`),
    path,
    ...(actual === undefined ? {} : { expressionValue: actual }),
    targetValue: operator === "exists" ? String(value) : value,
    operator: operatorNames[operator],
  };
}
