import { randomUUID } from "node:crypto";
import { createLocalJWKSet, errors, exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT } from "jose";
import type { JWK } from "jose";
import type { Caller } from "../caller";
import type { Directory } from "../directory/directory";
import { AzureError } from "../error";
import type { Store } from "../storage/store";

/** Access tokens: real signed JSON Web Tokens, since clients read them and services verify them. */
export interface Tokens {
  /** Public keys, as the tenant's JWKS document has them. */
  publicKeys(): { keys: JWK[] };
  issue(
    principal: { objectId: string; appId: string; kind: "app" | "user"; upn?: string },
    audience: string,
  ): Promise<IssuedToken>;
  /**
   * Verifies an Authorization header: signature, issuer, audience, expiry, and that the principal still exists.
   * @throws AzureError 401 with ARM's codes.
   */
  verify(authorization: string | null, audiences: readonly string[]): Promise<Caller>;
}

export interface IssuedToken {
  accessToken: string;
  /** Seconds. */
  expiresIn: number;
  /** Seconds since the epoch. */
  expiresOn: number;
}

/** Seconds; Entra's tokens live 60 to 90 minutes. */
const lifetime = 3599;

const signing = "RS256";

export async function createTokens(store: Store, directory: Directory, tenantId: string): Promise<Tokens> {
  const kept = store.collection<JWK>("signingKeys");
  if (!kept.get("current")) {
    const { privateKey } = await generateKeyPair(signing, { extractable: true });
    kept.put("current", { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: signing, use: "sig" });
  }
  const jwk = kept.get("current")!;
  const privateKey = await importJWK(jwk, signing);
  const publicKey: JWK = { kty: jwk.kty, n: jwk.n, e: jwk.e, kid: jwk.kid, alg: signing, use: "sig" };
  const keySet = createLocalJWKSet({ keys: [publicKey] });
  const issuer = `https://sts.windows.net/${tenantId}/`;

  return {
    publicKeys: () => ({ keys: [publicKey] }),

    async issue(principal, audience) {
      // By the machine's time, not the local Azure's: clients compare the expiry with their own clock.
      const now = Math.floor(Date.now() / 1000);
      const accessToken = await new SignJWT({
        appid: principal.appId,
        appidacr: "1",
        idp: issuer,
        idtyp: principal.kind,
        oid: principal.objectId,
        sub: principal.objectId,
        tid: tenantId,
        uti: randomUUID(),
        ver: "1.0",
        ...(principal.kind === "user" ? { scp: "user_impersonation", upn: principal.upn } : {}),
      })
        .setProtectedHeader({ alg: signing, kid: jwk.kid, typ: "JWT" })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(now)
        .setNotBefore(now)
        .setExpirationTime(now + lifetime)
        .sign(privateKey);
      return { accessToken, expiresIn: lifetime, expiresOn: now + lifetime };
    },

    async verify(authorization, audiences) {
      const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? "") ?? [];
      if (!authorization) {
        throw new AzureError(
          401,
          "AuthenticationFailed",
          "Authentication failed. The 'Authorization' header is missing.",
        );
      }
      if (!token) {
        throw new AzureError(401, "InvalidAuthenticationToken", "The access token is invalid.");
      }
      try {
        const { payload } = await jwtVerify(token, keySet, {
          issuer,
          audience: [...audiences],
          algorithms: [signing],
        });
        const objectId = String(payload.oid);
        if (directory.principalType(objectId) === undefined) {
          throw new AzureError(
            401,
            "InvalidAuthenticationToken",
            "The principal of the access token does not exist any more.",
          );
        }
        return {
          tenantId,
          objectId,
          appId: String(payload.appid),
          kind: payload.idtyp === "user" ? "user" : "app",
          groups: directory.groupsOf(objectId),
          issuer,
        };
      } catch (error) {
        throw error instanceof AzureError ? error : tokenError(error);
      }
    },
  };
}

function tokenError(error: unknown): AzureError {
  if (error instanceof errors.JWTExpired) {
    return new AzureError(
      401,
      "ExpiredAuthenticationToken",
      "The access token expiry UTC time is earlier than the current UTC time.",
    );
  }
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === "aud") {
    return new AzureError(
      401,
      "InvalidAuthenticationTokenAudience",
      "The access token has been obtained for the wrong audience or resource.",
    );
  }
  return new AzureError(401, "InvalidAuthenticationToken", "The access token is invalid.");
}
