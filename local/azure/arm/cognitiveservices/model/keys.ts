/** API keys of accounts. They are stored with the secret values of vaults. */
import { randomBytes } from "node:crypto";
import { AzureError } from "../../../error";
import type { Platform } from "../../../service";
import type { ArmResource } from "../../resources";

interface Keys {
  key1: string;
  key2: string;
}

const keysCollection = (platform: Platform) =>
  platform.store.collection<Keys>("accountKeys", "vault-secrets");

/** 32 digits (recorded, Azure/azure-cli, 26 October 2022). */
const generateKey = () => randomBytes(16).toString("hex");

/** @throws AzureError 400 where the account has local authentication disabled. */
export function requireLocalAuth(account: ArmResource): ArmResource {
  if (account.properties.disableLocalAuth) {
    throw new AzureError(400, "BadRequest", "Failed to list key. disableLocalAuth is set to be true");
  }
  return account;
}

/** The account's API keys, generated at their first use. */
export function keysOf(platform: Platform, { id }: ArmResource): Keys {
  const stored = keysCollection(platform).get(id.toLowerCase());
  if (stored) {
    return stored;
  }
  const keys = { key1: generateKey(), key2: generateKey() };
  keysCollection(platform).put(id.toLowerCase(), keys);
  return keys;
}

/** Replaces one of an account's keys. @returns Both keys. */
export function regenerateKeyOf(platform: Platform, account: ArmResource, name: keyof Keys): Keys {
  const keys = { ...keysOf(platform, account), [name]: generateKey() };
  keysCollection(platform).put(account.id.toLowerCase(), keys);
  return keys;
}

/** Deletes the keys of an account that is purged. */
export function deleteKeys(platform: Platform, id: string): void {
  keysCollection(platform).delete(id.toLowerCase());
}
