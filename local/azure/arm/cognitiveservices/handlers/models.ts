import type { Call, Reply } from "../../../service";
import { requireAccount, requireRegion } from "../model/accounts";
import type { AccountCall } from "../model/accounts";
import { listModels } from "../model/listedModels";

/** The first API version whose models have a life cycle and SKUs. */
const withSkus = "2023-05-01";

export function listAccountModels(call: AccountCall): Reply {
  const value = listModels(call.platform, requireAccount(call).location).map(({ model }) => {
    const { lifecycleStatus, skus, ...rest } = model as Record<string, unknown>;
    return call.apiVersion < withSkus ? rest : { ...rest, lifecycleStatus, skus };
  });
  return { status: 200, body: { value } };
}

export function listLocationModels({ platform, params }: Call<unknown, "location">): Reply {
  return { status: 200, body: { value: listModels(platform, requireRegion(params.location)) } };
}
