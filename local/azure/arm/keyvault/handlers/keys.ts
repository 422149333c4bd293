/** Keys through Azure Resource Manager, which creates and describes them, and neither changes nor deletes them. */
import { AzureError } from "../../../error";
import { createKey, keys, requireKeyType } from "../../../keyvault/model/keys";
import type { KeyVersion } from "../../../keyvault/model/keys";
import { objectNameError } from "../../../keyvault/model/objectName";
import type { Call, Reply } from "../../../service";
import { requireUnlocked } from "../../checks";
import type { ArmResource } from "../../resources";
import { requireVault } from "../model/vaults";
import type { VaultCall } from "../model/vaults";
import { toResponseKey } from "../wire/keys";
import type { KeyPut } from "../wire/keys";
import { vaultPage } from "../wire/page";

type KeyCall<Body = unknown> = Call<Body, "resourceGroupName" | "vaultName" | "keyName">;
type KeyVersionCall = Call<unknown, "resourceGroupName" | "vaultName" | "keyName" | "keyVersion">;

export function listKeys(call: VaultCall): Reply {
  const vault = requireVault(call);
  const listed = keys.list(call.platform, vault.name).map((key) => toResponseKey(vault, key));
  return { status: 200, body: vaultPage(call, listed) };
}

export function listKeyVersions(call: KeyCall): Reply {
  const vault = requireVault(call);
  const listed = keys
    .listVersions(call.platform, vault.name, call.params.keyName)
    .map((key) => toResponseKey(vault, key, key.version));
  return { status: 200, body: vaultPage(call, listed) };
}

export function getKey(call: KeyCall): Reply {
  const vault = requireVault(call);
  return { status: 200, body: toResponseKey(vault, requireKey(call, vault)) };
}

export function getKeyVersion(call: KeyVersionCall): Reply {
  const vault = requireVault(call);
  const { keyVersion } = call.params;
  return { status: 200, body: toResponseKey(vault, requireKey(call, vault, keyVersion), keyVersion) };
}

/** @throws AzureError 404 `KeyNotFound` */
function requireKey({ platform, params }: KeyCall, vault: ArmResource, version?: string): KeyVersion {
  const key = keys.find(platform, vault.name, params.keyName, version);
  if (!key) {
    const message = `The key '${params.keyName}' was not found in the vault '${vault.name}'.`;
    throw new AzureError(404, "KeyNotFound", message);
  }
  return key;
}

/** Creates the first version of a key. A key that exists is returned without a change (Key Vault's specification). */
export async function putKey(call: KeyCall<KeyPut>): Promise<Reply> {
  const { platform, params, body } = call;
  const vault = requireVault(call);
  requireUnlocked(platform, vault.id, "write");
  const invalid = objectNameError(params.keyName);
  if (invalid) {
    throw new AzureError(400, "BadParameter", invalid);
  }
  const { kty, keySize: size, keyOps: operations, attributes } = body.properties;
  const type = requireKeyType(vault, kty);
  const properties = { type, size, operations, attributes, tags: body.tags };
  const key =
    keys.find(platform, vault.name, params.keyName) ??
    (await createKey(platform, vault.name, params.keyName, properties));
  return { status: 200, body: toResponseKey(vault, key) };
}
