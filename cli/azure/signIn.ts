import type { TokenCredential } from "@azure/core-auth";
import { DefaultAzureCredential } from "@azure/identity";
import { UserError } from "../failure";

/**
 * Whoever is signed in, by the default chain.
 * @param scope What is going to be used, asked for at once so that nothing begins that cannot go on.
 * @throws UserError where nobody is signed in.
 */
export async function signIn(scope: string): Promise<TokenCredential> {
  const credential = new DefaultAzureCredential();
  try {
    await credential.getToken(scope);
    return credential;
  } catch (error) {
    const reason = (error as Error).message.split("\n").find((line) => /AADSTS/.test(line));
    throw new UserError(
      `Nobody is signed in to Azure: run \`az login\`, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.${reason ? ` (${reason.trim()})` : ""}`,
    );
  }
}
