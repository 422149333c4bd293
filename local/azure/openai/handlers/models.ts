import { models } from "../../arm/cognitiveservices/model/catalogue";
import { deprecationOf } from "../../arm/cognitiveservices/model/deprecation";
import { lifecycleStatusOf } from "../../arm/cognitiveservices/model/lifecycle";
import { trainingCapabilities } from "../../arm/cognitiveservices/model/models";
import type { Reply } from "../../service";
import type { AccountCall } from "../accountRoute";
import { listFineTunedModels } from "../model/models";
import { toResponseList } from "../wire/list";
import { toResponseBaseModel, toResponseFineTunedModel } from "../wire/models";

const maxListedModels = 10_000;

export function getModels(call: AccountCall): Reply {
  const { location } = call.account;
  const baseModels = models.map((model) =>
    toResponseBaseModel(model, {
      training: trainingCapabilities(model, location),
      deprecation: deprecationOf(model),
      lifecycleStatus: lifecycleStatusOf(call.platform, model),
    }),
  );
  const fineTunedModels = listFineTunedModels(call.platform, call.account).map(toResponseFineTunedModel);
  return {
    status: 200,
    body: toResponseList(call, [...baseModels, ...fineTunedModels], maxListedModels),
  };
}
