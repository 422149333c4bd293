/** API keys of accounts. They are kept with the vaults' values. */
import { randomBytes } from "node:crypto";
import type { z } from "zod";
import { AzureError } from "../../../error";
import type { Call, Platform, Reply } from "../../../service";
import type { ArmResource } from "../../resources";
import type { regenerateKey } from "../wire/accounts";
import { requireAccount } from "./accounts";

interface Keys {
  key1: string;
  key2: string;
}

const keysCollection = (platform: Platform) =>
  platform.store.collection<Keys>("accountKeys", "vault-secrets");

/** @throws AzureError 400 where the account takes no keys. */
export function requireLocalAuth(account: ArmResource): ArmResource {
  if (account.properties.disableLocalAuth) {
    throw new AzureError(400, "BadRequest", "Failed to list key. disableLocalAuth is set to be true");
  }
  return account;
}

/** The account's API keys. */
export function keysOf(platform: Platform, { id }: ArmResource): Keys {
  const kept = keysCollection(platform);
  if (!kept.get(id.toLowerCase())) {
    kept.put(id.toLowerCase(), {
      key1: randomBytes(32).toString("hex"),
      key2: randomBytes(32).toString("hex"),
    });
  }
  return kept.get(id.toLowerCase())!;
}

export function regenerate(call: Call<z.infer<typeof regenerateKey>>): Reply {
  const account = requireLocalAuth(requireAccount(call));
  const keys = keysOf(call.platform, account);
  const name = call.body.keyName === "Key1" ? "key1" : "key2";
  const fresh = { ...keys, [name]: randomBytes(32).toString("hex") };
  keysCollection(call.platform).put(account.id.toLowerCase(), fresh);
  return { status: 200, body: fresh };
}

/** Forgets the keys of an account that is gone for good. */
export function forgetKeys(platform: Platform, id: string): void {
  keysCollection(platform).delete(id.toLowerCase());
}
