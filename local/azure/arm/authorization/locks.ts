/** Locks (Microsoft.Authorization/locks). */
import { z } from "zod";
import { scopeCovers } from "../../authorization/evaluate";
import { AzureError } from "../../error";
import { route } from "../../service";
import type { Call as AnyCall, Reply, Route } from "../../service";
import { atScope, provider, requireScope } from "./scope";

type Call<Body = unknown> = AnyCall<Body, "scope" | "name">;

const lockVersions = ["2016-09-01", "2017-04-01", "2020-05-01"];

const lockBody = z.strictObject({
  properties: z.strictObject({
    level: z.enum(["CanNotDelete", "ReadOnly"]),
    notes: z.string().max(512).optional(),
    owners: z.array(z.looseObject({})).optional(),
  }),
});

const locks = `${provider}/locks`;

export const lockRoutes: Route[] = [
  route({
    method: "GET",
    path: `${locks}/{name}`,
    apiVersions: lockVersions,
    action: "Microsoft.Authorization/locks/read",
    scope: atScope,
    handle: (call) => ({ status: 200, body: shownLock(requireLock(call)) }),
  }),
  route({
    method: "PUT",
    path: `${locks}/{name}`,
    apiVersions: lockVersions,
    action: "Microsoft.Authorization/locks/write",
    scope: atScope,
    body: lockBody,
    handle: putLock,
  }),
  route({
    method: "DELETE",
    path: `${locks}/{name}`,
    apiVersions: lockVersions,
    action: "Microsoft.Authorization/locks/delete",
    scope: atScope,
    handle: deleteLock,
  }),
  route({
    method: "GET",
    path: locks,
    apiVersions: lockVersions,
    query: ["$filter"],
    action: "Microsoft.Authorization/locks/read",
    scope: atScope,
    handle: listLocks,
  }),
];

const lockType = "Microsoft.Authorization/locks";
const lockId = ({ params }: Call) => `${params.scope}/providers/${lockType}/${params.name}`;

function shownLock({
  id,
  name,
  properties,
}: {
  id: string;
  name: string;
  properties: object;
}): Record<string, unknown> {
  return { id, name, type: lockType, properties };
}

function requireLock(call: Call) {
  const lock = call.platform.resources.get(lockId(call));
  if (!lock) {
    throw new AzureError(404, "LockNotFound", `The lock '${call.params.name}' could not be found.`);
  }
  return lock;
}

function putLock(call: Call<z.infer<typeof lockBody>>): Reply {
  requireScope(call.platform, call.params.scope);
  const before = call.platform.resources.get(lockId(call));
  const lock = {
    id: lockId(call),
    name: call.params.name,
    type: lockType,
    location: "",
    properties: call.body.properties,
    systemData: {},
  };
  call.platform.resources.put(lock);
  return { status: before ? 200 : 201, body: shownLock(lock) };
}

function deleteLock(call: Call): Reply {
  const before = call.platform.resources.get(lockId(call));
  call.platform.resources.delete(lockId(call));
  return { status: before ? 200 : 204 };
}

function listLocks(call: AnyCall<unknown, "scope">): Reply {
  const listed = call.platform.resources
    .list(lockType)
    .filter(({ id }) => {
      const scope = id.slice(0, id.toLowerCase().indexOf("/providers/microsoft.authorization/locks/"));
      return scopeCovers(scope, call.params.scope) || scopeCovers(call.params.scope, scope);
    })
    .map(shownLock);
  return { status: 200, body: { value: listed } };
}
