import { AuthorizationManagementClient } from "@azure/arm-authorization";
import { CognitiveServicesManagementClient } from "@azure/arm-cognitiveservices";
import { KeyVaultManagementClient } from "@azure/arm-keyvault";
import { SecretClient } from "@azure/keyvault-secrets";
import { azureClientOptions } from "../network/azureClientOptions";
import { services } from "../network/service";
import { currentCloud } from "./clouds";
import { findPrincipals } from "./directory";
import type { ExistingPrincipals } from "./directory";
import { objectIdOf, signIn } from "./signIn";

/** Clients of the Azure SDK. They read proxy settings from the environment. */
export interface AzureClients {
  accounts: CognitiveServicesManagementClient;
  vaults: KeyVaultManagementClient;
  authorization: AuthorizationManagementClient;
  /** @param vaultUrl URL of the vault's data plane. */
  secrets(vaultUrl: string): SecretClient;
  /** Finds out which object IDs are in the directory. Never throws an error. */
  findPrincipals(objectIds: readonly string[]): Promise<ExistingPrincipals>;
  /** Object ID of the signed-in identity. */
  signedInObjectId(): Promise<string | undefined>;
}

/**
 * @param subscriptionId Subscription of the account.
 * @param vaultSubscriptionId Subscription of the vault.
 * @throws UserError if no identity is signed in.
 */
export async function azureClients(
  subscriptionId: string,
  vaultSubscriptionId = subscriptionId,
): Promise<AzureClients> {
  const { resourceManager, resourceManagerScope: scope } = currentCloud();
  const credential = await signIn(scope);
  const options = () => ({ ...azureClientOptions(services.azure), endpoint: resourceManager });
  return {
    accounts: new CognitiveServicesManagementClient(credential, subscriptionId, options()),
    vaults: new KeyVaultManagementClient(credential, vaultSubscriptionId, options()),
    authorization: new AuthorizationManagementClient(credential, subscriptionId, options()),
    secrets: (vaultUrl) => new SecretClient(vaultUrl, credential, azureClientOptions(services.azure)),
    findPrincipals: (objectIds) => findPrincipals(credential, objectIds),
    signedInObjectId: async () => objectIdOf((await credential.getToken(scope)).token),
  };
}
