import type { Call, Reply } from "../../../service";
import { regions } from "../../cognitiveservices/model/regions";
import { toResponseLocation, toResponseSubscription, toResponseTenant } from "../wire/subscriptions";

type PlatformCall = Pick<Call, "platform">;

export function listTenants({ platform }: PlatformCall): Reply {
  return { status: 200, body: { value: [toResponseTenant(platform)] } };
}

export function listSubscriptions({ platform }: PlatformCall): Reply {
  return {
    status: 200,
    body: { value: [toResponseSubscription(platform)], count: { type: "Total", value: 1 } },
  };
}

export function getSubscription({ platform }: PlatformCall): Reply {
  return { status: 200, body: toResponseSubscription(platform) };
}

export function listLocations({ platform }: PlatformCall): Reply {
  return { status: 200, body: { value: regions.map((name) => toResponseLocation(platform, name)) } };
}
