/**
 * Reads the W&B secret the way Azure OpenAI does: as the account's own identity, through the official clients. Prints the
 * secret's length, version and digest, never the secret.
 * Usage: readSecret.mjs VAULT_URL SECRET_NAME, with the identity's IDENTITY_ENDPOINT and IDENTITY_HEADER in the environment.
 */
import { createHash } from "node:crypto";
import { ManagedIdentityCredential } from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";

const [vaultUrl, secretName] = process.argv.slice(2);
try {
  const { value, properties } = await new SecretClient(vaultUrl, new ManagedIdentityCredential()).getSecret(
    secretName,
  );
  const digest = createHash("sha256").update(value).digest("hex");
  console.log(JSON.stringify({ length: value.length, version: properties.version, digest }));
} catch (error) {
  console.error(`The identity cannot read ${secretName} of ${vaultUrl}: ${error.message}`);
  process.exitCode = 1;
}
