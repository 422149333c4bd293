import { AzureError } from "../../error";
import { remediate } from "../../arm/gateway/policies/remediation";
import type { OpenCall, Reply } from "../../service";
import type { AdvanceBody } from "../wire/clock";

/** Certificates and tokens have years of four digits. */
const maxTime = Date.UTC(9999, 0);

export function getClock({ platform }: OpenCall): Reply {
  return { status: 200, body: { now: new Date(platform.clock.now()).toISOString() } };
}

export function advanceClock(call: OpenCall<AdvanceBody>): Reply {
  const milliseconds = call.body.seconds * 1000;
  if (call.platform.clock.now() + milliseconds > maxTime) {
    throw new AzureError(400, "InvalidRequestContent", "The clock cannot be moved beyond the year 9999.");
  }
  call.platform.clock.advance(milliseconds);
  remediate(call.platform);
  return getClock(call);
}
