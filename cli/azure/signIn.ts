import { UserError } from "../errors";
import { chooseWay } from "./credential";
import type { Credential } from "./credential";

/**
 * Signs in with the default credential chain, or with the deployment's own settings (ARM_…).
 * @param scope Scope that the command needs. Its token is requested at once, so that a command does not stop halfway.
 * @throws UserError if no identity is signed in.
 */
export async function signIn(scope: string): Promise<Credential> {
  const { credential, remedy } = chooseWay(process.env);
  try {
    await credential.getToken(scope);
    return credential;
  } catch (error) {
    if (error instanceof UserError) {
      throw error;
    }
    const reason = (error as Error).message.split("\n").find((line) => line.includes("AADSTS"));
    throw new UserError(`Not signed in to Azure. ${remedy}${reason ? ` (${reason.trim()})` : ""}`);
  }
}

/** Returns the object ID of the identity that a token was issued to; undefined if the token does not contain it. */
export function objectIdOf(token: string): string | undefined {
  try {
    const claims = Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
    return (JSON.parse(claims) as { oid?: string }).oid;
  } catch {
    return undefined;
  }
}
