import { randomUUID } from "node:crypto";
import { createLocalJWKSet, errors, exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT } from "jose";
import type { JWK } from "jose";
import type { Caller } from "../../caller";
import type { Directory } from "../../directory/directory";
import { AzureError } from "../../error";
import type { Store } from "../../storage/store";

/** Access tokens: signed JSON Web Tokens, which clients read and services verify. */
export interface Tokens {
  /** The public keys, as in the tenant's JWKS document. */
  publicKeys(): { keys: JWK[] };
  issue(principal: TokenPrincipal, audience: string): Promise<IssuedToken>;
  /**
   * Verifies an Authorization header: signature, issuer, audience, expiry, and that the principal still exists.
   * @returns The caller.
   * @throws AzureError 401 with ARM's codes.
   */
  verify(authorization: string | null, audiences: readonly string[]): Promise<Caller>;
}

/** The principal of a token. */
export interface TokenPrincipal {
  objectId: string;
  appId: string;
  kind: "app" | "user";
  /** User principal name. */
  upn?: string;
}

export interface IssuedToken {
  accessToken: string;
  /** Seconds. */
  expiresIn: number;
  /** Seconds since the epoch. */
  expiresOn: number;
}

/** Entra's tokens are valid for 60 to 90 minutes. */
const lifetimeSeconds = 3599;

const algorithm = "RS256";

export async function createTokens(store: Store, directory: Directory, tenantId: string): Promise<Tokens> {
  const jwk = await loadSigningKey(store);
  const privateKey = await importJWK(jwk, algorithm);
  const publicKey: JWK = { kty: jwk.kty, n: jwk.n, e: jwk.e, kid: jwk.kid, alg: algorithm, use: "sig" };
  const keySet = createLocalJWKSet({ keys: [publicKey] });
  const issuer = `https://sts.windows.net/${tenantId}/`;

  return {
    publicKeys: () => ({ keys: [publicKey] }),

    async issue(principal, audience) {
      // By the machine's clock, since clients compare the expiry with their own.
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
        .setProtectedHeader({ alg: algorithm, kid: jwk.kid, typ: "JWT" })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(now)
        .setNotBefore(now)
        .setExpirationTime(now + lifetimeSeconds)
        .sign(privateKey);
      return { accessToken, expiresIn: lifetimeSeconds, expiresOn: now + lifetimeSeconds };
    },

    async verify(authorization, audiences) {
      const options = { issuer, audience: [...audiences], algorithms: [algorithm] };
      const { payload } = await jwtVerify(bearerToken(authorization), keySet, options).catch(
        (error: unknown) => {
          throw verificationError(error);
        },
      );
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
    },
  };
}

/**
 * The stored signing key, or a new one.
 * @param name Name of the key in the store.
 */
export async function loadSigningKey(store: Store, name = "current"): Promise<JWK> {
  const keys = store.collection<JWK>("signingKeys");
  const existing = keys.get(name);
  if (existing) {
    return existing;
  }
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const created = { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: algorithm, use: "sig" };
  keys.put(name, created);
  return created;
}

function bearerToken(authorization: string | null): string {
  if (!authorization) {
    throw new AzureError(
      401,
      "AuthenticationFailed",
      "Authentication failed. The 'Authorization' header is missing.",
    );
  }
  const [, token] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization) ?? [];
  if (!token) {
    throw invalidToken();
  }
  return token;
}

const invalidToken = () => new AzureError(401, "InvalidAuthenticationToken", "The access token is invalid.");

function verificationError(error: unknown): AzureError {
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
  return invalidToken();
}
