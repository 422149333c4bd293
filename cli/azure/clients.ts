import { AuthorizationManagementClient } from "@azure/arm-authorization";
import { CognitiveServicesManagementClient } from "@azure/arm-cognitiveservices";
import { KeyVaultManagementClient } from "@azure/arm-keyvault";
import type { TokenCredential } from "@azure/core-auth";
import { DefaultAzureCredential } from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";
import { UserError } from "../failure";
import type { Target } from "../target";

/** Azure's own clients. They read proxies from the environment by themselves. */
export interface AzureClients {
  credential: TokenCredential;
  accounts: CognitiveServicesManagementClient;
  vaults: KeyVaultManagementClient;
  grants: AuthorizationManagementClient;
  secrets(vaultUrl: string): SecretClient;
}

/** @throws UserError where nobody is signed in. */
export async function azureClients({ subscriptionId }: Target): Promise<AzureClients> {
  const credential = new DefaultAzureCredential();
  try {
    await credential.getToken("https://management.azure.com/.default");
  } catch (error) {
    const reason = (error as Error).message.split("\n").find((line) => /AADSTS/.test(line));
    throw new UserError(
      `Nobody is signed in to Azure: run \`az login\`, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.${reason ? ` (${reason.trim()})` : ""}`,
    );
  }
  const options = { retryOptions: { maxRetries: 2 } };
  return {
    credential,
    accounts: new CognitiveServicesManagementClient(credential, subscriptionId, options),
    vaults: new KeyVaultManagementClient(credential, subscriptionId, options),
    grants: new AuthorizationManagementClient(credential, subscriptionId, options),
    secrets: (vaultUrl) => new SecretClient(vaultUrl, credential, options),
  };
}
