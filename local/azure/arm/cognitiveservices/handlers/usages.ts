import type { Call, Reply } from "../../../service";
import { countOpenAiAccounts, requireRegion } from "../model/accounts";

export function listUsages({ platform, params }: Call<unknown, "location">): Reply {
  const usage = {
    name: { value: "OpenAI.S0.AccountCount", localizedValue: "Accounts" },
    unit: "Count",
    currentValue: countOpenAiAccounts(platform, requireRegion(params.location)),
    limit: platform.settings.current.openAiAccountLimit,
  };
  return { status: 200, body: { value: [usage] } };
}
