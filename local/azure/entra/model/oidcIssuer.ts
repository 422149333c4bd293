import { randomUUID } from "node:crypto";
import { compactVerify, createLocalJWKSet, importJWK, SignJWT } from "jose";
import type { Store } from "../../storage/store";
import { loadSigningKey } from "./tokens";

/** The issuer of a pipeline's tokens. It stands for that of GitHub Actions, and signs with another key. */
export interface OidcIssuer {
  /** URL of the issuer, as in the `iss` claim. */
  issuer: string;
  /** @param lifetimeSeconds Negative: a token that has expired. */
  issue(token: { subject: string; audience: string; lifetimeSeconds: number }): Promise<string>;
  /** Verifies a token's signature alone. @throws Error of jose. */
  verifySignature(token: string): Promise<void>;
}

/** The issuer's URL on github.com. */
export const githubIssuer = "https://token.actions.githubusercontent.com";

const algorithm = "RS256";

export async function createOidcIssuer(store: Store): Promise<OidcIssuer> {
  const jwk = await loadSigningKey(store, "oidcIssuer");
  const privateKey = await importJWK(jwk, algorithm);
  const { kty, n, e, kid } = jwk;
  const keySet = createLocalJWKSet({
    keys: [{ kty, n, e, kid, alg: algorithm, use: "sig" }],
  });
  return {
    issuer: githubIssuer,
    issue({ subject, audience, lifetimeSeconds }) {
      // By the machine's clock, as access tokens.
      const now = Math.floor(Date.now() / 1000);
      const from = Math.min(now, now + lifetimeSeconds - 1);
      return new SignJWT({ jti: randomUUID() })
        .setProtectedHeader({ alg: algorithm, kid, typ: "JWT" })
        .setIssuer(githubIssuer)
        .setSubject(subject)
        .setAudience(audience)
        .setIssuedAt(from)
        .setNotBefore(from)
        .setExpirationTime(now + lifetimeSeconds)
        .sign(privateKey);
    },
    async verifySignature(token) {
      await compactVerify(token, keySet, { algorithms: [algorithm] });
    },
  };
}
