import type * as pulumi from "@pulumi/pulumi";
import type { AccessOptions } from "./accessOptions";
import type { AccountOptions } from "./accountOptions";
import type { OnSoftDeleted } from "./choices";
import type { SecretOptions } from "./secretOptions";
import type { VaultOptions } from "./vaultOptions";

/** Audit logs of the new account and the new vault. */
export interface DiagnosticsOptions {
  /** Required. ARM id of the Log Analytics workspace that receives the audit logs. */
  workspaceId: pulumi.Input<string>;
}

/** Arguments of WandbIntegration. What belongs to a resource is in its object; every value accepts an output unless its description contains "Plain". */
export interface WandbIntegrationArgs {
  /** Required. Name of the resource group of the new account and the new vault. */
  resourceGroupName: pulumi.Input<string>;
  /**
   * Conditional. The W&B API key (https://wandb.ai/authorize or https://forge.coreweave.com/settings), best that of a service account: at least 40 letters, digits, `_` or `-`. Required, unless
   * `secret.existing`. It is secret whatever is passed, and is stored in the vault's secret alone.
   */
  wandbApiKey?: pulumi.Input<string>;
  /** Optional. Azure region of the account and the vault, such as `swedencentral`. Default: the resource group's region. */
  location?: pulumi.Input<string>;
  /** Optional. `true` accepts a region that is not known to fine-tune Azure OpenAI models. Default: `false`. */
  skipLocationCheck?: pulumi.Input<boolean>;
  /** Optional. The Azure OpenAI account. Default: a new account with a public endpoint. */
  account?: AccountOptions;
  /** Optional. The vault. Default: a new vault with a public endpoint. */
  vault?: VaultOptions;
  /** Optional. The secret. Default: a new secret without an expiry date. */
  secret?: SecretOptions;
  /** Optional. Who may do what. Default: Azure RBAC; the deploying identity and the account's identity with Key Vault Secrets Officer. */
  access?: AccessOptions;
  /** Optional. Audit logs of the new account and the new vault. Default: none. */
  diagnostics?: DiagnosticsOptions;
  /**
   * Optional. `true` creates CanNotDelete locks on the new account and the new vault. Azure then rejects the deletion of role
   * assignments too, so set it to `false` before you remove any. Plain: each lock is a resource. Default: `false`.
   */
  deleteLock?: boolean;
  /** Optional. What happens where a soft-deleted resource reserves a name: `Fail`, `Recover` or `NewName`. Default: `Fail`. */
  onSoftDeleted?: pulumi.Input<OnSoftDeleted>;
  /** Optional. Tags of the account, the vault, the secret and the private endpoints. Default: none. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}
