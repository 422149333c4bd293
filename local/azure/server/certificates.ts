/** A throw-away certificate authority, and certificates for the hosts that the local Azure serves. */
import "reflect-metadata"; // required by the X.509 library's dependency injection
import { createPublicKey, randomBytes, webcrypto } from "node:crypto";
import * as path from "node:path";
import { createSecureContext } from "node:tls";
import type { SecureContext } from "node:tls";
import * as x509 from "@peculiar/x509";
import { readTextFile, writeTextFile } from "../storage/textFile";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
/** Milliseconds. */
const day = 86_400_000;

/** Days. Clients refuse certificates of more than 825 days (Apple's rule, which Go and others follow). */
const authorityDays = 800;
const hostDays = 397;

export interface CertificateAuthority {
  /** Certificate of the authority, for NODE_EXTRA_CA_CERTS and the like. */
  file: string;
  contextFor(host: string): Promise<SecureContext>;
}

/** Loads the authority of a directory, or creates one. Its private key stays in that directory. */
export async function loadCertificateAuthority(directory: string): Promise<CertificateAuthority> {
  // The types of Node's Web Crypto and of the DOM's differ, and nothing else.
  x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);
  const file = path.join(directory, "ca.pem");
  const keyFile = path.join(directory, "ca.key.pem");
  const { issuer, keyPem } = readAuthority(file, keyFile) ?? (await createAuthority(file, keyFile));
  const signingKey = await webcrypto.subtle.importKey(
    "pkcs8",
    x509.PemConverter.decodeFirst(keyPem),
    algorithm,
    false,
    ["sign"],
  );
  const contexts = new Map<string, Promise<SecureContext>>();
  return {
    file,
    contextFor(host) {
      let context = contexts.get(host);
      if (!context) {
        contexts.set(host, (context = issue(host, issuer, signingKey)));
      }
      return context;
    },
  };
}

interface Authority {
  issuer: x509.X509Certificate;
  keyPem: string;
}

/** @returns undefined where there is no authority that can still sign. @throws StorageError where a file cannot be read. */
function readAuthority(file: string, keyFile: string): Authority | undefined {
  const certificatePem = readTextFile(file);
  const keyPem = readTextFile(keyFile);
  if (certificatePem === undefined || keyPem === undefined) {
    return undefined;
  }
  try {
    const issuer = new x509.X509Certificate(certificatePem);
    const isValid = issuer.notAfter.getTime() > Date.now() + hostDays * day;
    return isValid && isPair(issuer, keyPem) ? { issuer, keyPem } : undefined;
  } catch {
    return undefined; // not a certificate or a key: the authority is a throw-away
  }
}

/** Whether a key is that of a certificate. A process that is killed between the two files leaves another one. */
function isPair(certificate: x509.X509Certificate, keyPem: string): boolean {
  const publicKey = createPublicKey(keyPem).export({ type: "spki", format: "der" });
  return publicKey.equals(Buffer.from(certificate.publicKey.rawData));
}

const validity = (days: number) => ({
  notBefore: new Date(Date.now() - day),
  notAfter: new Date(Date.now() + days * day),
});

const serialNumber = () => `00${randomBytes(15).toString("hex")}`;

const pem = async (key: webcrypto.CryptoKey) =>
  x509.PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");

async function createAuthority(file: string, keyFile: string): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: "CN=Local Azure (throw-away)",
    ...validity(authorityDays),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const keyPem = await pem(keys.privateKey);
  writeTextFile(keyFile, keyPem);
  writeTextFile(file, `${certificate.toString("pem")}\n`);
  return { issuer: certificate, keyPem };
}

async function issue(
  host: string,
  issuer: x509.X509Certificate,
  signingKey: webcrypto.CryptoKey,
): Promise<SecureContext> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: "CN=Local Azure",
    issuer: issuer.subject,
    ...validity(hostDays),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([{ type: "dns", value: host }]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return createSecureContext({ key: await pem(keys.privateKey), cert: certificate.toString("pem") });
}
