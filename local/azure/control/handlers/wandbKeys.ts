import type { OpenCall, Reply } from "../../service";
import { addKey, revokeKey } from "../../wandb/model/users";
import type { AddKeyBody, RevokeKeyBody } from "../wire/wandbKeys";

export function addWandbKey({ platform, body: { key, ...user } }: OpenCall<AddKeyBody>): Reply {
  addKey(platform, key, user);
  return { status: 204 };
}

export function revokeWandbKey({ platform, body }: OpenCall<RevokeKeyBody>): Reply {
  return { status: revokeKey(platform, body.key) ? 204 : 404 };
}
