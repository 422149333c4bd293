import { DefaultAzureCredential } from "@azure/identity";
import { UserError } from "../errors";

/**
 * Signs in with the default credential chain.
 * @param scope Scope that the command needs. Its token is requested at once, so that a command does not stop halfway.
 * @throws UserError if no identity is signed in.
 */
export async function signIn(scope: string): Promise<DefaultAzureCredential> {
  const credential = new DefaultAzureCredential();
  try {
    await credential.getToken(scope);
    return credential;
  } catch (error) {
    const reason = (error as Error).message.split("\n").find((line) => line.includes("AADSTS"));
    throw new UserError(
      `Not signed in to Azure. Run az login, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.${reason ? ` (${reason.trim()})` : ""}`,
    );
  }
}
