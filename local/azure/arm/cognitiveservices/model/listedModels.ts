import { models } from "./catalogue";
import { deprecationOf } from "./deprecation";
import { lifecycleStatusOf } from "./lifecycle";
import type { Lifecycle } from "./lifecycle";
import { trainingCapabilities, usageName } from "./models";

/**
 * The models of a region as ARM returns them: with the capabilities that they have, as text.
 * @param location A region, in any spelling.
 */
export function listModels(platform: Lifecycle, location: string): Record<string, unknown>[] {
  return models.map((model) => {
    const { name, version, training } = model;
    const trained = Object.entries(trainingCapabilities(model, location)).filter(
      ([, isAvailable]) => isAvailable,
    );
    return {
      kind: "OpenAI",
      skuName: "S0",
      model: {
        format: "OpenAI",
        name,
        version,
        capabilities: {
          chatCompletion: "true",
          inference: "true",
          ...Object.fromEntries(trained.map(([capability]) => [capability, "true"])),
          ...(training
            ? {
                FineTuneTokensMaxValue: "2000000000",
                FineTuneTokensMaxValuePerExample: training.tokensPerExample,
              }
            : {}),
        },
        deprecation: deprecationOf(model),
        lifecycleStatus: lifecycleStatusOf(platform, model),
        maxCapacity: 3,
        skus: [
          {
            name: "Standard",
            usageName: usageName(model, "Standard"),
            capacity: { maximum: 1000, default: 10 },
            deprecationDate: deprecationOf(model).inference,
          },
        ],
      },
    };
  });
}
