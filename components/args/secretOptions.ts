import type * as pulumi from "@pulumi/pulumi";

/** The secret that holds the W&B API key. */
export interface SecretOptions {
  /**
   * Optional. `true` uses the secret `secretName` of the existing vault; `wandbApiKey` is then left out. Plain: it decides
   * whether the secret is a resource of the integration. Default: `false`.
   */
  existing?: boolean;
  /** Optional. Name of the secret, 1 to 127 letters, digits and hyphens. Default: `wandb-api-key`. */
  secretName?: pulumi.Input<string>;
  /** Optional. Content type of the secret. Default: `W&B API key`. */
  contentType?: pulumi.Input<string>;
  /** Optional. Expiry date of the secret in RFC 3339, such as `2027-01-31T00:00:00Z`. Default: none. */
  expiresOn?: pulumi.Input<string>;
  /** Optional. Tags of the secret; they override common tags of the same name. Default: none. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}
