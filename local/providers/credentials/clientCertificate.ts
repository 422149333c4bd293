import { constants, createPrivateKey, randomUUID, sign, X509Certificate } from "node:crypto";
import type { KeyObject } from "node:crypto";
import * as fs from "node:fs";
import type { CredentialFactory } from "./credential";
import { describe, requireSettings } from "./settings";
import type { Settings } from "./settings";
import { assertionProof, requestToken } from "./tokenEndpoint";

const validSeconds = 600;

/** A certificate with its private key, in PEM. Node reads no PKCS #12, which the official provider accepts too. */
export const clientCertificate: CredentialFactory = (context) => {
  const { settings } = context;
  requireSettings(
    settings,
    ["subscriptionId", "tenantId", "clientId"],
    "as a Service Principal using a Client Certificate",
  );
  const { key, thumbprint } = readPem(settings);
  return {
    async getToken(resource) {
      const now = Math.floor(Date.now() / 1000);
      const claims = {
        jti: randomUUID(),
        iss: settings.clientId,
        sub: settings.clientId,
        aud: `https://login.microsoftonline.com/${settings.tenantId}/oauth2/v2.0/token`,
        iat: now,
        nbf: now,
        exp: now + validSeconds,
      };
      const assertion = signed({ alg: "PS256", typ: "JWT", "x5t#S256": thumbprint }, claims, key);
      return requestToken(context, resource, assertionProof(assertion));
    },
  };
};

/** A JSON Web Token of the algorithm PS256 (RFC 7518, section 3.5). */
function signed(header: object, claims: object, key: KeyObject): string {
  const content = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  const signature = sign("sha256", Buffer.from(content), { key, ...padding });
  return `${content}.${signature.toString("base64url")}`;
}

function readPem({ clientCertificatePath, clientCertificatePassword }: Settings): {
  key: KeyObject;
  thumbprint: string;
} {
  try {
    const pem = fs.readFileSync(clientCertificatePath);
    const certificate = new X509Certificate(pem);
    return {
      key: createPrivateKey({ key: pem, passphrase: clientCertificatePassword || undefined }),
      thumbprint: Buffer.from(certificate.fingerprint256.replaceAll(":", ""), "hex").toString("base64url"),
    };
  } catch (error) {
    throw new Error(
      `The client certificate cannot be read: ${(error as Error).message}. ` +
        `Set ${describe("clientCertificatePath")} to a file in PEM with the certificate and its private key. ` +
        "The emulated provider reads no PKCS #12 (.pfx).",
      { cause: error },
    );
  }
}
