import { UserError } from "../errors";
import { possibleOutage } from "../network/outage";
import { chooseWay } from "./credential";
import type { Credential, SignInWay } from "./credential";
import { SignInFailure, signInFailure } from "./signInErrors";
import type { SignInKind } from "./signInErrors";

/**
 * Signs in with the default credential chain, or with the deployment's own settings (ARM_…).
 * @param scope Scope that the command needs. Its token is requested at once, so that a command does not stop halfway.
 * @throws SignInFailure if no identity is signed in; NetworkFailure if the sign-in endpoint does not respond.
 */
export async function signIn(scope: string): Promise<Credential> {
  const credential = withCauses(chooseWay(process.env));
  await credential.getToken(scope);
  return credential;
}

/** What a person, or time, puts right while a command waits. */
const renewableKinds: readonly SignInKind[] = [
  "expired",
  "multiFactor",
  "conditionalAccess",
  "clock",
  "serviceDown",
  "notSignedIn",
];

/** Names the cause of a sign-in that fails. One that ends after hours of following is told, and may be renewed meanwhile. */
function withCauses({ credential, remedy }: SignInWay): Credential {
  let wasSignedIn = false;
  return {
    async getToken(scopes, options) {
      const outage = wasSignedIn
        ? possibleOutage(options?.abortSignal as AbortSignal | undefined, true)
        : undefined;
      for (;;) {
        try {
          const token = await credential.getToken(scopes, options);
          wasSignedIn = true;
          outage?.end("You are signed in again.");
          return token;
        } catch (error) {
          const failure = error instanceof UserError ? error : signInFailure(error, remedy);
          const isRenewable = failure instanceof SignInFailure && renewableKinds.includes(failure.kind);
          if (!isRenewable || !(await outage?.wait(`${failure.lines.join(" ")} Use another terminal.`))) {
            throw failure;
          }
        }
      }
    },
  };
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
