import type { Reply } from "../../../service";
import { requireAccount } from "../model/accounts";
import type { AccountCall } from "../model/accounts";
import { keysOf, regenerateKeyOf, requireLocalAuth } from "../model/keys";
import type { RegenerateKeyBody } from "../wire/keys";

export function listKeys(call: AccountCall): Reply {
  return { status: 200, body: keysOf(call.platform, requireLocalAuth(requireAccount(call))) };
}

export function regenerateKey(call: AccountCall<RegenerateKeyBody>): Reply {
  const account = requireLocalAuth(requireAccount(call));
  const name = call.body.keyName === "Key1" ? "key1" : "key2";
  return { status: 200, body: regenerateKeyOf(call.platform, account, name) };
}
