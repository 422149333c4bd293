import { scopeCovers } from "../../../authorization/matching";
import { AzureError } from "../../../error";
import type { Call, Reply } from "../../../service";
import type { ArmResource } from "../../resources";
import { requireScope } from "../model/scope";
import { lockType, toResponseLock } from "../wire/locks";
import type { LockBody } from "../wire/locks";

type LockCall<Body = unknown> = Call<Body, "scope" | "name">;

const lockId = ({ params }: LockCall) => `${params.scope}/providers/${lockType}/${params.name}`;

export function getLock(call: LockCall): Reply {
  const lock = call.platform.resources.get(lockId(call));
  if (!lock) {
    throw new AzureError(404, "LockNotFound", `The lock '${call.params.name}' could not be found.`);
  }
  return { status: 200, body: toResponseLock(lock) };
}

export function putLock(call: LockCall<LockBody>): Reply {
  const { platform, params, body } = call;
  requireScope(platform, params.scope);
  const before = platform.resources.get(lockId(call));
  const lock: ArmResource = {
    id: lockId(call),
    name: params.name,
    type: lockType,
    location: "",
    properties: body.properties,
    systemData: {},
  };
  platform.resources.put(lock);
  return { status: before ? 200 : 201, body: toResponseLock(lock) };
}

export function deleteLock(call: LockCall): Reply {
  const before = call.platform.resources.get(lockId(call));
  call.platform.resources.delete(lockId(call));
  return { status: before ? 200 : 204 };
}

/** Lists the locks at, above and below a scope. */
export function listLocks({ platform, params }: Call<unknown, "scope">): Reply {
  const locks = platform.resources.list(lockType).filter(({ id }) => {
    const scope = id.slice(0, id.toLowerCase().indexOf(`/providers/${lockType.toLowerCase()}/`));
    return scopeCovers(scope, params.scope) || scopeCovers(params.scope, scope);
  });
  return { status: 200, body: { value: locks.map(toResponseLock) } };
}
