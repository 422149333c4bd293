import type * as pulumi from "@pulumi/pulumi";
import type { IdentityRole, IdentityRoleScope, PermissionModel, PrincipalType } from "./choices";

/** A user, group or service principal of the Microsoft Entra tenant. */
export interface Principal {
  /** Required. Object id (a GUID); for an application, the object id of its service principal. */
  objectId: pulumi.Input<string>;
  /** Required. `User`, `Group` or `ServicePrincipal`. */
  type: pulumi.Input<PrincipalType>;
  /**
   * Conditional. Part of the Pulumi names of the principal's role assignments. Required where `objectId` is an output, since
   * Pulumi names are plain. Default: the object id.
   */
  key?: string;
  /** Optional. Description of the role assignments. Default: none. */
  description?: pulumi.Input<string>;
  /** Optional. Condition of the role assignments (Azure ABAC, version 2.0). Default: none. */
  condition?: pulumi.Input<string>;
}

/** Who may do what. */
export interface AccessOptions {
  /** Optional. Permission model of the vault, `Rbac` or `AccessPolicy`. Plain: it decides which resources exist. Default: `Rbac`. */
  permissionModel?: PermissionModel;
  /**
   * Optional. Principals with Key Vault Secrets Officer on the vault, or the equivalent access policy. Plain: each is a resource;
   * their properties may be outputs. Default: the identity that runs the deployment, or nobody where the vault is an existing one.
   * If another identity runs the next update, Pulumi replaces that role assignment; list principals to give several of them
   * permanent access.
   */
  keyVaultSecretsOfficers?: Principal[];
  /**
   * Optional. Principals with Azure AI User (Foundry User) on the account: who may fine-tune. Plain: each is a resource; their
   * properties may be outputs. Default: nobody besides those who already have access.
   */
  fineTuningPrincipals?: Principal[];
  /** Optional. Role of the account's identity, `SecretsOfficer` or `SecretsUser`. Default: `SecretsOfficer`. */
  identityRole?: pulumi.Input<IdentityRole>;
  /** Optional. Scope of that role, `Vault` or `Secret`. Default: `Vault`. */
  identityRoleScope?: pulumi.Input<IdentityRoleScope>;
}
