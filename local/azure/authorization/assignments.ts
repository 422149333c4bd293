import type { Store } from "../storage/store";

/** A role assignment, as it is stored. */
export interface RoleAssignment {
  /** GUID; names are unique in the tenant. */
  name: string;
  scope: string;
  principalId: string;
  principalType: string;
  /** GUID of the role definition. */
  role: string;
  condition?: string | null;
  conditionVersion?: string | null;
  description?: string | null;
  createdBy: string;
  /** Milliseconds, by the local Azure's clock. */
  createdAt: number;
}

export const assignmentsOf = (store: Store) => store.collection<RoleAssignment>("roleAssignments");
