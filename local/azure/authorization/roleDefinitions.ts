import type { Store } from "../storage/store";

/** A role definition, as it is stored. */
export interface RoleDefinition {
  /** GUID. */
  name: string;
  roleName: string;
  description: string | null;
  type: "BuiltInRole" | "CustomRole";
  actions: readonly string[];
  notActions: readonly string[];
  dataActions: readonly string[];
  notDataActions: readonly string[];
  assignableScopes: readonly string[];
  /** Milliseconds, by the local Azure's clock, and object ids; absent for built-in roles. */
  createdAt?: number;
  updatedAt?: number;
  createdBy?: string;
  updatedBy?: string;
}

export const customRolesOf = (store: Store) => store.collection<RoleDefinition>("roleDefinitions");
