import type { Call, Reply } from "../../../service";
import { requireAccount, requireRegion } from "../model/accounts";
import type { AccountCall } from "../model/accounts";
import { listModels } from "../model/models";

export function listAccountModels(call: AccountCall): Reply {
  const models = listModels(requireAccount(call).location).map(({ model }) => model);
  return { status: 200, body: { value: models } };
}

export function listLocationModels({ params }: Call<unknown, "location">): Reply {
  return { status: 200, body: { value: listModels(requireRegion(params.location)) } };
}
