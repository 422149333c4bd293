import { AuthorizationManagementClient } from "@azure/arm-authorization";
import { CognitiveServicesManagementClient } from "@azure/arm-cognitiveservices";
import { KeyVaultManagementClient } from "@azure/arm-keyvault";
import { SecretClient } from "@azure/keyvault-secrets";
import { signIn } from "./signIn";

/** Clients of the Azure SDK. They read proxy settings from the environment. */
export interface AzureClients {
  accounts: CognitiveServicesManagementClient;
  vaults: KeyVaultManagementClient;
  authorization: AuthorizationManagementClient;
  /** @param vaultUrl URL of the vault's data plane. */
  secrets(vaultUrl: string): SecretClient;
}

/** @throws UserError if no identity is signed in. */
export async function azureClients(subscriptionId: string): Promise<AzureClients> {
  const credential = await signIn("https://management.azure.com/.default");
  const options = { retryOptions: { maxRetries: 2 } };
  return {
    accounts: new CognitiveServicesManagementClient(credential, subscriptionId, options),
    vaults: new KeyVaultManagementClient(credential, subscriptionId, options),
    authorization: new AuthorizationManagementClient(credential, subscriptionId, options),
    secrets: (vaultUrl) => new SecretClient(vaultUrl, credential, options),
  };
}
