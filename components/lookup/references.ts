import type * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/azure-native";

/** What the integration needs of the account, a new or an existing one. */
export interface AccountReference {
  id: pulumi.Output<string>;
  name: pulumi.Output<string>;
  resourceGroupName: pulumi.Input<string>;
  location: pulumi.Output<string>;
  endpoint: pulumi.Output<string>;
  /** Object id of its system-assigned identity. */
  identityPrincipalId: pulumi.Output<string>;
  /** Undefined for an existing account. */
  created?: pulumi.Resource;
}

/** What the integration needs of the vault, a new or an existing one. */
export interface VaultReference {
  id: pulumi.Output<string>;
  name: pulumi.Output<string>;
  resourceGroupName: pulumi.Input<string>;
  location: pulumi.Output<string>;
  url: pulumi.Output<string>;
  /** The vault itself where the integration declares it. */
  resource?: pulumi.Resource;
  /** Properties of an existing vault, which others configure. Undefined where the integration creates the vault. */
  existing?: pulumi.Output<types.output.keyvault.VaultPropertiesResponse | undefined>;
}
