import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { policies } from "./policies/table";
import { pulumiPolicy } from "./pulumiPolicy";
import { keepSecretMarks } from "./resources/inputsAsSent";

/**
 * Returns the policies for a policy pack of an organization's own, which has others besides. Call it before the pack is created.
 *
 * @example
 * new PolicyPack("contoso", { policies: [...integrationPolicies(), ...ownPolicies] });
 */
export function integrationPolicies(): (ResourceValidationPolicy & StackValidationPolicy)[] {
  keepSecretMarks();
  return policies.map(pulumiPolicy);
}
