import { remediate } from "../../arm/gateway/policies/remediation";
import type { OpenCall, Reply } from "../../service";
import type { AdvanceBody } from "../wire/clock";

export function getClock({ platform }: OpenCall): Reply {
  return { status: 200, body: { now: new Date(platform.clock.now()).toISOString() } };
}

export function advanceClock(call: OpenCall<AdvanceBody>): Reply {
  call.platform.clock.advance(call.body.seconds * 1000);
  remediate(call.platform);
  return getClock(call);
}
