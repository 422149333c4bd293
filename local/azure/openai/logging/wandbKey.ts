/**
 * Reads the W&B API key as Azure does: with a token of the account's own identity, subject to the vault's network rules and
 * permissions. The key is in memory only while a request needs it.
 */
import type { ArmResource } from "../../arm/resources";
import type { Platform } from "../../service";
import { findWandbIntegration } from "../model/wandbIntegration";
import { sendAsAccount, WandbLoggingError } from "./sendAsAccount";

/** The `Authorization` header for W&B. @throws WandbLoggingError where the key cannot be read. */
export async function wandbAuthorization(platform: Platform, account: ArmResource): Promise<string> {
  const integration = findWandbIntegration(platform, account.id);
  if (!integration) {
    throw new WandbLoggingError("the resource no longer has a Weights & Biases integration");
  }
  const { keyVaultUrl, secretName } = integration;
  const failure = `the secret '${secretName}' of ${keyVaultUrl} cannot be read with the resource's identity`;
  const secret = (await sendAsAccount(platform, account, {
    method: "GET",
    host: new URL(keyVaultUrl).host,
    target: `/secrets/${secretName}?api-version=7.4`,
    authorization: `Bearer ${await vaultToken(platform, account, failure)}`,
    failure,
  })) as { value: string; attributes: { exp?: number } };
  // ASSUMED: Azure does not use a secret whose expiration date has passed.
  if (secret.attributes.exp && secret.attributes.exp * 1000 < platform.clock.now()) {
    throw new WandbLoggingError(`${failure}: it has expired`);
  }
  return `Basic ${Buffer.from(`api:${secret.value}`).toString("base64")}`;
}

async function vaultToken(platform: Platform, account: ArmResource, failure: string): Promise<string> {
  const principal = platform.directory.servicePrincipal(String(account.identity?.principalId));
  if (!principal) {
    throw new WandbLoggingError(`${failure}: the resource has no system-assigned identity`);
  }
  const { accessToken } = await platform.tokens.issue(
    { ...principal, kind: "app" },
    "https://vault.azure.net",
  );
  return accessToken;
}
