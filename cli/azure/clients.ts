import { AuthorizationManagementClient } from "@azure/arm-authorization";
import { CognitiveServicesManagementClient } from "@azure/arm-cognitiveservices";
import { KeyVaultManagementClient } from "@azure/arm-keyvault";
import type { TokenCredential } from "@azure/core-auth";
import { SecretClient } from "@azure/keyvault-secrets";
import type { Target } from "../target";
import { signIn } from "./signIn";

/** Azure's own clients. They read proxies from the environment by themselves. */
export interface AzureClients {
  credential: TokenCredential;
  accounts: CognitiveServicesManagementClient;
  vaults: KeyVaultManagementClient;
  grants: AuthorizationManagementClient;
  secrets(vaultUrl: string): SecretClient;
}

/** @throws UserError where nobody is signed in. */
export async function azureClients({
  subscriptionId,
}: Pick<Target, "subscriptionId">): Promise<AzureClients> {
  const credential = await signIn("https://management.azure.com/.default");
  const options = { retryOptions: { maxRetries: 2 } };
  return {
    credential,
    accounts: new CognitiveServicesManagementClient(credential, subscriptionId, options),
    vaults: new KeyVaultManagementClient(credential, subscriptionId, options),
    grants: new AuthorizationManagementClient(credential, subscriptionId, options),
    secrets: (vaultUrl) => new SecretClient(vaultUrl, credential, options),
  };
}
