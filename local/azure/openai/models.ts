/** Models of an account's data plane: which base models can be fine-tuned, and the models that were. */
import { findModel, listModels, trainingCapabilities } from "../arm/cognitiveservices/model/models";
import type { ArmResource } from "../arm/resources";
import type { Call, Platform, Reply } from "../service";
import { requireDataAction } from "./access";
import { jobs } from "./jobRecords";
import { listed } from "./list";

/** Ways to train, by `trainingType`: what the regions call it. */
export const trainingTypes = {
  standard: "fineTune",
  globalstandard: "globalFineTune",
  developertier: "devTierFineTune",
} as const;

const pattern = /^(.+)-(\d{4}-\d{2}-\d{2})$/;

/** The base model of an id such as `gpt-4.1-mini-2025-04-14`; a name without its version is none. */
export function baseModelOf(id: string): ReturnType<typeof findModel> {
  const [, name, version] = pattern.exec(id) ?? [];
  return name === undefined ? undefined : findModel(name, version);
}

/** The base model of a model that was tuned on this account. */
export function baseOfTuned(platform: Platform, account: ArmResource, id: string): string | undefined {
  return [...jobs(platform).values()].find((job) => job.accountId === account.id && job.fineTunedModel === id)
    ?.baseModel;
}

export function listAccountModels(call: Call): Reply {
  const account = requireDataAction(call, "models/read");
  const base = listModels(account.location).map(({ model }) => {
    const { name, version } = model as { name: string; version: string };
    const { fineTune, globalFineTune, devTierFineTune } = trainingCapabilities(
      findModel(name, version)!,
      account.location,
    );
    return {
      id: `${name}-${version}`,
      object: "model",
      status: "succeeded",
      lifecycle_status: "generally-available",
      capabilities: {
        fine_tune: fineTune,
        global_fine_tune: globalFineTune,
        devtier_fine_tune: devTierFineTune,
        inference: true,
        completion: false,
        chat_completion: true,
        embeddings: false,
      },
      deprecation: { fine_tune: 1_822_348_800, inference: 1_853_971_200 },
    };
  });
  const tuned = [...jobs(call.platform).values()]
    .filter((job) => job.accountId === account.id && job.fineTunedModel)
    .map(({ fineTunedModel, baseModel }) => ({
      id: fineTunedModel!,
      object: "model",
      status: "succeeded",
      model: baseModel,
      capabilities: { fine_tune: false, inference: true, chat_completion: true },
    }));
  return { status: 200, body: listed(call, [...base, ...tuned], 10_000) };
}
