/**
 * Client assertions: JSON Web Tokens by which an application signs in without a secret. One that the application has signed
 * itself needs a certificate of it; one of another issuer needs a federated identity credential.
 */
import { X509Certificate } from "node:crypto";
import { compactVerify, decodeJwt, decodeProtectedHeader } from "jose";
import type { JWTPayload, ProtectedHeaderParameters } from "jose";
import type { FederatedCredential, ServicePrincipal } from "../../directory/principals";
import { AzureError } from "../../error";
import type { Platform } from "../../platform";
import { loginHost } from "../hosts";

/** How much a client's clock may differ, in seconds. */
const clockSkewSeconds = 300;

interface Assertion {
  token: string;
  header: ProtectedHeaderParameters;
  claims: JWTPayload;
}

/** @throws AzureError with Entra's code where the assertion does not authenticate the application. */
export async function verifyClientAssertion(
  platform: Platform,
  application: ServicePrincipal,
  token: string,
): Promise<void> {
  const assertion = decode(token);
  if (assertion.claims.iss?.toLowerCase() === application.appId) {
    await verifyWithCertificate(platform, application, assertion);
  } else {
    await verifyFederated(platform, application, assertion);
  }
  requireValidNow(assertion.claims);
}

function decode(token: string): Assertion {
  try {
    return { token, header: decodeProtectedHeader(token), claims: decodeJwt(token) };
  } catch {
    throw new AzureError(400, "invalid_request", "AADSTS50027: JWT token is invalid or malformed.");
  }
}

const invalidClient = (message: string) => new AzureError(401, "invalid_client", message);

/** An issuer, a subject and audiences must be those of one federated identity credential, in the same case. */
async function verifyFederated(
  { oidcIssuer }: Platform,
  { appId, displayName, federatedCredentials = [] }: ServicePrincipal,
  { token, claims }: Assertion,
): Promise<void> {
  if (federatedCredentials.length === 0) {
    throw invalidClient(
      `AADSTS70025: The client '${appId}'(${displayName}) has no configured federated identity credentials.`,
    );
  }
  requireMatch(federatedCredentials, claims);
  if (claims.iss !== oidcIssuer.issuer) {
    // Entra reads the keys of an issuer from its URL. Nothing leaves this machine.
    throw new AzureError(400, "invalid_request", "AADSTS50166: Request to External OIDC endpoint failed.");
  }
  await oidcIssuer.verifySignature(token).catch(() => {
    throw invalidClient(
      "AADSTS700027: Client assertion failed signature validation. [Reason - The key was not found.]",
    );
  });
}

/**
 * The codes differ by the claim that does not match.
 * Source: Azure/azure-workload-identity#1200 (issuer, subject), Azure/login#515 (case of the subject, February 2025).
 */
function requireMatch(credentials: readonly FederatedCredential[], claims: JWTPayload): void {
  const { iss = "", sub = "" } = claims;
  const audiences = [claims.aud ?? []].flat();
  const ofIssuer = credentials.filter(({ issuer }) => issuer === iss);
  if (ofIssuer.length === 0) {
    throw invalidClient(noMatch("700211", "issuer", iss));
  }
  const ofAudience = ofIssuer.filter((credential) =>
    credential.audiences.some((audience) => audiences.includes(audience)),
  );
  if (ofAudience.length === 0) {
    throw invalidClient(noMatch("700212", "audience", audiences.join(" ")));
  }
  if (ofAudience.some(({ subject }) => subject === sub)) {
    return;
  }
  const differsByCase = ofAudience.some(({ subject }) => subject.toLowerCase() === sub.toLowerCase());
  throw invalidClient(
    differsByCase
      ? noMatch(
          "7002138",
          "subject",
          sub,
          "The subject matches with case-insensitive comparison, but not with case-sensitive comparison. ",
        )
      : noMatch("700213", "subject", sub),
  );
}

const noMatch = (code: string, claim: string, value: string, more = "") =>
  `AADSTS${code}: No matching federated identity record found for presented assertion ${claim} '${value.slice(0, 300)}'. ${more}` +
  "Check your federated identity credential Subject, Audience and Issuer against the presented assertion. " +
  "https://learn.microsoft.com/entra/workload-id/workload-identity-federation";

async function verifyWithCertificate(
  { tenantId }: Platform,
  { certificates = [] }: ServicePrincipal,
  { token, header, claims }: Assertion,
): Promise<void> {
  const thumbprint = thumbprintOf(header);
  const certificate = certificates
    .map((pem) => new X509Certificate(pem))
    .find((candidate) => thumbprintsOf(candidate).includes(thumbprint));
  const verified =
    certificate &&
    (await compactVerify(token, certificate.publicKey, { algorithms: ["RS256", "PS256"] }).catch(
      () => undefined,
    ));
  if (!verified) {
    throw invalidClient(
      "AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. " +
        `[Reason - The key was not found., Thumbprint of key used by client: '${thumbprint}'].`,
    );
  }
  const [audience] = [claims.aud ?? []].flat();
  const base = `https://${loginHost}/${tenantId}`;
  if (![`${base}/oauth2/v2.0/token`, `${base}/oauth2/token`, `${base}/v2.0`].includes(audience ?? "")) {
    throw invalidClient("AADSTS700023: Client assertion audience claim does not match Realm issuer.");
  }
}

/** In hexadecimal digits, as Entra prints it. */
function thumbprintOf(header: ProtectedHeaderParameters): string {
  const encoded = (header["x5t#S256"] ?? header.x5t ?? "") as string;
  return Buffer.from(encoded, "base64url").toString("hex").toUpperCase();
}

const thumbprintsOf = ({ fingerprint, fingerprint256 }: X509Certificate) =>
  [fingerprint, fingerprint256].map((text) => text.replaceAll(":", ""));

/** By the machine's clock, as the assertion was issued. Source: Azure/login#180 (wording). */
function requireValidNow({ nbf = 0, exp = 0 }: JWTPayload): void {
  const now = Date.now() / 1000;
  if (now < nbf - clockSkewSeconds || now >= exp + clockSkewSeconds) {
    const time = (seconds: number) => new Date(seconds * 1000).toISOString();
    throw invalidClient(
      `AADSTS700024: Client assertion is not within its valid time range. Current time: ${time(now)}, ` +
        `assertion valid from ${time(nbf)}, expiry time of assertion ${time(exp)}. Review the documentation at ` +
        "https://learn.microsoft.com/entra/identity-platform/certificate-credentials .",
    );
  }
}
