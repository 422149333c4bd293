/**
 * What Resource Manager does with an authorized request before and after its resource provider: the resource group has to exist,
 * and Azure Policy applies.
 */
import type { Call, Reply, Route } from "../../service";
import { applyPolicies } from "./policies/request";
import { remediate, scheduleRemediation } from "./policies/remediation";
import { deprovisionedGroup, missingGroup } from "./targets";

const writes = ["PUT", "PATCH"];

/** Routes behind the gateway. What can be read by its id can be asked for by HEAD. */
export const behindGateway = (routes: readonly Route[]): Route[] =>
  routes.flatMap((route) => {
    const governed: Route = { ...route, handle: (call) => govern(call, route) };
    return hasExistenceCheck(route, routes) ? [governed, existenceCheck(governed)] : [governed];
  });

async function govern(call: Call, route: Route): Promise<Reply> {
  const { platform, url, method } = call;
  const path = decodeURIComponent(url.pathname);
  const isWrite = writes.includes(method);
  const refusal = missingGroup(platform, path) ?? (isWrite ? deprovisionedGroup(platform, path) : undefined);
  if (refusal) {
    throw refusal;
  }
  remediate(platform);
  if (!isWrite) {
    return route.handle(call);
  }
  const reply = await route.handle({ ...call, body: applyPolicies(platform, path, call.body) });
  const written = platform.resources.get(path);
  if (written) {
    scheduleRemediation(platform, written);
  }
  return reply;
}

const resourcePath = /\/providers\/.*\/\{\w+\}$/;

const hasExistenceCheck = ({ method, path }: Route, routes: readonly Route[]): boolean =>
  method === "GET" &&
  resourcePath.test(path) &&
  !routes.some((other) => other.method === "HEAD" && other.path === path);

/** HEAD of a resource's id: 204 where it exists. */
const existenceCheck = (get: Route): Route => ({
  ...get,
  method: "HEAD",
  handle: async (call) => {
    await get.handle(call);
    return { status: 204 };
  },
});
