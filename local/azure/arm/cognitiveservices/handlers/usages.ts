import type { Call, Reply } from "../../../service";
import { requireAccount, requireRegion } from "../model/accounts";
import type { AccountCall } from "../model/accounts";
import { kindOf } from "../model/kinds";
import { usagesOf } from "../model/usages";

export function listUsages({ platform, params }: Call<unknown, "location">): Reply {
  return { status: 200, body: { value: usagesOf(platform, requireRegion(params.location)) } };
}

/** What an account has used in 30 days: nothing is counted. */
export function listAccountUsages(call: AccountCall): Reply {
  const { usages = {} } = kindOf(requireAccount(call).kind);
  const value = Object.entries(usages).map(([name, limit]) => ({
    name: { value: name, localizedValue: name },
    status: "Included",
    currentValue: 0,
    limit,
    nextResetTime: "0001-01-01T00:00:00Z",
    quotaPeriod: "30.00:00:00",
    unit: "Count",
  }));
  return { status: 200, body: { value } };
}
