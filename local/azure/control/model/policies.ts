import { createHash } from "node:crypto";
import type { Store } from "../../storage/store";
import type { Policy } from "../wire/policies";

export type DenyPolicy = Assigned<Extract<Policy, { effect: "deny" }>>;
export type ModifyPolicy = Assigned<Extract<Policy, { effect: "modify" }>>;
export type RemediationPolicy = Assigned<Extract<Policy, { effect: "deployIfNotExists" }>>;

/** A policy with what Azure calls its assignment and its definition. */
type Assigned<T extends Policy> = T & { scope: string; assignmentName: string; definitionName: string };

export type AssignedPolicy = DenyPolicy | ModifyPolicy | RemediationPolicy;

/** A change of a resource by a policy, some time after the resource was written. */
export interface Remediation {
  resourceId: string;
  /** The policy's assignment. */
  assignmentName: string;
  /** Milliseconds, by the local Azure's clock. */
  dueAt: number;
}

/** Azure Policy: what is assigned, and the changes that are due. */
export interface Policies {
  list(): AssignedPolicy[];
  /** Assigns these policies and no others. */
  assign(policies: readonly Policy[]): void;
  clear(): void;
  remediations(): Remediation[];
  schedule(remediation: Remediation): void;
  end(remediation: Remediation): void;
}

/** @param subscription The id of the subscription, which is the default scope. */
export function createPolicies(store: Store, subscription: string): Policies {
  const assigned = store.collection<AssignedPolicy>("policies");
  const remediations = store.collection<Remediation>("policyRemediations");
  const keyOf = ({ resourceId, assignmentName }: Remediation) =>
    `${assignmentName} ${resourceId.toLowerCase()}`;

  const policies: Policies = {
    list: () => [...assigned.values()],
    assign(next) {
      policies.clear();
      for (const [index, policy] of next.entries()) {
        // Names as Azure generates them: 24 hexadecimal digits for an assignment, a GUID for a definition.
        const digits = createHash("sha256").update(`${index} ${policy.displayName}`).digest("hex");
        const guid = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
        const { scope = subscription } = policy;
        const assignment = { ...policy, scope, assignmentName: digits.slice(-24), definitionName: guid };
        assigned.put(assignment.assignmentName, assignment);
      }
    },
    clear() {
      policies.list().forEach(({ assignmentName }) => assigned.delete(assignmentName));
      policies.remediations().forEach(policies.end);
    },
    remediations: () => [...remediations.values()],
    schedule: (remediation) => void remediations.put(keyOf(remediation), remediation),
    end: (remediation) => void remediations.delete(keyOf(remediation)),
  };
  return policies;
}
