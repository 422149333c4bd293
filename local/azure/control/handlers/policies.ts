import { remediateExisting } from "../../arm/gateway/policies/remediation";
import type { OpenCall, Reply } from "../../service";
import type { PoliciesBody } from "../wire/policies";

export function listPolicies({ platform }: OpenCall): Reply {
  return { status: 200, body: { policies: platform.policies.list() } };
}

/** Assigns policies instead of those before. What exists is evaluated too, as by a remediation task. */
export function assignPolicies(call: OpenCall<PoliciesBody>): Reply {
  call.platform.policies.assign(call.body);
  remediateExisting(call.platform);
  return listPolicies(call);
}

export function clearPolicies({ platform }: OpenCall): Reply {
  platform.policies.clear();
  return { status: 204 };
}
