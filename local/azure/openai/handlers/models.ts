import { findModel, listModels, trainingCapabilities } from "../../arm/cognitiveservices/model/models";
import type { Reply } from "../../service";
import type { AccountCall } from "../accountRoute";
import { listFineTunedModels } from "../model/models";
import { toResponseList } from "../wire/list";
import { toResponseBaseModel, toResponseFineTunedModel } from "../wire/models";

const maxListedModels = 10_000;

export function getModels(call: AccountCall): Reply {
  const baseModels = listModels(call.account.location).flatMap(({ model }) => {
    const { name, version } = model as { name: string; version: string };
    const found = findModel(name, version);
    return found
      ? [toResponseBaseModel(name, version, trainingCapabilities(found, call.account.location))]
      : [];
  });
  const fineTunedModels = listFineTunedModels(call.platform, call.account).map(toResponseFineTunedModel);
  return {
    status: 200,
    body: toResponseList(call, [...baseModels, ...fineTunedModels], maxListedModels),
  };
}
