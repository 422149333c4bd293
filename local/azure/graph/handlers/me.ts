import { AzureError } from "../../error";
import type { Call, Reply } from "../../service";
import { findEntity } from "../model/directoryObjects";
import { toResponseEntity } from "../wire/entity";

/** The signed-in user; applications have none. */
export function getMe(call: Call): Reply {
  const user = findEntity(call.platform, "users", call.caller.objectId);
  if (!user) {
    throw new AzureError(400, "BadRequest", "/me request is only valid with delegated authentication flow.");
  }
  return { status: 200, body: toResponseEntity(call, user, "users") };
}
